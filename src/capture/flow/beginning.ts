/** Puts the first bytes of one direction together, in whatever order and however often they arrive, in bounded memory. */

/** Enough for two ClientHello messages with post-quantum keys, and for a server's certificates in TLS 1.2. */
export const mostBeginningBytes = 32_768;
const mostIslands = 128;

/**
 * Memory by size, used again: a capture has millions of beginnings, and what is left to the garbage collector adds up
 * long before it is collected.
 */
const sizes = [2048, 8192, mostBeginningBytes] as const;
const pools = new Map<number, Buffer[]>(sizes.map((size) => [size, []]));
const mostPooledBytes = 4 * 1024 * 1024;

const takeMemory = (needed: number): Buffer => {
  const size = sizes.find((one) => one >= needed) ?? mostBeginningBytes;
  return pools.get(size)?.pop() ?? Buffer.allocUnsafeSlow(size);
};

const giveBack = (memory: Buffer): void => {
  const pool = pools.get(memory.length);
  if (pool && (pool.length + 1) * memory.length <= mostPooledBytes) pool.push(memory);
};

export class Beginning {
  #memory: Buffer = empty;
  /** Offsets of what has arrived, sorted, never touching each other. */
  #islands: { from: number; to: number }[] = [];

  /** Bytes of memory that it takes. */
  get held(): number {
    return this.#memory.length;
  }

  /** Without a gap, from the first byte on. */
  get length(): number {
    const [first] = this.#islands;
    return first?.from === 0 ? first.to : 0;
  }

  get bytes(): Buffer {
    return this.#memory.subarray(0, this.length);
  }

  /** Bytes lie behind a gap. */
  get hasGap(): boolean {
    return this.#islands.length > 1 || (this.#islands[0]?.from ?? 0) > 0;
  }

  /** Of bytes that arrive twice, the first copy counts, as for most receivers. */
  add(offset: number, segment: Buffer): void {
    const from = Math.max(0, offset);
    const to = Math.min(mostBeginningBytes, offset + segment.length);
    if (from >= to) return;
    const joins = this.#islands.some((island) => island.to >= from && island.from <= to);
    if (!joins && this.#islands.length >= mostIslands) return;
    this.#grow(to);
    const apart: { from: number; to: number }[] = [];
    const joined = { from, to };
    let place = from;
    for (const island of this.#islands) {
      if (island.to < from || island.from > to) {
        apart.push(island);
        continue;
      }
      if (place < island.from) segment.copy(this.#memory, place, place - offset, island.from - offset);
      place = Math.max(place, island.to);
      joined.from = Math.min(joined.from, island.from);
      joined.to = Math.max(joined.to, island.to);
    }
    if (place < to) segment.copy(this.#memory, place, place - offset, to - offset);
    apart.push(joined);
    this.#islands = apart.sort((a, b) => a.from - b.from);
  }

  /** Gives the memory back, so that no view of `bytes` may be used any more; nothing more is kept. */
  drop(): void {
    giveBack(this.#memory);
    this.#memory = empty;
    this.#islands = [];
  }

  #grow(needed: number): void {
    if (needed <= this.#memory.length) return;
    const larger = takeMemory(needed);
    this.#memory.copy(larger);
    giveBack(this.#memory);
    this.#memory = larger;
  }
}

const empty = Buffer.alloc(0);
