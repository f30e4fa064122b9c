/** Writes a deployment file of what Compose or Kubernetes files configure: a beginning, for a person to correct. Pure. */
import { predict } from '../advise/predict.ts';
import type { World } from '../advise/world.ts';
import type { Configuration, Container } from '../configuration/model.ts';
import type { ReleasePrograms } from '../release/programs.ts';

export interface InitOptions {
  release: ReleasePrograms;
  /** Machine at which published ports are reached. */
  host: string;
  /** Paths as the deployment file is to name them. */
  files: readonly string[];
  world: World;
}

export interface Written {
  text: string;
  endpoints: number;
}

interface Entry {
  name: string;
  at: string;
  claim: string;
  comment: string;
}

export const deploymentText = (configuration: Configuration, options: InitOptions): Written => {
  const { release, host, files, world } = options;
  const { listeners, strangers, databases } = predict(configuration, release, world);
  const inCluster = configuration.files.some(({ kind }) => kind === 'kubernetes');
  const own = listeners.flatMap(({ instance, id, reads, port, speaks }): Entry[] => {
    if (port === undefined) return [];
    const { container, program } = instance;
    const tls = speaks.state === 'TLS' || speaks.state === 'demands';
    const overWebSocket = program.name === 'mqtt-adapter' && reads.protocol === 'ws';
    const scheme = `${overWebSocket ? 'mqtt+' : ''}${schemeOf(reads.protocol, tls)}`;
    const path = overWebSocket ? '/mqtt' : '';
    const claim = speaks.state === 'demands' ? 'tls-with-client-certificate' : tls ? 'tls' : 'plaintext';
    const comment =
      speaks.state === 'not known' || speaks.state === 'ends'
        ? 'what it speaks is not known from the files'
        : '';
    const entry = { name: `${program.name}.${id}`, claim, comment };
    const published = container.ports.find(
      ({ target, protocol }) => target === port && (protocol === 'udp') === (scheme === 'coap'),
    );
    if (published?.published !== undefined)
      return [
        { ...entry, at: `${scheme}://${bracketed(published.address ?? '', host)}:${published.published}` },
      ];
    const inner = innerAddress(container, port);
    if (inCluster && inner) return [{ ...entry, at: `${scheme}://${inner}${path}` }];
    // Silence over UDP is no sign that nothing listens.
    if (scheme === 'coap') return [];
    return [
      {
        ...entry,
        at: `${scheme}://${host}:${port}${path}`,
        claim: 'not-reachable',
        comment: 'not published',
      },
    ];
  });
  const others = strangers.flatMap((container) => ofStranger(container, host));
  const all = [...own, ...others];
  const published = new Set(all.flatMap(({ at, claim }) => (claim === 'not-reachable' ? [] : [placeOf(at)])));
  // What is published at the same place by another container is reached, and is that one.
  const entries = distinct(
    all.filter(({ at, claim }) => claim !== 'not-reachable' || !published.has(placeOf(at))),
  );
  const services = [...new Set(databases.map(({ instance }) => instance.program.name))];
  return { text: textOf(entries, { release: release.release, files, services }), endpoints: entries.length };
};

const placeOf = (url: string): string => url.replace(/^[^:]+:\/\//, '');

const schemeOf = (protocol: string, tls: boolean): string =>
  protocol === 'coap'
    ? 'coap'
    : tls
      ? { http: 'https', grpc: 'grpcs', mqtt: 'mqtts', ws: 'wss' }[protocol]!
      : protocol;

/** A port that is published at one address of the machine is reached there. */
const bracketed = (address: string, host: string): string => {
  if (address === '' || address === '0.0.0.0' || address === '::') return host;
  return address.includes(':') ? `[${address}]` : address;
};

const innerAddress = ({ addresses }: Container, port: number): string | undefined => {
  for (const { host, ports } of addresses) {
    const outer = ports ? [...ports].find(([, target]) => target === port)?.[0] : port;
    if (outer !== undefined) return `${host}:${outer}`;
  }
  return undefined;
};

/** Ports of proxies and brokers by which it is told what they speak. */
const usual: Readonly<Record<number, [scheme: string, listener: string]>> = {
  80: ['http', 'http'],
  443: ['https', 'https'],
  1883: ['mqtt', 'mqtt'],
  8883: ['mqtts', 'mqtts'],
};

const ofStranger = ({ name, ports }: Container, host: string): Entry[] =>
  ports.flatMap(({ target, published, protocol, address = '' }): Entry[] => {
    const [scheme, listener] = usual[target] ?? [];
    if (scheme === undefined || published === undefined || protocol !== 'tcp') return [];
    const word = name
      .toLowerCase()
      .replaceAll(/[^a-z0-9-]+/g, '-')
      .replace(/^[^a-z]+/, '');
    return [
      {
        name: `${word}.${listener}`,
        at: `${scheme}://${bracketed(address, host)}:${published}`,
        claim: listener!.endsWith('s') ? 'tls' : 'plaintext',
        comment: '',
      },
    ];
  });

/** Replicas, and two containers of one program, are one endpoint: the first. */
const distinct = (entries: readonly Entry[]): Entry[] =>
  entries.filter(({ name }, at) => name !== '' && entries.findIndex((one) => one.name === name) === at);

/** A YAML scalar in single quotes. */
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const textOf = (
  entries: readonly Entry[],
  { release, files, services }: { release: string; files: readonly string[]; services: readonly string[] },
): string =>
  [
    '# What runs where, and what is claimed of it. Correct addresses and claims: what is claimed is what you expect,',
    '# not what the files make of it. docs/live.md says what else may stand here.',
    `release: ${quoted(release)}`,
    '# ca: ca.crt',
    `configuredBy: [${files.map(quoted).join(', ')}]`,
    'endpoints:',
    ...entries.map(
      ({ name, at, claim, comment }) =>
        `  ${name}: { at: ${quoted(at)}, claim: ${claim} }${comment === '' ? '' : ` # ${comment}`}`,
    ),
    ...(services.length === 0
      ? []
      : [
          '# An account at PostgreSQL shows how the sessions of these services are encrypted:',
          '# databases:',
          ...services.map(
            (name) =>
              `#   ${name}: { at: 'postgres://HOST:5432/DATABASE', user: ACCOUNT, password: 'env:PASSWORD', role: ROLE_OF_THE_SERVICE, claim: tls }`,
          ),
        ]),
    '',
  ].join('\n');
