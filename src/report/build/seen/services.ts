/** Tells how a service began and ended, where it listened, and what it printed. Pure. */
import type {
  BootObservation,
  OutputObservation,
  SecretSighting,
  ServiceObservation,
  SocketObservation,
} from '../../../model/observation.ts';
import type { SeenStart } from '../../seen-schema.ts';
import { listenerInWords, plainInWords } from './listeners.ts';
import { counted, endInWords, joined } from './phrases.ts';

/** Lines of output that are shown where no case of the start needs more. */
const BRIEF = 5;
const BRIEF_TAIL = 3;
const BRIEF_CHARS = 240;

/** @param brief whether only the last lines of output are shown, and the first errors */
export const serviceInWords = (
  name: string,
  service: ServiceObservation,
  brief: boolean,
): SeenStart['services'][number] => ({
  name,
  seen: [lifeInWords(service), ...service.output.secrets.map(secretInWords), ...socketsInWords(service)],
  listeners: Object.entries(service.listeners)
    .map(([listener, answers]) => ({ name: `${name}.${listener}`, seen: listenerInWords(answers) }))
    .filter(({ seen }) => seen.length > 0),
  output: outputOf(service.output, brief),
});

const outputOf = (
  { bytes, errors, tail }: OutputObservation,
  brief: boolean,
): SeenStart['services'][number]['output'] => ({
  bytes,
  errors: timeless(brief ? errors.slice(0, BRIEF) : errors, brief),
  tail: timeless(
    (brief ? tail.slice(-BRIEF_TAIL) : tail).filter((line) => !errors.includes(line)),
    brief,
  ),
});

/** Lines without the time of day, which makes repeats equal. */
const timeless = (lines: readonly string[], brief: boolean): string[] =>
  counted(lines.map(withoutTime).map((line) => (brief ? cut(line) : line)));

const cut = (line: string): string => (line.length > BRIEF_CHARS ? `${line.slice(0, BRIEF_CHARS)}…` : line);

const withoutTime = (line: string): string =>
  line.replace(/"time":"\d{4}-\d\d-\d\dT[^"]*",?/, '').replace(/^\d{4}[-/]\d\d[-/]\d\d[T ][\d:.]+Z?\s+/, '');

const lifeInWords = ({ boot, starts, endedLater, stopped }: ServiceObservation): string =>
  joined(
    [
      bootInWords(boot),
      starts !== undefined && `started ${starts} times until it stayed`,
      endedLater && `exited by itself after ${Math.round(endedLater.ms)} ms ${endInWords(endedLater)}`,
      stopped && `stopped after ${Math.round(stopped.ms)} ms ${endInWords(stopped)}`,
    ],
    '; ',
  );

const bootInWords = (boot: BootObservation): string => {
  const after = `after ${Math.round(boot.ms)} ms`;
  switch (boot.outcome) {
    case 'ready':
      return `ready ${after}`;
    case 'exited':
      return `exited ${after} ${endInWords(boot)}`;
    case 'hung':
      return `neither ready nor exited ${after}`;
  }
};

const secretInWords = ({ kind, of, carriedBy, lines }: SecretSighting): string =>
  joined([
    `printed a secret: ${kind} of ${of}`,
    carriedBy && `carried by the message with the ${carriedBy.replace('-', ' ')}`,
    lines && lines.length > 0 && `in line ${lines.join(', ')}`,
  ]);

const socketsInWords = ({ sockets = [] }: ServiceObservation): string[] =>
  sockets.length > 0 ? [`listened at ${sockets.map(socketInWords).join('; ')}`] : [];

const socketInWords = ({ protocol, address, port, declared, plain }: SocketObservation): string => {
  const host = address.includes(':') ? `[${address}]` : address;
  const answer = plain && `plaintext: ${plainInWords(plain)}`;
  return joined([`${protocol} ${host}:${port} (${declared ?? 'not declared'})`, answer]);
};
