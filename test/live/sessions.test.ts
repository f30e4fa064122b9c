/** What is said of sessions with PostgreSQL and of messages, seen, hidden and absent. */
import { expect, test } from 'vitest';
import { nothingSeen } from '../../src/model/observation.ts';
import { liveCatalogue } from '../../src/live/judged/cases.ts';
import { databaseChecks } from '../../src/live/judged/database-checks.ts';
import { messageChecks } from '../../src/live/judged/message-checks.ts';
import { eachKindFirst, lookAtDatabase } from '../../src/live/look/database.ts';
import type { SeenDatabase, SeenMessage } from '../../src/report/live-schema.ts';
import type { Check, Seen } from '../../suites/vocabulary.ts';
import { patience } from '../patience.ts';
import { deployment } from './material.ts';

const nothing = nothingSeen({ certificates: {}, hops: {}, unused: {} });
const holds = (some: readonly Check[]): Seen[] => some.map((one) => one.holds(nothing));

type Session = SeenDatabase['sessions'][number];
const session = (tls: boolean | null, clientCertificate: string | null = null): Session => ({
  ...{ role: 'users', application: null, from: '10.0.0.1', tls, clientCertificate },
  version: tls ? 'TLSv1.3' : null,
});

const seen = (claim: string, sessions: Session[], failed: string | null = null): SeenDatabase => ({
  ...{ service: 'users', address: 'db:5432/users', account: 'm', role: 'users', claim },
  ...{ sees: 'all sessions', failed, sessions, sessionCount: sessions.length },
});

const judged = (claim: string, sessions: Session[], failed: string | null = null): [Seen[], Seen[]] => {
  const { never, must } = databaseChecks(seen(claim, sessions, failed));
  return [holds(never), holds(must)];
};

test.each([
  [true, 'plaintext', 'safer'],
  [false, 'tls', 'weaker'],
])('what is at stake where sessions are TLS: %s, and the claim is %s', (tls, claim, risk) => {
  const one = seen(claim, [session(tls)]);
  const { cases } = liveCatalogue(deployment([]), {
    ...{ endpoints: [], messages: [], oldVersions: false, capture: null, databases: [one] },
  });
  expect(cases.map((each) => each.risk)).toEqual([risk]);
});

test.each<[string, Session[], [Seen[], Seen[]]]>([
  ['tls', [session(true), session(true)], [[false], [true]]],
  ['tls', [session(true), session(false)], [[true], [false]]],
  ['tls', [], [[undefined], [undefined]]],
  // One that is hidden may be otherwise than those that are seen.
  ['tls', [session(true), session(null)], [[undefined], [undefined]]],
  ['tls', [session(false), session(null)], [[true], [false]]],
  ['plaintext', [session(false)], [[], [true]]],
  ['plaintext', [session(true)], [[], [false]]],
  ['tls-with-client-certificate', [session(true, '/CN=users')], [[false], [true, true]]],
  ['tls-with-client-certificate', [session(true)], [[false], [true, false]]],
])('claim %s, sessions %j', (claim, sessions, expected) => {
  expect(judged(claim, sessions)).toEqual(expected);
});

test('what could not be asked is open, and why is said', () => {
  expect(judged('tls', [], 'no password')).toEqual([[undefined], [undefined]]);
});

test('a database that is not there is a fact, without the password', async () => {
  const seen = await lookAtDatabase(
    {
      ...{
        service: 'users',
        host: '127.0.0.1',
        port: 9,
        database: 'x',
        user: 'm',
        password: 'hunter22-hunter22',
      },
      ...{ account: 'tls', role: 'users', claim: 'tls' },
    },
    patience(),
  );
  expect(seen).toMatchObject({
    sees: 'nothing',
    sessions: [],
    failed: expect.stringContaining('ECONNREFUSED') as string,
  });
  expect(JSON.stringify(seen)).not.toContain('hunter22');
});

const messages = (right: SeenMessage['outcome'], wrong: SeenMessage['outcome']): Seen[][] => {
  const { accepted, refused } = messageChecks('a.http', [
    { endpoint: 'a.http', attempt: 'right-secret', outcome: right, detail: '' },
    { endpoint: 'a.http', attempt: 'wrong-secret', outcome: wrong, detail: '' },
  ]);
  return [holds([accepted]), holds(refused.never), holds(refused.must)];
};

test('messages: accepted, refused, and what never arrived', () => {
  expect(messages('accepted', 'refused')).toEqual([[true], [false], [true]]);
  expect(messages('refused', 'accepted')).toEqual([[false], [true], [false]]);
  expect(messages('unreachable', 'unreachable')).toEqual([[undefined], [undefined], [undefined]]);
  // A wrong secret that gets no answer may have been taken.
  expect(messages('hung', 'hung')).toEqual([[false], [undefined], [undefined]]);
  expect(holds([messageChecks('a.http', []).accepted])).toEqual([undefined]);
});

test('of more sessions than a report holds one of each kind stands first', () => {
  const row = (id: number, tls: boolean | null, dn: string | null = null) => ({
    id,
    tls,
    dn,
    hidden: tls === null,
  });
  const many = Array.from({ length: 200 }, (_, id) => row(id, true, '/CN=users'));
  const rows = [...many, row(200, true), row(201, false), row(202, null), row(203, false)];
  const ordered = eachKindFirst(rows);
  expect(
    ordered
      .slice(0, 4)
      .map(({ id }) => id)
      .toSorted((a, b) => a - b),
  ).toEqual([0, 200, 201, 202]);
  expect(new Set(ordered)).toEqual(new Set(rows));
});
