import { expect, test } from 'vitest';
import type { HopConnection, Observation } from '../../src/observe/observation.ts';
import { furtherHopsAsConfigured } from '../../suites/platform.ts';

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

const seen = (...connections: HopConnection[]): Observation => ({
  services: {},
  sessions: {},
  messages: {},
  calls: {},
  facts: { 'configured/hop/channels→postgres': 'tls' },
  hops: { 'channels→postgres': { connections } },
});

const encrypted = connection('postgres-ssl-request', { next: 'tls', answer: 'S' });

test('a hop that opens otherwise than it is configured is told', () => {
  expect(furtherHopsAsConfigured.holds(seen(encrypted))).toBe(true);
  const plain = seen(encrypted, connection('postgres-startup', { next: 'startup' }));
  expect(furtherHopsAsConfigured.holds(plain)).toBe(false);
  expect(furtherHopsAsConfigured.found(plain)).toMatch(/channels→postgres is configured for tls/);
  const fallsBack = seen(encrypted, connection('postgres-ssl-request', { next: 'startup', answer: 'N' }));
  expect(furtherHopsAsConfigured.holds(fallsBack)).toBe(false);
});

test('a request to cancel a query is no way back to plaintext', () => {
  expect(furtherHopsAsConfigured.holds(seen(encrypted, connection('other', { next: 'cancel' })))).toBe(true);
});
