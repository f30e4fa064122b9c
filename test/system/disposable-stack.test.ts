/** Tests the stack that Node 22 gets against that of Node 24: both do the same. */
import { describe, expect, test } from 'vitest';
import { OwnAsyncDisposableStack } from '../../src/system/disposable-stack.ts';

/** Rejects at once with a thing that is no Error of this test's own. */
const fails = (words: string) => (): Promise<void> => Promise.reject(new Error(words));

describe.each([
  ['of Node', AsyncDisposableStack],
  ['of the suite', OwnAsyncDisposableStack as unknown as AsyncDisposableStackConstructor],
])('a stack %s', (_, Stack) => {
  test('ends everything once, the last first', async () => {
    const ended: string[] = [];
    const stack = new Stack();
    stack.defer(async () => void ended.push('deferred'));
    const asynchronous = stack.use({ [Symbol.asyncDispose]: async () => void ended.push('asynchronous') });
    const synchronous = stack.use({ [Symbol.dispose]: () => void ended.push('synchronous') });
    expect(stack.adopt('value', async (value) => void ended.push(value))).toBe('value');
    expect(typeof asynchronous).toBe('object');
    expect(typeof synchronous).toBe('object');
    expect(stack.use(null)).toBe(null);
    expect(stack.disposed).toBe(false);
    await stack.disposeAsync();
    await stack[Symbol.asyncDispose]();
    expect(stack.disposed).toBe(true);
    expect(ended).toEqual(['value', 'synchronous', 'asynchronous', 'deferred']);
  });

  test('hands everything on', async () => {
    const ended: string[] = [];
    const stack = new Stack();
    stack.defer(() => void ended.push('once'));
    const other = stack.move();
    await stack.disposeAsync();
    expect(ended).toEqual([]);
    await other.disposeAsync();
    expect(ended).toEqual(['once']);
  });

  test('takes nothing after its end, and nothing that has no end', async () => {
    const stack = new Stack();
    expect(() => stack.use({} as Disposable)).toThrow(TypeError);
    await stack.disposeAsync();
    expect(() => stack.defer(() => {})).toThrow(ReferenceError);
    expect(() => stack.move()).toThrow(ReferenceError);
  });

  test('ends the others where one fails, and reports what failed', async () => {
    const ended: string[] = [];
    const stack = new Stack();
    stack.defer(() => void ended.push('first'));
    stack.defer(fails('early'));
    await expect(stack.disposeAsync()).rejects.toThrow('early');
    expect(ended).toEqual(['first']);

    const two = new Stack();
    two.defer(fails('second to fail'));
    two.defer(fails('first to fail'));
    await expect(two.disposeAsync()).rejects.toMatchObject({
      name: 'SuppressedError',
      error: { message: 'second to fail' },
      suppressed: { message: 'first to fail' },
    });
  });
});
