/** Tests starts of adapters whose peer is absent or closes: the message fails and the tap records why. */
import { message } from '../../suites/checks/message.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Observation } from '../../src/model/observation.ts';
import { observeStart } from '../../src/observe/observe-start.ts';
import { planStarts } from '../../src/plan/plan.ts';
import { adapters } from '../../suites/words/subjects.ts';
import type { Case, Peer, Start } from '../../suites/vocabulary.ts';
import { referenceContext, type TestContext } from './reference-context.ts';

let context: TestContext;
beforeAll(async () => {
  context = await referenceContext();
});
afterAll(async () => {
  await context[Symbol.asyncDispose]();
});

const observe = async (start: Start): Promise<Observation> => {
  const one = { id: 'x', section: 'client', subject: start.services[0], start, naming: 'documented' } as Case;
  const [plan] = planStarts([one], context.ctx.release);
  const { observation } = await observeStart(plan!, context.ctx, new AbortController().signal);
  return observation;
};

const bad: Peer['state'][] = ['absent', 'closing'];

const rows = adapters.flatMap((adapter) => bad.map((state) => [adapter, state] as const));

test.concurrent.each(rows)(
  '%s and a peer that is %s: the message is refused or hangs up to its bound, and the tap records why',
  async (adapter, state) => {
    const observation = await observe({
      services: [adapter],
      settings: { [`${adapter}.clients.ca`]: { file: 'ca', of: ['right'] } },
      peers: { clients: { state, transport: 'tls', identity: 'right' } },
      probes: ['message'],
    });
    expect(observation.infrastructure).toBeUndefined();
    expect(observation.services[adapter]?.boot.outcome).toBe('ready');
    expect(message(observation, adapter, 'right-secret')?.outcome).toMatch(/^(refused|hung)$/);
    const { connections } = observation.hops[`${adapter}→clients`]!;
    expect(connections.every((c) => c.opening !== 'h2-plaintext' && c.calls.length === 0)).toBe(true);
    expect(connections.length > 0).toBe(state === 'closing');
  },
);

test('what cannot be arranged is an error with its code, not a verdict', async () => {
  const observation = await observe({ services: ['users'], settings: {}, probes: [] });
  expect(observation.infrastructure?.code).toBe('POSTGRES_ABSENT');
});

test('two starts of one adapter at once get different ports', async () => {
  const start: Start = { services: ['http-adapter'], settings: {}, probes: ['message'] };
  const both = await Promise.all([observe(start), observe(start)]);
  for (const observation of both) {
    expect(message(observation, 'http-adapter', 'right-secret')?.outcome).toBe('accepted');
  }
});

test('an aborted start ends, and leaves the caller to it', async () => {
  const abort = new AbortController();
  const one = {
    id: 'x',
    section: 'client',
    subject: 'http-adapter',
    naming: 'documented',
    start: { services: ['http-adapter'], settings: {}, probes: ['wait-for-retry'] },
  } as unknown as Case;
  const [plan] = planStarts([one], context.ctx.release);
  const running = observeStart(plan!, context.ctx, abort.signal);
  setTimeout(() => abort.abort(new Error('stop')), 600);
  await expect(running).rejects.toThrow();
});
