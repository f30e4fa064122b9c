/** Puts into words what every format of an advice says: severities, kinds, transports, places. Pure. */
import type { BaselineEntry, Checked, CheckedStatement } from '../../../advise/checked/checked.ts';
import type { HopAdvice, Severity, Transport } from '../../../advise/schema.ts';
import { count, printable } from '../words.ts';

/** What an operator must do first comes first. */
export const severityTitles: Record<Severity, string> = {
  availability: 'Does not work: a service stops, or a connection is refused',
  weaker: 'Works, with less protection than the files ask for',
  note: 'Worth knowing',
  good: 'In effect',
};

/** Colours of a page. */
export const severityTones: Record<Severity, string> = {
  availability: 'fail',
  weaker: 'non-strict',
  note: 'moot',
  good: 'pass',
};

/** Short names, beside counts. */
export const severityNames: Record<Severity, string> = {
  availability: 'not working',
  weaker: 'with less protection',
  note: 'worth knowing',
  good: 'in effect',
};

/** From what fails to what is protected best. */
export const transportOrder: readonly Transport[] = [
  'does not start',
  'refused',
  'plaintext',
  'not known',
  'TLS',
  'TLS, client certificate offered',
  'TLS, client certificate demanded',
];

/** As they stand behind a count. */
export const transportNames: Record<Transport, string> = {
  'does not start': 'not made',
  refused: 'refused',
  plaintext: 'in plaintext',
  'not known': 'not known',
  TLS: 'with TLS',
  'TLS, client certificate offered': 'with TLS and a client certificate that is not demanded',
  'TLS, client certificate demanded': 'with TLS and a client certificate',
};

export const transportTones: Record<Transport, string> = {
  'does not start': 'fail',
  refused: 'fail',
  plaintext: 'non-strict',
  'not known': 'untestable',
  TLS: 'pass',
  'TLS, client certificate offered': 'pass',
  'TLS, client certificate demanded': 'pass',
};

export const placeInWords = ({ file, line, column }: CheckedStatement['at']): string =>
  `${printable(file)}:${line}:${column}`;

/** `docker/.env:12:1, 13:1, docker-compose.yaml:40:7`. */
export const placesInWords = (places: readonly CheckedStatement['at'][]): string =>
  [...Map.groupBy(places, ({ file }) => file)]
    .map(
      ([file, held]) =>
        `${printable(file)}:${held.map(({ line, column }) => `${line}:${column}`).join(', ')}`,
    )
    .join(', ');

/** What a statement is about: `SMQ_USERS_HTTP_SERVER_CERT in users`. */
export const subjectOf = ({ variable, container, service }: CheckedStatement): string => {
  const owner = container ?? service;
  return printable(
    variable === undefined ? (owner ?? '') : owner === undefined ? variable : `${variable} in ${owner}`,
  );
};

/** Where a hop ends: `auth:7001 grpc`. */
export const endOf = ({ to, port, listener }: Pick<HopAdvice, 'to' | 'port' | 'listener'>): string =>
  printable(`${to}${port === undefined ? '' : `:${port}`} ${listenerNames[listener] ?? listener}`);

/** Where a hop begins. */
export const beginOf = ({ from }: Pick<HopAdvice, 'from'>): string =>
  from === '*' ? 'outside' : printable(from);

const listenerNames: Partial<Record<string, string>> = {
  grpc: 'gRPC',
  http: 'HTTP',
  mqtt: 'MQTT',
  coap: 'CoAP',
  ws: 'WebSocket',
  postgres: 'PostgreSQL',
  nats: 'NATS',
  redis: 'Redis',
  spicedb: 'SpiceDB',
};

const fileKinds: Partial<Record<string, string>> = {
  env: 'variables (.env)',
  compose: 'Compose',
  kubernetes: 'Kubernetes',
  process: 'variables of a process',
};
export const fileKind = (kind: string): string => fileKinds[kind] ?? printable(kind);

/** `v0.19.1, 2 files, 61 settings of 14 services recognised`. */
export const checkedInWords = ({ release, files, recognised: { settings, services } }: Checked): string =>
  `Magistrala ${printable(release)}, ${count(files.length, 'file')}: ` +
  (settings === 0
    ? `nothing in ${files.length === 1 ? 'it' : 'them'} is a setting that this release knows`
    : `${count(settings, 'setting')} of ${count(services.length, 'service')} recognised`);

/** Our own environment would make the same files mean something else on each machine. */
export const shellInWords =
  'The environment of this shell was not read, so that the result is the same on every machine. ' +
  '--shell NAME=VALUE gives a variable.';

export const leftOutInWords = (n: number): string =>
  n === 1
    ? '1 statement concerns no security and is left out: --all shows it.'
    : `${n} statements concern no security and are left out: --all shows them.`;

/** `42 variables are undefined and count as blank`. */
export const undefinedInWords = (n: number): string =>
  n === 1 ? '1 variable is undefined and counts as blank' : `${n} variables are undefined and count as blank`;

/** What became of an entry of the baseline. */
export const becameInWords = ({ became, expires, statements }: BaselineEntry): string => {
  if (became === 'accepted') return `accepts ${count(statements, 'finding')}`;
  if (became === 'stale') return 'stale: nothing is as it says';
  if (statements === 0) return `expired on ${expires}, and nothing is as it says`;
  return `expired on ${expires}: ${count(statements, 'finding')} ${statements === 1 ? 'counts' : 'count'} again`;
};
