/** Tests the modes and owners of files for a service, their ustar archive, and how log frames are decoded. */
import { expect, test } from 'vitest';
import { demultiplex } from '../../src/runtime/containers/logs.ts';
import { tar } from '../../src/runtime/containers/tar.ts';
import { placedEntries } from '../../src/system/placed-files.ts';

const nobody = { uid: 65534, gid: 65534 };

test('modes and owners', () => {
  const entries = placedEntries(
    [
      { name: 'a.crt', kind: 'file', content: 'x' },
      { name: 'keys/a.key', kind: 'file', content: 'text\n-----BEGIN EC PRIVATE KEY-----\n' },
      { name: 'shut', kind: 'file', content: 'x', unreadable: true },
      { name: 'folder/', kind: 'directory' },
    ],
    nobody,
    'owner',
  );
  expect(entries.map(({ name, mode, owner }) => [name, mode.toString(8), owner.uid])).toEqual([
    ['a.crt', '644', 65534],
    ['keys', '755', 65534],
    ['keys/a.key', '600', 65534],
    ['shut', '600', 0],
    ['folder', '755', 65534],
  ]);
  const [shut] = placedEntries(
    [{ name: 'shut', kind: 'file', content: '', unreadable: true }],
    nobody,
    'mode',
  );
  expect(shut).toMatchObject({ mode: 0, owner: nobody });
});

test('an archive is what the specification of ustar says', () => {
  const entries = placedEntries([{ name: 'a.key', kind: 'file', content: 'abc' }], nobody, 'owner');
  const archive = tar('conformance', entries, nobody);
  expect(archive.length).toBe(5 * 512);
  const text = (at: number, length: number) =>
    archive.toString('latin1', at, at + length).replace(/\0.*$/s, '');
  expect(text(0, 100)).toBe('conformance');
  expect(text(156, 1)).toBe('5');
  expect(text(512, 100)).toBe('conformance/a.key');
  expect(text(512 + 100, 8)).toBe('0000644');
  expect(text(512 + 108, 8)).toBe('0177776');
  expect(text(512 + 124, 12)).toBe('00000000003');
  expect(text(512 + 257, 6)).toBe('ustar');
  expect(text(1024, 512)).toBe('abc');
  const sum = archive
    .subarray(512, 1024)
    .reduce((total, byte, n) => total + (n >= 148 && n < 156 ? 32 : byte), 0);
  expect(Number.parseInt(text(512 + 148, 6), 8)).toBe(sum);
});

const frame = (stream: number, body: Buffer) => {
  const head = Buffer.alloc(8);
  head[0] = stream;
  head.writeUInt32BE(body.length, 4);
  return Buffer.concat([head, body]);
};

test('log frames that cut a character in two', () => {
  const bytes = Buffer.from('für', 'utf8');
  const stream = Buffer.concat([
    frame(1, bytes.subarray(0, 2)),
    frame(1, bytes.subarray(2)),
    frame(2, Buffer.from('!')),
  ]);
  expect(demultiplex(stream)).toBe('für!');
  expect(demultiplex(Buffer.alloc(0))).toBe('');
});
