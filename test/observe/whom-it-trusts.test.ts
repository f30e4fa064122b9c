/** Tests starts that show whom a client trusts: a peer by its address, the system's roots, a later peer. */
import { message } from '../../suites/checks/message.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MessageAttempt } from '../../src/model/exchange.ts';
import type { Observation } from '../../src/model/observation.ts';
import { observeStart } from '../../src/observe/observe-start.ts';
import { planStarts, type PlannedStart } from '../../src/plan/plan.ts';
import { serversFor } from '../../src/run/prepare.ts';
import { onlySystemRoots } from '../../suites/words/files.ts';
import type { Case, Identity, Peer, Start } from '../../suites/vocabulary.ts';
import { referenceContext, type TestContext } from './reference-context.ts';

let context: TestContext;
let believer: TestContext;
beforeAll(async () => {
  context = await referenceContext();
  believer = await referenceContext('system-roots-are-trusted-as-well');
});
afterAll(async () => {
  await context[Symbol.asyncDispose]();
  await believer[Symbol.asyncDispose]();
});

const caseOf = (start: Start): Case =>
  ({ id: 'x', section: 'client', subject: start.services[0], start, naming: 'documented' }) as Case;
const planOf = (start: Start): PlannedStart => planStarts([caseOf(start)], context.ctx.release)[0]!;

const observe = async (start: Start, { ctx } = context): Promise<Observation> => {
  const { observation } = await observeStart(planOf(start), ctx, new AbortController().signal);
  expect(observation.infrastructure).toBeUndefined();
  return observation;
};

const adapter = (identity: Identity, peer: Partial<Peer> = {}, rest: Partial<Start> = {}): Start => ({
  services: ['http-adapter'],
  settings: { 'http-adapter.clients.ca': { file: 'ca', of: ['right'] } },
  peers: { clients: { state: 'answers', transport: 'tls', identity, ...peer } },
  probes: ['message'],
  ...rest,
});
const outcome = (o: Observation, attempt: MessageAttempt = 'right-secret') =>
  message(o, 'http-adapter', attempt)?.outcome;
const connections = (o: Observation) => o.hops['http-adapter→clients']!.connections;

describe('a peer that is reached by its address', () => {
  test('is named by no SNI, and accepted by the address in its certificate', async () => {
    const seen = await observe(adapter('right', { address: 'ip' }));
    expect(outcome(seen)).toBe('accepted');
    expect(connections(seen)[0]!.hello?.sni).not.toBe('localhost');
  });

  test('is refused when its certificate holds names only, which serves one that is reached by name', async () => {
    expect(outcome(await observe(adapter('no-address', { address: 'ip' })))).toBe('refused');
    expect(outcome(await observe(adapter('no-address')))).toBe('accepted');
  });
});

describe("the system's roots", () => {
  const start = adapter('third-ca', {}, { environment: onlySystemRoots });

  test('are a file that the service gets; the observation describes it in words', async () => {
    const seen = await observe(start);
    expect(outcome(seen)).toBe('refused');
    expect(seen.services['http-adapter']!.environment).toMatchObject({ SSL_CERT_FILE: '<CA file: third>' });
  });

  test('are enough for a client that trusts them', async () => {
    expect(outcome(await observe(start, believer))).toBe('accepted');
    const { environment: _, ...without } = start;
    expect(outcome(await observe(without, believer))).toBe('refused');
  });
});

describe('a message that is sent again', () => {
  const again = { probes: ['message', 'again'] } as const;

  test('meets the later peer at a new connection', async () => {
    const seen = await observe(adapter('right', { later: 'other-ca' }, again));
    expect((['right-secret', 'second', 'third'] as const).map((attempt) => outcome(seen, attempt))).toEqual([
      'accepted',
      'refused',
      'refused',
    ]);
    expect(connections(seen).map(({ later = false }) => later)).toEqual(
      connections(seen).map((_, at) => at > 0),
    );
  });

  test('needs a new connection where each takes one call', async () => {
    const seen = await observe(adapter('right', { callsAConnection: 1 }, again));
    expect(connections(seen).map(({ calls }) => calls.length)).toEqual([1, 1, 1]);
    expect(outcome(seen, 'third')).toBe('accepted');
  });

  test('carries other names, which are names of the same domain and channel', async () => {
    const seen = await observe({
      ...adapter('right'),
      peers: {},
      probes: ['message', 'names-in-topic', 'again'],
    });
    expect(outcome(seen, 'third')).toBe('accepted');
  });
});

test('starts that differ in one of these are not made together', () => {
  const keys = [
    adapter('right'),
    adapter('right', { address: 'ip' }),
    adapter('right', { callsAConnection: 1 }),
    adapter('right', { later: 'other-ca' }),
    adapter('right', {}, { environment: onlySystemRoots }),
  ].map((start) => planOf(start).key);
  expect(new Set(keys).size).toBe(keys.length);
});

test('a server that answers later is started like the first one', () => {
  const start: Start = {
    services: ['users'],
    settings: {},
    postgres: { server: 'right', demands: 'any', later: 'third-ca' },
    probes: [],
  };
  expect(serversFor([caseOf(start)], context.ctx.release)).toEqual(['right', 'third-ca']);
});
