/** Publishes the one message of the device over each endpoint that the file allows, and one with a wrong secret. */
import dns from 'node:dns/promises';
import { randomBytes } from 'node:crypto';
import { publish, type PublishRequest } from '../../probe/publish/publish.ts';
import type { Release } from '../../release/schema.ts';
import type { SeenMessage } from '../../report/live-schema.ts';
import type { LiveDevice, LiveEndpoint } from '../file/deployment.ts';
import { errorOfName } from './tls.ts';

const timeoutMs = 8000;

/** SenML, as the handbook of the product has its messages. */
const body = Buffer.from('[{"bn":"magistrala-conformance:","n":"live","v":1}]');

/** The wrong secret first: where it is taken the right one adds nothing, and each is sent once. */
export const sendMessages = async (
  endpoint: LiveEndpoint,
  device: LiveDevice,
  { messages: templates }: Pick<Release, 'messages'>,
  signal: AbortSignal,
): Promise<SeenMessage[]> => {
  const [address] = endpoint.addresses as [LiveEndpoint['addresses'][number]];
  const seen: SeenMessage[] = [];
  const tls = endpoint.claim !== 'plaintext' && endpoint.protocol !== 'coap';
  for (const attempt of ['wrong-secret', 'right-secret'] as const) {
    const request: PublishRequest = {
      protocol: endpoint.protocol as PublishRequest['protocol'],
      address: { host: address.host, port: address.port },
      path: { domain: device.domain, channel: device.channel },
      clientId: device.id,
      secret: attempt === 'right-secret' ? device.secret : `wrong-${randomBytes(12).toString('hex')}`,
      templates,
      body,
      timeoutMs,
      ...(tls && {
        tls: {
          servername: endpoint.serverName ?? address.host,
          ca: endpoint.ca ?? '',
          ...(endpoint.client && { identity: endpoint.client }),
        },
      }),
    };
    const known = await dns.lookup(address.host).then(
      () => undefined,
      (error: unknown) => errorOfName(error),
    );
    const fate =
      known === undefined
        ? await publish(request, signal)
        : { outcome: 'unreachable' as const, detail: known };
    seen.push({ endpoint: endpoint.name, attempt, outcome: fate.outcome, detail: fate.detail });
  }
  return seen;
};
