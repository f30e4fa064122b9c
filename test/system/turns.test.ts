/** Tests who gets the next turn. */
import { expect, test } from 'vitest';
import { turns } from '../../src/system/turns.ts';

test('the lowest rank goes first, of equal ranks the first that came, and a turn is handed on once', async () => {
  const turn = turns(1);
  const held = await turn();
  const order: string[] = [];
  const waits = (name: string, rank?: number): Promise<void> =>
    turn(rank).then((mine) => {
      order.push(name);
      mine[Symbol.dispose]();
      mine[Symbol.dispose]();
    });
  const all = [waits('third', 2), waits('fourth', 2), waits('second', 1), waits('first')];
  held[Symbol.dispose]();
  held[Symbol.dispose]();
  await Promise.all(all);
  expect(order).toEqual(['first', 'second', 'third', 'fourth']);
  // Handed on twice, it is still one turn.
  const last = await turn();
  const next = waits('next');
  await new Promise((resolve) => setImmediate(resolve));
  expect(order).not.toContain('next');
  last[Symbol.dispose]();
  await next;
});
