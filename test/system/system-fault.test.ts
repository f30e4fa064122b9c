/** Tests which errors of the system count as a fault of the infrastructure. */
import { statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { errorReport } from '../../src/cli/report-error.ts';
import { fullDisk, systemFault } from '../../src/system/system-fault.ts';

const failed = (code: string): Error => Object.assign(new Error(`${code}: it failed, write`), { code });

test.for([
  ['ENOSPC', 'DISK_FULL'],
  ['EMFILE', 'FILES_OPEN'],
  ['ENOMEM', 'NO_RESOURCES'],
])('%s is broken infrastructure and no error of the suite', ([code = '', named]) => {
  expect(systemFault(failed(code))).toMatchObject({ code: named });
  const { title, exitCode, found } = errorReport(failed(code));
  expect({ title, exitCode, found }).toEqual({
    title: `The infrastructure around the services is broken (${named}); this says nothing about them.`,
    exitCode: 4,
    found: `${code}: it failed, write`,
  });
});

test.for([failed('ENOENT'), new TypeError('x'), 'ENOSPC', undefined])(
  '%s says nothing about the system',
  (error) => {
    expect(systemFault(error)).toBeUndefined();
  },
);

test('a disk with room is not full', () => {
  const { bavail, bsize } = statfsSync(tmpdir());
  expect(fullDisk(tmpdir()) === undefined).toBe(bavail * bsize >= 256 * 1024);
});
