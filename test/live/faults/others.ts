/** Faults of messages, of connections in a capture, and of sessions with PostgreSQL. */
import { Client } from 'pg';
import type { Database } from '../../../fixtures/postgres/database.ts';
import type { LiveDatabase } from '../../../src/live/file/deployment.ts';
import { framesOf, pcap } from '../../capture/captures.ts';
import { talk, text, type Ends } from '../../capture/packets.ts';
import { helloChoosing, helloOffering } from '../../../src/probe/listener/cipher-offer.ts';
import { folderOf, deployment, endpoint } from '../material.ts';
import { opened } from '../look.ts';
import type { FaultRow } from './row.ts';
import { adapter } from './servers.ts';

const secret = 'the-secret-of-the-device';
const device = {
  ...{ id: 'd', secret, domain: 'a', channel: 'b', over: ['http-adapter.http'] },
};

const message =
  (takes: (given: string) => boolean): FaultRow['make'] =>
  async (isFaulty) => {
    const { port, ...held } = await opened(adapter(isFaulty ? takes : (given) => given === secret));
    const one = endpoint('http-adapter.http', `http://127.0.0.1:${port}`);
    return { said: deployment([one], { device }), ...held };
  };

const between: Ends = {
  client: { address: '10.0.0.1', port: 40_000 },
  server: { address: '10.0.0.2', port: 7001 },
};
const inTls = pcap(
  framesOf(
    between,
    talk([
      ['client', helloOffering([0xc02b], { servername: 'auth', alpn: [] })],
      ['server', helloChoosing(0xc02b)],
    ]),
  ),
);
const inPlaintext = pcap(
  framesOf(
    between,
    talk([
      ['client', text('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')],
      ['server', Buffer.from('000000040000000000', 'hex')],
    ]),
  ),
);

const captured = (claim: 'tls' | 'plaintext', [sound, faulty]: readonly [Buffer, Buffer]): FaultRow => ({
  fault: `services speak ${claim === 'tls' ? 'plaintext in place of TLS' : 'TLS in place of plaintext'}`,
  ...{ reds: ['live.hop-as-claimed'], claim },
  make: async (isFaulty) => {
    const folder = folderOf({});
    const hop = { from: 'users', to: 'auth', at: [between.server], claim };
    return {
      said: deployment([], { hops: [hop] }),
      capture: folder.write('a.pcap', isFaulty ? faulty : sound),
      [Symbol.asyncDispose]: async () => folder[Symbol.dispose](),
    };
  },
});

export const otherFaults: FaultRow[] = [
  {
    fault: 'the message of the device is refused',
    reds: ['live.message-accepted'],
    make: message(() => false),
  },
  {
    fault: 'a message with a wrong secret is accepted',
    reds: ['live.wrong-secret-refused'],
    make: message(() => true),
  },
  captured('tls', [inTls, inPlaintext]),
  captured('plaintext', [inPlaintext, inTls]),
];

type Session = 'plaintext' | 'tls' | 'tls-with-client-certificate';

/** Sessions as a service holds them open while it is looked at; the account that looks is that of the service. */
export const sessionFaults = (
  databaseOf: (label: string) => Promise<Database>,
  client: { cert: string; key: string },
): FaultRow[] => {
  const open = async ({ port, name, user, password }: Database, how: Session): Promise<Client> => {
    const identity = how === 'tls-with-client-certificate' ? client : {};
    const session = new Client({
      ...{ host: '127.0.0.1', port, database: name, user, password },
      ssl: how === 'plaintext' ? false : { rejectUnauthorized: false, ...identity },
    });
    session.on('error', () => {});
    await session.connect();
    return session;
  };
  const row = (claim: Session, faulty: Session): FaultRow => ({
    fault: `of two sessions one is ${faulty}, and ${claim} is claimed`,
    ...{ reds: ['live.database-as-claimed'], claim },
    make: async (isFaulty) => {
      const database = await databaseOf(`${claim}-${faulty}`);
      const held = [await open(database, claim), await open(database, isFaulty ? faulty : claim)];
      const { port, name, user, password } = database;
      const one: LiveDatabase = {
        ...{ service: 'users', host: '127.0.0.1', port, database: name, user, password },
        ...{ account: 'tls', role: user, claim },
      };
      return {
        said: deployment([], { databases: [one] }),
        [Symbol.asyncDispose]: async () => {
          await Promise.all(held.map((session) => session.end()));
          await database[Symbol.asyncDispose]();
        },
      };
    },
  });
  return [
    row('tls', 'plaintext'),
    row('plaintext', 'tls'),
    row('tls-with-client-certificate', 'tls'),
    row('tls-with-client-certificate', 'plaintext'),
  ];
};
