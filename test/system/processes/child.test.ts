/** Tests that a process group is gone when its leader is said to have ended. */
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startChild } from '../../../src/system/processes/child.ts';
import { statFields } from '../../../src/system/processes/proc-stat.ts';

const lives = (pid: number): boolean => {
  try {
    return statFields(pid)[0] !== 'Z';
  } catch {
    return false;
  }
};

test.skipIf(process.platform !== 'linux')(
  'what a leader leaves behind is gone when it has ended',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'child-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const printed = join(folder, 'printed');
    for (let nth = 0; nth < 10; nth++) {
      const output = openSync(printed, 'w');
      const child = await startChild({
        path: '/bin/sh',
        args: ['-c', 'for n in 1 2 3 4 5 6 7 8; do sleep 1000 & echo $!; done'],
        cwd: folder,
        env: { PATH: process.env['PATH'] ?? '' },
        user: undefined,
        output,
        label: 'test-child',
        folder,
      });
      expect(await child.exited).toMatchObject({ code: 0 });
      closeSync(output);
      const left = readFileSync(printed, 'utf8').trim().split('\n').map(Number);
      expect(left.length).toBe(8);
      expect(left.filter(lives)).toEqual([]);
    }
  },
);
