/** States which ports of nginx, as the releases configure it, other machines reach in plaintext. */
import type { Container, PublishedPort } from '../../configuration/model.ts';
import type { ReleasePrograms } from '../../release/programs.ts';
import { isLoopback } from '../listeners.ts';
import { imageName } from '../matching.ts';
import type { Statement } from '../schema.ts';
import { statement } from '../statement.ts';

export const sayProxy = (strangers: readonly Container[], release: ReleasePrograms): Statement[] =>
  strangers.flatMap((container) => {
    const asks = asksForCertificates(container);
    if (asks === undefined || !/(^|\/)nginx$/.test(imageName(container.image?.text) ?? '')) return [];
    return container.ports
      .filter(({ address }) => !isLoopback(address ?? ''))
      .flatMap((port) => {
        const what = plainPort(port, container, release);
        return what === undefined ? [] : [open(container, port, what, asks)];
      });
  });

/** By the name of the file of the release that is mounted: with AUTH=x509 nginx asks clients for certificates. */
const asksForCertificates = ({ mounts }: Container): boolean | undefined => {
  for (const { source } of mounts) {
    const [, way] = source.kind === 'host' ? (/\/nginx-(key|x509)\.conf$/.exec(source.path) ?? []) : [];
    if (way !== undefined) return way === 'x509';
  }
  return undefined;
};

const plainPort = (
  { target, protocol }: PublishedPort,
  { environment }: Container,
  { prefix }: ReleasePrograms,
): 'HTTP' | 'MQTT' | undefined => {
  if (protocol !== 'tcp') return undefined;
  if (target === 80) return 'HTTP';
  const mqtt = environment.get(`${prefix}NGINX_MQTT_PORT`);
  return target === (mqtt === undefined ? 1883 : Number(mqtt.text)) ? 'MQTT' : undefined;
};

const open = (
  { name }: Container,
  { published, target, at }: PublishedPort,
  what: 'HTTP' | 'MQTT',
  asks: boolean,
): Statement =>
  statement({
    kind: 'published in plaintext',
    severity: asks ? 'weaker' : 'note',
    container: name,
    at,
    says: `${name} takes ${what} in plaintext at port ${published ?? target} of the machine, beside its port with TLS. ${
      asks
        ? 'With AUTH=x509 it asks for client certificates at the ports with TLS alone: this one is a way around them.'
        : 'Client certificates it asks for at no port: AUTH is not x509.'
    }`,
    todo: 'Do not publish this port, or publish it at 127.0.0.1 alone.',
    apart: `${target}`,
  });
