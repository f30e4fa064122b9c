/** Tests that a gap in a byte probe is a fault of the machine unless the probe saw plaintext at that listener. */
import { expect, test } from 'vitest';
import type { PlaintextWatch } from '../../src/model/observation.ts';
import { infrastructureFault } from '../../src/observe/observe-plan.ts';
import { observation, up } from '../judge/tiny.ts';

const watch = (maxGapMs: number, ...plaintextAt: number[]): PlaintextWatch => ({
  samples: 20,
  connected: plaintextAt.length,
  maxGapMs,
  plaintextAt,
});
const seen = (http: PlaintextWatch, grpc: PlaintextWatch) =>
  observation(
    {},
    { services: { users: { ...up, listeners: { http: { watch: http }, grpc: { watch: grpc } } } } },
  );

test('a gap is the fault of the machine', () => {
  expect(infrastructureFault(seen(watch(20), watch(24.1)))).toMatchObject({
    code: 'WATCH_GAP',
    message: expect.stringContaining('24.1 ms'),
  });
  expect(infrastructureFault(seen(watch(20), watch(19.9)))).toBeUndefined();
});

test('a gap of a watch that saw plaintext all the same hides nothing', () => {
  expect(infrastructureFault(seen(watch(20), watch(24.1, 500)))).toBeUndefined();
});

test('what the watch of another listener saw does not excuse a gap', () => {
  expect(infrastructureFault(seen(watch(21, 514), watch(24.1)))).toMatchObject({ code: 'WATCH_GAP' });
});
