/** Tests how a check decides from a ClientHello whether a client offers a version below TLS 1.2. */
import { describe, expect, test } from 'vitest';
import type { HopConnection } from '../../src/model/observation.ts';
import { offersOldTls } from '../../suites/checks/hello.ts';
import { observation } from '../judge/tiny.ts';

const connection = (given: Partial<HopConnection>): HopConnection => ({
  at: 0,
  opening: 'tls',
  bytes: '',
  applicationBytes: 0,
  sent: 0,
  received: 0,
  calls: [],
  ...given,
});
const hello = (...versions: string[]): Partial<HopConnection> => ({ hello: { alpn: [], versions } });
const newest = (version: string): Partial<HopConnection> => ({
  hello: { alpn: [], versions: [version], newestOnly: true },
});
const offers = (...connections: Partial<HopConnection>[]) =>
  offersOldTls('users→postgres').holds(
    observation({}, { hops: { 'users→postgres': { connections: connections.map(connection) } } }),
  );

describe('whether a ClientHello offers a version below TLS 1.2', () => {
  test('a list is all that is offered', () => {
    expect(offers(hello('TLSv1.3', 'TLSv1.2'))).toBe(false);
    expect(offers(hello('TLSv1.3', 'TLSv1.2', 'TLSv1.1'))).toBe(true);
    expect(offers(hello('TLSv1.3', 'SSLv3'))).toBe(true);
  });

  test('without a list a newest version of 1.2 leaves open what lies below, an older one does not', () => {
    expect(offers(newest('TLSv1.2'))).toBeUndefined();
    expect(offers(newest('TLSv1.1'))).toBe(true);
  });

  test('one of several connections is enough, also beside one that says nothing', () => {
    expect(offers(hello('TLSv1.3'), hello('TLSv1.3', 'TLSv1'))).toBe(true);
    expect(offers(newest('TLSv1.2'), hello('TLSv1'))).toBe(true);
    expect(offers(hello('TLSv1.3'), newest('TLSv1.2'))).toBeUndefined();
  });

  test('towards PostgreSQL it is the one behind the request for TLS', () => {
    const asked = { opening: 'postgres-ssl-request' } as const;
    expect(offers({ ...asked, postgres: { answer: 'S', next: 'tls' }, ...hello('TLSv1.1') })).toBe(true);
    expect(offers({ ...asked, postgres: { answer: 'S', next: 'tls' } })).toBeUndefined();
    expect(offers({ ...asked, postgres: { answer: 'N', next: 'closed' } })).toBe(false);
  });

  test('where nothing opens with TLS nothing is offered, and without a tap nothing is known', () => {
    expect(offers({ opening: 'h2-plaintext' })).toBe(false);
    expect(offersOldTls('users→postgres').holds(observation({}))).toBeUndefined();
  });
});
