/** Tests how an error that ended a start is reported, alone or with errors of the disposals after it. */
import { describe, expect, test } from 'vitest';
import { InfrastructureError } from '../../src/model/errors.ts';
import { infrastructureOf, lossOf } from '../../src/observe/infrastructure-faults.ts';

const lost = new InfrastructureError('POSTGRES_LOST', 'PostgreSQL is gone.', 'start it again');
const full = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
const mistake = new TypeError('x is not a function');

/** The error that `await using` throws: the body fails, then the disposal of each resource. */
const thrown = async (body: unknown, ...closing: unknown[]): Promise<unknown> => {
  try {
    await using stack = new AsyncDisposableStack();
    for (const error of closing.toReversed())
      stack.defer(() => {
        throw error;
      });
    throw body;
  } catch (error) {
    return error;
  }
};

describe.each([
  ['a fault of the infrastructure', () => lost],
  ['one, and then closing fails', () => thrown(lost, mistake)],
  ['one, and then closing fails twice', () => thrown(lost, mistake, full)],
  ['one that shows only when closing', () => thrown(mistake, lost)],
])('%s', (_, error) => {
  test('is reported with its code, and with what to do where nothing was observed', async () => {
    const found = await error();
    expect(infrastructureOf(found)).toEqual({ code: 'POSTGRES_LOST', message: 'PostgreSQL is gone.' });
    expect(lossOf(found)).toEqual({
      code: 'POSTGRES_LOST',
      message: 'PostgreSQL is gone; to do: start it again',
    });
  });
});

test('a fault of the system is reported in the same words, inside another error and alone', async () => {
  expect(infrastructureOf(full).code).toBe('DISK_FULL');
  expect(infrastructureOf(await thrown(full, mistake))).toEqual(infrastructureOf(full));
});

test('of several mistakes of the suite the first is reported', async () => {
  const found = await thrown(mistake, new Error('later'));
  expect(infrastructureOf(found)).toMatchObject({
    code: 'SUITE_ERROR',
    message: expect.stringContaining('x is not a function'),
  });
  expect(lossOf(found).message).toBe('the suite itself failed: x is not a function');
});
