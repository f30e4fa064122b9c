/** Reads from a program which Go module it was built of: two programs of one name are told apart without being started. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { isElf } from './elf.ts';

/** The section that Go's linker writes, see `debug/buildinfo` of Go's library; stripping leaves it. */
const SECTION = '.go.buildinfo';
const MAGIC = Buffer.from('\xff Go buildinf:', 'latin1');
/** Bytes before the two texts: the magic, the size of a pointer, flags, and room. */
const HEADER = 32;
const INLINE = 2;
/** A section of more is none that Go has written. */
const MOST = 4 * 1024 * 1024;

/**
 * Undefined where the file does not say: it is no ELF program, was not built by Go 1.18 or newer, or cannot be read.
 * A program that was built of single files (`go build cmd/x/main.go`) has no main module, but its module is the one
 * dependency that comes from a work tree.
 */
export const goModuleOf = (path: string): string | undefined => {
  const lines =
    buildInfoOf(path)
      ?.split('\n')
      .map((line) => line.split('\t')) ?? [];
  const main = lines.find(([kind]) => kind === 'mod');
  const own = lines.filter(([kind, , version]) => kind === 'dep' && version === '(devel)');
  return main?.[1] ?? (own.length === 1 ? own[0]![1] : undefined);
};

const buildInfoOf = (path: string): string | undefined => {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const section = sectionOf(file, fstatSync(file).size);
    return section && moduleText(section);
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
};

/** Two texts, each behind its length; the second one is framed by 16 bytes at each end. */
const moduleText = (section: Buffer): string | undefined => {
  if (!section.subarray(0, MAGIC.length).equals(MAGIC) || (section[15]! & INLINE) === 0) return undefined;
  const version = textAt(section, HEADER);
  const info = version && textAt(section, version.end);
  return info && info.text.length > 32 ? info.text.subarray(16, -16).toString('utf8') : undefined;
};

/** The length is a varint. */
const textAt = (bytes: Buffer, at: number): { text: Buffer; end: number } | undefined => {
  let length = 0;
  for (let shift = 0; shift < 28; shift += 7) {
    const byte = bytes[at + shift / 7];
    if (byte === undefined) return undefined;
    length += (byte & 0x7f) * 2 ** shift;
    if (byte >= 0x80) continue;
    const begin = at + shift / 7 + 1;
    return begin + length <= bytes.length
      ? { text: bytes.subarray(begin, begin + length), end: begin + length }
      : undefined;
  }
  return undefined;
};

/** elf(5), 64 bits, little-endian: what Go builds for the machines that run Magistrala. */
const sectionOf = (file: number, size: number): Buffer | undefined => {
  const bytesAt = (at: number, length: number): Buffer => {
    if (length > MOST || at + length > size) throw new RangeError('beyond the end of the file');
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, readSync(file, bytes, 0, length, at));
  };
  const head = bytesAt(0, 64);
  if (!isElf(head) || head[4] !== 2 || head[5] !== 1) return undefined;
  const [entry, count, names] = [head.readUInt16LE(58), head.readUInt16LE(60), head.readUInt16LE(62)];
  const table = bytesAt(Number(head.readBigUInt64LE(40)), entry * count);
  const contentOf = (n: number): Buffer =>
    bytesAt(Number(table.readBigUInt64LE(n * entry + 24)), Number(table.readBigUInt64LE(n * entry + 32)));
  const strings = contentOf(names);
  for (let n = 0; n < count; n += 1) {
    const begin = table.readUInt32LE(n * entry);
    if (strings.toString('latin1', begin, strings.indexOf(0, begin)) === SECTION) return contentOf(n);
  }
  return undefined;
};
