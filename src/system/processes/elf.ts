/** Reads from an ELF header which machine a program is for. */

/** `e_machine` by Node's name of the architecture. */
const MACHINES: Partial<Record<string, number>> = {
  ia32: 3,
  ppc64: 21,
  s390x: 22,
  arm: 40,
  x64: 62,
  arm64: 183,
  riscv64: 243,
  loong64: 258,
};

const MAGIC = 0x7f454c46;
const EXECUTABLE = [2, 3];
const LOADED = 1;

/** Bytes of the beginning of a file that hold header and program headers of any usual binary. */
export const ELF_HEAD = 4096;

export const isElf = (head: Buffer): boolean => head.length >= 4 && head.readUInt32BE(0) === MAGIC;

/**
 * What keeps an ELF file (elf(5)) from running on this architecture, in words that complete "found …"; undefined
 * when nothing does. A file that ends too early is found here: half a download starts and dies like a bad service.
 */
export function elfFault(head: Buffer, size: number, foreignRuns: () => boolean): string | undefined {
  const wide = head[4] === 2;
  if (head.length < (wide ? 64 : 52)) return 'a binary that ends within its header';
  const big = head[5] === 2;
  const u16 = (at: number) => (big ? head.readUInt16BE(at) : head.readUInt16LE(at));
  const u32 = (at: number) => (big ? head.readUInt32BE(at) : head.readUInt32LE(at));
  const word = (at: number) =>
    wide ? Number(big ? head.readBigUInt64BE(at) : head.readBigUInt64LE(at)) : u32(at);

  const machine = u16(18);
  const expected = MACHINES[process.arch];
  // 32-bit programs of the same family run too.
  const runs = machine === expected || expected === undefined || (process.arch === 'x64' && machine === 3);
  if (!runs && !foreignRuns()) {
    const built = Object.keys(MACHINES).find((arch) => MACHINES[arch] === machine);
    return `a binary for ${built ?? `machine ${machine}`}`;
  }
  if (!EXECUTABLE.includes(u16(16))) return 'an object file, not a program';

  const table = word(wide ? 32 : 28);
  const [entry, count] = wide ? [u16(54), u16(56)] : [u16(42), u16(44)];
  if (count === 0 || table === 0) return 'a binary without anything to load';
  if (table + entry * count > size) return 'a binary that ends too early';
  for (let at = table; at < table + entry * count && at + entry <= head.length; at += entry) {
    const end = wide ? word(at + 8) + word(at + 32) : word(at + 4) + word(at + 16);
    if (u32(at) === LOADED && end > size) return 'a binary that ends too early';
  }
  return undefined;
}
