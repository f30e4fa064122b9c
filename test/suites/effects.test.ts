/** Tests what shows on the wire that a setting has an effect, and what is said of one that has none. */
import { describe, expect, test } from 'vitest';
import { findingOf } from '../../src/judge/findings.ts';
import { judge } from '../../src/judge/judge.ts';
import type { ListenerObservation, Observation } from '../../src/model/observation.ts';
import { loadRelease } from '../../src/release/load.ts';
import { statementOf } from '../../src/report/build/statement.ts';
import { catalogueFor } from '../../suites/catalogue.ts';
import { observation, service, up, observedFrom } from '../judge/tiny.ts';

const release = loadRelease('v0.19.1');
const { cases } = catalogueFor(release);
const byId = new Map(cases.map((one) => [one.id, one]));
const caseOf = (id: string) => byId.get(id)!;

/** The statement about a case, given the observations of it and of other cases. */
const said = (id: string, observations: Record<string, Observation>) => {
  const one = caseOf(id);
  const plain = {
    [one.plain]: observation({}, { services: { users: up, clients: up, 'http-adapter': up } }),
  };
  const observed = observedFrom({ ...plain, ...observations });
  const verdict = judge(one, observed);
  const finding = findingOf(one, verdict, { observed, cases: byId, names: release });
  return {
    outcome: verdict.outcome,
    finding,
    cause: verdict.cause,
    statement: statementOf(one, { finding, seen: observed(id), release: release.release, names: release }),
  };
};

const noHandshake = { handshake: false, error: 'ERR_SSL_WRONG_VERSION_NUMBER' };
const listening = (seen: ListenerObservation): Observation => {
  const http: ListenerObservation = {
    plain: { answer: 'answered', status: '200', bytes: '' },
    tls: noHandshake,
    ...seen,
  };
  return observation(
    {},
    { services: { users: service({ outcome: 'ready', ms: 90 }, { listeners: { http } }) } },
  );
};

const pair = 'server.pair-is-tls/users.http/cert-key@release';
const chain = 'server.reads-pem/users.http/rsa-2048@release';
const old = 'server.modern-tls/users.http/tls-1.0@release';
const versions = Object.fromEntries(
  (['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const).map((version) => [
    version,
    { outcome: version === 'TLSv1.3' ? 'accepted' : 'refused-by-peer', detail: '' },
  ]),
) as NonNullable<ListenerObservation['versions']>;

describe('a listener that answers in plaintext', () => {
  test('and shows TLS in no reading: its pair is ignored', () => {
    const seen = said(pair, { [pair]: listening({}) });
    expect(seen).toMatchObject({ outcome: 'fail', finding: 'ignored' });
    expect(seen.statement).toContain('shows no effect of SMQ_USERS_HTTP_SERVER_CERT');
    expect(said(chain, { [pair]: listening({}), [chain]: listening({}) })).toMatchObject({
      cause: pair,
      finding: 'ignored',
    });
  });

  test.each<[string, Record<string, Observation>]>([
    ['and later TLS to a verifying client', { [pair]: listening({ verified: { handshake: true } }) }],
    ['and accepts some version of TLS', { [pair]: listening({ versions }) }],
    [
      'and later refuses plaintext as a TLS listener does',
      {
        [pair]: listening({
          watch: { samples: 9, maxGapMs: 8, plaintextAt: [90], connected: 9, tlsAt: 400 },
        }),
      },
    ],
    ['and TLS to the first that asks', { [pair]: listening({ tls: { handshake: true, chain: [] } }) }],
    [
      'and TLS in another start with the same settings',
      { [pair]: listening({}), [old]: listening({ versions }) },
    ],
    ['and TLS two seconds later', { [pair]: listening({ tlsLater: { handshake: true } }) }],
    [
      'and TLS with a pair of another form',
      { [pair]: listening({}), [chain]: listening({ tls: { handshake: true, chain: [] } }) },
    ],
  ])('%s: its pair is not ignored, and is no cause', (_, seen) => {
    const found = said(pair, seen);
    expect(found).toMatchObject({ outcome: 'fail', finding: 'deviates', statement: undefined });
    const other = said('server.reads-pem/users.http/sec1@release', {
      ...seen,
      'server.reads-pem/users.http/sec1@release': listening({}),
    });
    expect(other).toMatchObject({ outcome: 'fail', finding: 'deviates', cause: undefined });
  });

  test('a half pair that shows no TLS says nothing about the whole one', () => {
    const half = 'server.one-of-pair-is-insecure/users.http/cert-only@release';
    const tls = listening({ tls: { handshake: true, chain: [] } });
    expect(said(pair, { [pair]: listening({}), [half]: tls }).finding).toBe('ignored');
  });
});

const connecting = (...openings: ('tls' | 'h2-plaintext')[]): Observation => {
  const connections = openings.map((opening) => ({
    ...{ at: 1, opening, bytes: '', applicationBytes: 0, sent: 0, received: 0, calls: [] },
  }));
  return observation(
    {},
    { services: { 'http-adapter': up }, hops: { 'http-adapter→clients': { connections } } },
  );
};

describe('a client that opens in plaintext', () => {
  const good = 'ca.set-uses-tls/http-adapter/ca-file-of-the-peers-issuer@release';
  const expired = 'ca.trusts-only-those/http-adapter/expired@release';

  test('and never with TLS: its CA file is ignored', () => {
    expect(said(good, { [good]: connecting('h2-plaintext') })).toMatchObject({
      outcome: 'fail',
      finding: 'ignored',
    });
  });

  test.each<[string, Record<string, Observation>]>([
    ['after a first connection with TLS', { [good]: connecting('tls', 'h2-plaintext') }],
    ['before one with TLS', { [good]: connecting('h2-plaintext', 'tls') }],
    [
      'and with TLS towards another peer',
      { [good]: connecting('h2-plaintext'), [expired]: connecting('tls') },
    ],
  ])('%s: its CA file is not ignored', (_, seen) => {
    expect(said(good, seen)).toMatchObject({ outcome: 'fail', finding: 'deviates', statement: undefined });
  });
});

describe('a session with PostgreSQL in plaintext', () => {
  const verify = 'postgres.verify-full/users/right-root-and-name@release';
  const other = 'postgres.verify-full/users/wrong-name@release';
  const session = (next: 'startup' | 'tls', tls = false): Observation =>
    observation(
      {},
      {
        services: { users: up },
        hops: {
          'users→postgres': {
            connections: [
              {
                at: 1,
                opening: 'postgres-ssl-request',
                bytes: '',
                applicationBytes: 0,
                sent: 0,
                received: 0,
                calls: [],
                postgres: { answer: 'S', next },
              },
              {
                at: 2,
                opening: 'postgres-startup',
                bytes: '',
                applicationBytes: 0,
                sent: 0,
                received: 0,
                calls: [],
              },
            ],
          },
        },
        sessions: { users: { sessions: [{ tls, user: 'u' }], refusals: [] } },
      },
    );
  const id = byId.has(verify) ? verify : verify.replace('@release', '');
  const same = byId.has(other) ? other : other.replace('@release', '');

  test('and no TLS at the tap: the mode is ignored', () => {
    expect(said(id, { [id]: session('startup') }).finding).toBe('ignored');
  });
  test.each<[string, Record<string, Observation>]>([
    ['and TLS before it, at the tap', { [id]: session('tls') }],
    ['and TLS in another start with the same mode', { [id]: session('startup'), [same]: session('tls') }],
  ])('%s: the mode is not ignored', (_, seen) => {
    expect(said(id, seen).finding).toBe('deviates');
  });
});

test('Clients that stood alone for a moment does not ignore the variables', () => {
  const alone = 'standalone.starts-without-auth-and-users/clients/e-mail-token-set';
  const plain = caseOf(alone).plain;
  const start = (services: Observation['services']) => observation({}, { services });
  const ended = service({ outcome: 'ready', ms: 90 }, { endedLater: { code: 1, signal: null, ms: 400 } });
  const around = { [plain]: start({ clients: up }) };
  expect(said(alone, { ...around, [alone]: start({ clients: ended }) }).finding).toBe('deviates');
  const never = service({ outcome: 'exited', ms: 90, code: 1, signal: null });
  expect(said(alone, { ...around, [alone]: start({ clients: never }) }).finding).toBe('ignored');
});

describe('the catalogue', () => {
  test('knows for an effect on the wire every case with the same settings, and no other', () => {
    const { also = [] } = caseOf(pair).effect!;
    expect(also).toContain(chain);
    expect(also).toContain('server.bad-pair-never-plaintext/users.http/cert-missing@release');
    expect(also).not.toContain(pair);
    expect(also.filter((id) => !id.endsWith('@release'))).toEqual([]);
    expect(also.filter((id) => id.includes('/clients.'))).toEqual([]);
    expect(also).not.toContain('server.one-of-pair-is-insecure/users.http/the-other-one-empty@release');
  });

  test('every effect rests on cases that exist', () => {
    const dangling = cases.flatMap((one) => (one.effect?.also ?? []).filter((id) => !byId.has(id)));
    expect(dangling).toEqual([]);
  });
});
