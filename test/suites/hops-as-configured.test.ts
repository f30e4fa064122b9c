/** Tests the check that every hop of a deployment opens as it is configured. */
import { describe, expect, test } from 'vitest';
import type { HopConnection, Observation } from '../../src/model/observation.ts';
import { otherHopsAsConfigured } from '../../suites/checks/deployment-hops.ts';
import { observation } from '../judge/tiny.ts';

const connection = (
  opening: HopConnection['opening'],
  postgres?: HopConnection['postgres'],
): HopConnection => ({
  at: 0,
  opening,
  bytes: '',
  applicationBytes: 0,
  sent: 0,
  received: 0,
  calls: [],
  ...(postgres && { postgres }),
});

const seen = (hop: string, connections: HopConnection[], unused: Record<string, string> = {}): Observation =>
  observation(
    {},
    { configured: { certificates: {}, hops: { [hop]: 'tls' }, unused }, hops: { [hop]: { connections } } },
  );
const database = (...connections: HopConnection[]): Observation => seen('channels→postgres', connections);
const every = otherHopsAsConfigured();

const encrypted = connection('postgres-ssl-request', { next: 'tls', answer: 'S' });

test('a hop that opens otherwise than it is configured is reported', () => {
  expect(every.holds(database(encrypted))).toBe(true);
  const plain = database(encrypted, connection('postgres-startup', { next: 'startup' }));
  expect(every.holds(plain)).toBe(false);
  expect(every.found(plain)).toMatch(/channels→postgres is configured for tls/);
  const fallsBack = database(encrypted, connection('postgres-ssl-request', { next: 'startup', answer: 'N' }));
  expect(every.holds(fallsBack)).toBe(false);
});

test('a request to cancel a query is no way back to plaintext', () => {
  expect(every.holds(database(encrypted, connection('other', { next: 'cancel' })))).toBe(true);
});

describe('a hop that was never opened', () => {
  const hop = 'http-adapter→domains';
  const silent = seen(hop, [connection('nothing')]);

  test('is not as configured: it was not observed', () => {
    expect(every.holds(silent)).toBeUndefined();
    expect(every.found(silent)).toMatch(/^never opened: http-adapter→domains; 0 hops/);
    expect(every.holds(database(connection('other', { next: 'cancel' })))).toBeUndefined();
    const untapped = { ...silent, hops: {} };
    expect(every.holds(untapped)).toBeUndefined();
  });

  test('does not count where the release says that nothing uses it', () => {
    const unused = seen(hop, [], { [hop]: 'kept for other releases' });
    expect(every.holds(unused)).toBe(true);
    expect(every.found(unused)).toBe(
      '0 hops as configured: none; not used: http-adapter→domains (kept for other releases)',
    );
  });

  test('does not count where the deployment never reaches it', () => {
    const behind = otherHopsAsConfigured(new Map([[hop, 'refused before']]));
    expect(behind.holds(silent)).toBe(true);
    expect(behind.found(silent)).toMatch(/not used: http-adapter→domains \(refused before\)/);
  });

  test('a hop that is called unused is as bound as any other when it is opened', () => {
    const behind = otherHopsAsConfigured(new Map([[hop, 'refused before']]));
    const opened = seen(hop, [connection('h2-plaintext')]);
    expect(behind.holds(opened)).toBe(false);
    expect(behind.found(opened)).toMatch(/opens with h2-plaintext/);
    const asConfigured = seen(hop, [connection('tls')]);
    expect(behind.found(asConfigured)).toBe('1 hops as configured: http-adapter→domains');
  });

  test('does not hide another that is opened otherwise', () => {
    const { configured } = silent;
    const both: Observation = {
      ...silent,
      configured: { ...configured, hops: { ...configured.hops, 'users→auth': 'tls' } },
      hops: { ...silent.hops, 'users→auth': { connections: [connection('h2-plaintext')] } },
    };
    expect(every.holds(both)).toBe(false);
  });
});
