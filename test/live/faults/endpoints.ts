/** Faults of what an endpoint speaks and presents. */
import { pairOf } from '../../fixtures/peers/known-good.ts';
import { make } from '../chains/maker.ts';
import { opened } from '../look.ts';
import { deployment, endpoint } from '../material.ts';
import { served, trusted, type FaultRow } from './row.ts';
import {
  both,
  demands,
  plain,
  right,
  rightRsa,
  secure,
  speaksNats,
  takesWeak,
  withVersions,
} from './servers.ts';

const client = await pairOf('client');
const [otherCa, wrongName, inSubject, forClients] = await Promise.all(
  (['other-ca', 'wrong-name', 'name-in-subject', 'for-clients'] as const).map((identity) => pairOf(identity)),
);
const root = make({ subject: 'root', ca: true });
/** Of a CA that is its own, to end on a day that no identity of the suite has. */
const endingIn = (days: number): { cert: string; key: string } => {
  const { pem, key } = make({
    subject: 'a',
    ca: false,
    issuer: root,
    names: ['localhost'],
    days: [-1, days],
  });
  return { cert: pem, key: key.export({ type: 'pkcs8', format: 'pem' }) as string };
};

const claimed = 'live.endpoint-as-claimed';
const accepted = 'live.certificate-accepted';

export const endpointFaults: FaultRow[] = [
  {
    fault: 'plaintext is answered beside TLS',
    ...{ reds: [claimed], claim: 'tls' },
    make: served('auth.http https', { sound: secure, faulty: both }),
  },
  {
    fault: 'plaintext is answered, and no TLS spoken',
    ...{ reds: [claimed], claim: 'tls' },
    make: served('auth.http https', { sound: secure, faulty: plain }),
  },
  {
    fault: 'another protocol is spoken within TLS',
    ...{ reds: [claimed], claim: 'tls' },
    make: served('auth.http https', { sound: secure, faulty: speaksNats }),
  },
  {
    fault: 'TLS is spoken in place of plaintext',
    ...{ reds: [claimed], claim: 'plaintext' },
    make: served('auth.http http', { sound: plain, faulty: secure }),
  },
  {
    fault: 'a client without a certificate is served',
    ...{ reds: [claimed], claim: 'tls-with-client-certificate' },
    make: served(
      'auth.http https',
      { sound: demands, faulty: secure },
      { claim: 'tls-with-client-certificate', client: { cert: client.cert, key: client.key } },
    ),
  },
  {
    fault: 'the client of the file is refused as well',
    ...{ reds: [claimed], claim: 'tls-with-client-certificate' },
    make: async (isFaulty) => {
      const { port, ...held } = await opened(demands());
      const { cert, key } = isFaulty ? await pairOf('self-signed') : client;
      const one = endpoint('auth.http', `https://127.0.0.1:${port}`, {
        ...{ ...trusted, claim: 'tls-with-client-certificate', client: { cert, key } },
      });
      return { said: deployment([one]), ...held };
    },
  },
  {
    fault: 'what is claimed not to be reachable is reached',
    ...{ reds: [claimed], claim: 'not-reachable' },
    make: async (isFaulty) => {
      const { port, ...held } = await opened(plain());
      const other = endpoint('auth.http', `http://127.0.0.1:${isFaulty ? port : 9}`, {
        claim: 'not-reachable',
      });
      return {
        said: deployment([endpoint('http-adapter.http', `http://127.0.0.1:${port}`), other]),
        ...held,
      };
    },
  },
  ...(
    [
      ['is of another CA', otherCa],
      ['names another host', wrongName],
      ['has its name in the subject alone', inSubject],
      ['is for clients', forClients],
    ] as const
  ).map(([what, pair]): FaultRow => ({
    fault: `the certificate ${what}`,
    reds: [accepted],
    make: served('auth.http https', { sound: secure, faulty: () => secure(pair) }),
  })),
  {
    fault: 'the certificate ends in five days',
    reds: ['live.certificate-lasts'],
    make: served(
      'auth.http https',
      {
        sound: () => secure({ ...right, ...endingIn(9) }),
        faulty: () => secure({ ...right, ...endingIn(5) }),
      },
      { ca: root.pem },
    ),
  },
  {
    fault: 'the second address presents another certificate than the given one',
    reds: ['live.presents-given-certificate'],
    make: async (isFaulty) => {
      const other = await pairOf('right');
      const [first, second] = [await opened(secure()), await opened(secure(isFaulty ? other : right))];
      const urls = [first, second].map(({ port }) => `https://127.0.0.1:${port}`);
      return {
        said: deployment([endpoint('auth.http', urls, { ...trusted, presents: right.cert })]),
        [Symbol.asyncDispose]: async () => {
          await first[Symbol.asyncDispose]();
          await second[Symbol.asyncDispose]();
        },
      };
    },
  },
  {
    fault: 'Users speaks TLS in place of plaintext',
    reds: ['server.none-is-insecure', claimed],
    make: served('users.http http', { sound: plain, faulty: secure }),
  },
  {
    fault: 'Users answers plaintext beside TLS',
    reds: ['server.pair-is-tls', claimed],
    make: served('users.http https', { sound: secure, faulty: both }),
  },
  {
    fault: 'the certificate of Users is of another CA',
    reds: ['server.pair-is-tls', accepted],
    make: served('users.http https', { sound: secure, faulty: () => secure(otherCa) }),
  },
  ...(
    [
      ['takes TLS 1.0', 'TLS 1.0', () => withVersions('TLSv1', 'TLSv1.3')],
      ['takes TLS 1.1', 'TLS 1.1', () => withVersions('TLSv1.1', 'TLSv1.3')],
      ['takes no TLS 1.2', 'TLS 1.2', () => withVersions('TLSv1.3', 'TLSv1.3')],
      ['takes no TLS 1.3', 'TLS 1.3', () => withVersions('TLSv1.2', 'TLSv1.2')],
      ['takes RC4', 'RC4', () => takesWeak('rc4')],
      ['takes 3DES', '3DES', () => takesWeak('3des')],
      ['takes NULL or export suites', 'NULL or export', () => takesWeak('null-or-export')],
      ['takes static RSA', 'static RSA', () => secure(rightRsa, { ciphers: 'DEFAULT:AES128-GCM-SHA256' })],
    ] as const
  ).map(([what, claim, faulty]): FaultRow => ({
    fault: `Users ${what}`,
    ...{ reds: ['server.modern-tls'], claim, oldVersions: true },
    make: served('users.http https', {
      sound: () => secure(rightRsa, { ciphers: 'ECDHE+AESGCM' }),
      faulty,
    }),
  })),
];
