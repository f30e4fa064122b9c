/** Tests the checks of later connections: each of three must be TLS, and each later message refused. */
import { describe, expect, test } from 'vitest';
import type { HopConnection, Observation } from '../../src/model/observation.ts';
import {
  allRefused,
  eachConnectionTls,
  opensTowardsLaterPeer,
  sendsToLaterPeer,
} from '../../suites/checks/later.ts';
import { down, observation, up } from '../judge/tiny.ts';

const hop = { from: 'http-adapter', to: 'clients' } as const;
const clients = { from: 'clients', to: 'auth' } as const;

const connection = (given: Partial<HopConnection> = {}): HopConnection => ({
  at: 0,
  opening: 'tls',
  bytes: '',
  tls: { established: true, alpn: 'h2', clientCertificate: null },
  applicationBytes: 100,
  sent: 0,
  received: 0,
  calls: ['a/B'],
  ...given,
});
const seen = (connections: HopConnection[], given: Partial<Observation> = {}): Observation =>
  observation(
    {},
    { services: { 'http-adapter': up }, hops: { 'http-adapter→clients': { connections } }, ...given },
  );

describe('three connections one after another', () => {
  const each = eachConnectionTls(hop, 3);
  const good = connection();

  test('are TLS, each of them', () => {
    expect(each.holds(seen([good, good, good]))).toBe(true);
    expect(each.holds(seen([good, good, connection({ opening: 'h2-plaintext' })]))).toBe(false);
    expect(each.holds(seen([good, good, good, connection({ applicationBytes: 0 })]))).toBe(false);
  });

  test('two leave the check unobserved, unless one of them is wrong or the service is not up', () => {
    expect(each.holds(seen([good, good]))).toBeUndefined();
    expect(each.holds(seen([good, connection({ opening: 'h2-plaintext' })]))).toBe(false);
    expect(each.holds(seen([good], { services: { 'http-adapter': down } }))).toBe(false);
  });

  test('one that was opened and never used does not count', () => {
    const unused = connection({ opening: 'nothing', applicationBytes: 0, calls: [] });
    expect(each.holds(seen([good, good, good, unused]))).toBe(true);
    expect(each.holds(seen([good, good, unused]))).toBeUndefined();
  });
});

test('what is sent to the first peer does not count for the later one', () => {
  expect(sendsToLaterPeer(hop).holds(seen([connection()]))).toBe(false);
  const silent = connection({ later: true, applicationBytes: 0, calls: [] });
  expect(sendsToLaterPeer(hop).holds(seen([connection(), silent]))).toBe(false);
  expect(sendsToLaterPeer(hop).holds(seen([connection(), connection({ later: true, calls: [] })]))).toBe(
    true,
  );
});

test('a later peer without a connection leaves the check unobserved', () => {
  const opens = opensTowardsLaterPeer(hop);
  expect(opens.holds(seen([connection()]))).toBeUndefined();
  expect(opens.holds(seen([connection()], { services: { 'http-adapter': down } }))).toBe(false);
  expect(opens.holds(seen([connection(), connection({ later: true })]))).toBe(true);
  const plain = connection({ later: true, opening: 'h2-plaintext' });
  expect(opens.holds(seen([connection(), plain]))).toBe(false);
});

describe('later messages and calls', () => {
  const message = (attempt: 'second' | 'third', outcome: 'accepted' | 'refused') => ({
    ...({ adapter: 'http-adapter', attempt, phase: 'as-started' } as const),
    ...{ outcome, detail: '', ms: 1 },
  });

  test('are refused, each of them', () => {
    const observed = (second: 'accepted' | 'refused') =>
      seen([], { messages: [message('second', second), message('third', 'refused')] });
    expect(allRefused(hop).map((one) => one.holds(observed('refused')))).toEqual([true, true]);
    expect(allRefused(hop).map((one) => one.holds(observed('accepted')))).toEqual([false, true]);
  });

  test('that were not sent leave the check unobserved while the service is up', () => {
    expect(allRefused(hop).map((one) => one.holds(seen([])))).toEqual([undefined, undefined]);
    expect(
      allRefused(clients).map((one) => one.holds(observation({}, { services: { clients: up } }))),
    ).toEqual([undefined, undefined]);
    expect(
      allRefused(clients).map((one) => one.holds(observation({}, { services: { clients: down } }))),
    ).toEqual([false, false]);
  });
});
