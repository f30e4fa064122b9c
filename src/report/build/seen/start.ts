/** Tells what was observed of one start, in words that the report shows beside its cases. Pure. */
import type { CallsObservation, MessageObservation } from '../../../model/exchange.ts';
import type { Observation, ServerObservation, SessionObservation } from '../../../model/observation.ts';
import type { SeenStart } from '../../seen-schema.ts';
import { connectionsInWords } from './connections.ts';
import { chainInWords, counted, joined } from './phrases.ts';
import { serviceInWords } from './services.ts';

/** @param brief whether less of the output is shown, as every case of the start passed */
export const startInWords = (o: Observation, brief: boolean): Omit<SeenStart, 'id' | 'reading'> => ({
  notes: notesOf(o),
  services: Object.entries(o.services).map(([name, service]) => serviceInWords(name, service, brief)),
  hops: partsOf(o.hops, connectionsInWords),
  sessions: partsOf(o.sessions, sessionsInWords),
  messages: o.messages.map(messageInWords),
  calls: callsInWords(o.calls),
});

const partsOf = <T>(record: Readonly<Record<string, T>>, words: (one: T) => string[]): SeenStart['hops'] =>
  Object.entries(record).map(([name, one]) => ({ name, seen: words(one) }));

const notesOf = (o: Observation): string[] =>
  [
    o.infrastructure && `could not be set up: ${o.infrastructure.code}, ${o.infrastructure.message}`,
    o.premise &&
      `the plain start, made once more, ${o.premise.holds ? 'did' : 'did not do'} what it should: ${o.premise.detail}`,
    o.unstable && `a second start, otherwise equal, showed something else for ${o.unstable.join(', ')}`,
    o.busy !== undefined && `the machine was too busy: ${o.busy}`,
    o.core && `Auth, Channels, Domains and SpiceDB are ${o.core}`,
    ...Object.entries(o.configured.certificates).map(
      ([setting, { chain, subject }]) => `configured: ${setting} is ${subject}, ${chainInWords(chain)}`,
    ),
    ...o.unsecurable.map(
      ({ from, to, bytes }) =>
        `no setting secures ${from}→${to}: first bytes ${bytes === '' ? 'none' : bytes.slice(0, 16)}`,
    ),
    o.restart &&
      `started again with a new certificate: ${joined([
        o.restart.ready ? 'ready' : 'not ready',
        o.restart.newCertificate
          ? 'the new certificate is presented'
          : 'the new certificate is not presented',
      ])}`,
  ].filter((note) => typeof note === 'string');

const sessionsInWords = ({ later, ...first }: SessionObservation): string[] => [
  ...serverInWords(first, ''),
  ...(later ? serverInWords(later, 'at the later server: ') : []),
];

const serverInWords = ({ sessions, refusals }: ServerObservation, where: string): string[] => {
  const lines = sessions.map(({ tls, version, clientDn, user }) =>
    joined([
      tls ? `session with ${version ?? 'TLS'}` : 'session without TLS',
      `user ${user}`,
      clientDn !== undefined && `client certificate ${clientDn}`,
    ]),
  );
  const seen = [...counted(lines), ...refusals.map((line) => `refused: ${line}`)];
  return seen.map((line) => where + line);
};

const messageInWords = ({ adapter, attempt, phase, outcome, detail, ms }: MessageObservation): string => {
  const when = phase === 'as-started' ? '' : ', after the restart';
  return `${adapter}, ${attempt}${when}: ${outcome}, ${detail}, ${Math.round(ms)} ms`;
};

const callsInWords = ({
  byName,
  database,
  again,
  wrongToken,
  createdByWrongToken,
}: CallsObservation): string[] => {
  const answer = ({ status, detail }: { status: number; detail: string }): string =>
    joined([status === 0 ? 'no answer' : `HTTP ${status}`, detail]);
  return [
    ...Object.entries(byName).map(([name, call]) => `${name}: ${answer(call)}`),
    ...Object.entries(again).map(([name, call]) => `list-clients, ${name}: ${answer(call)}`),
    ...Object.entries(database).flatMap(([name, { read, write }]) => [
      `${name} reads its database: ${answer(read)}`,
      `${name} writes its database: ${answer(write)}`,
    ]),
    ...Object.entries(wrongToken).map(([name, call]) => `create-client with ${name}: ${answer(call)}`),
    ...(createdByWrongToken
      ? [`then listed: HTTP ${createdByWrongToken.status}, ${createdByWrongToken.clients} clients created`]
      : []),
  ];
};
