/** Tests that a file is read whole up to a size, and not beyond it, whatever it says its size is. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { UsageError } from '../../src/model/errors.ts';
import { readUserFile } from '../../src/system/read-user-file.ts';

const base = mkdtempSync(join(tmpdir(), 'read-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

const MiB = 1024 * 1024;
const read = (path: string, most = MiB): string => readUserFile(path, 'a report', 'check the path', most);
const file = (text: string): string => {
  writeFileSync(join(base, 'file'), text);
  return join(base, 'file');
};

describe('readUserFile', () => {
  it.each([
    ['nothing', ''],
    ['a word', 'word'],
    ['as much as is allowed', 'a'.repeat(MiB)],
    ['letters of several bytes across parts', 'ü€𝄞'.repeat(50_000)],
  ])('reads %s', (_, text) => {
    expect(read(file(text))).toBe(text);
  });

  it('reads a byte more than is allowed neither, and says how much there is', () => {
    expect(() => read(file('a'.repeat(MiB + 1)))).toThrow(UsageError);
    expect(() => read(file('a'.repeat(MiB * 3)))).toThrow(
      expect.objectContaining({
        expected: `a report at ${join(base, 'file')}, of at most 1 MiB`,
        found: '3 MiB',
        todo: 'check the path',
      }),
    );
  });

  it('leaves out a byte order mark at the beginning, and nowhere else', () => {
    expect(read(file('\ufeffa\ufeffb'))).toBe('a\ufeffb');
  });

  it.runIf(process.platform === 'linux')('reads a pipe to its end, as often as it is asked to', () => {
    const module = join(import.meta.dirname, '../../src/system/read-user-file.ts');
    const script = `const { readUserFile } = await import(${JSON.stringify(module)});
      const lengths = [1, 2].map(() => readUserFile('/dev/stdin', 'a', 'b').length);
      let refused = '';
      try { readUserFile('/dev/stdin', 'a', 'b', 1000); } catch ({ name }) { refused = name; }
      process.stdout.write([...lengths, refused].join());`;
    const answer = execFileSync('sh', [
      '-c',
      `head -c 300000 /dev/zero | "$0" --input-type=module -e "$1"`,
      process.execPath,
      script,
    ]);
    expect(answer.toString()).toBe('300000,300000,UsageError');
  });
});
