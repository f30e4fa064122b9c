/** Follows one direction of a TCP connection by its sequence numbers: how many bytes passed, and the first of them. */
import type { Packet } from '../packet/packet.ts';
import { Beginning, mostBeginningBytes } from './beginning.ts';

/** Segments that are kept until the SYN of their direction, which may come later, says where they belong. */
const mostWaiting = 64;
/** No receiver takes bytes further ahead (RFC 7323, section 2.2). */
const mostAhead = 2 ** 30;

/** From one sequence number to another, which may have wrapped around. */
export const ahead = (from: number, to: number): number => (to - from) | 0;

export class Side {
  /** Sequence number of the first byte, once a SYN or its answer has said so. */
  base: number | undefined;
  /** The lowest number of any packet. */
  low: number | undefined;
  bytes = 0;
  /** Numbers of the first byte that counts, and after the last one. */
  #first: number | undefined;
  #next = 0;
  synAt: number | undefined;
  isSynAnswer = false;
  finAt: number | undefined;
  rstAt: number | undefined;
  /** Sequence number of the first FIN or RST. */
  endSequence: number | undefined;
  /** s since 1970 of its first packet. */
  firstAt: number | undefined;
  /** The capture holds less than all of a packet that belongs to the beginning. */
  cut = false;
  readonly beginning = new Beginning();
  #waiting: { sequence: number; bytes: Buffer }[] = [];
  #waitingBytes = 0;
  #closed = false;

  /** Bytes of memory. */
  get held(): number {
    return this.beginning.held + this.#waitingBytes;
  }

  /** The first byte of the stream has the number `base`. */
  begin(base: number): void {
    if (this.base !== undefined) return;
    this.base = base;
    this.#countFrom(base);
    this.low = base;
    for (const { sequence, bytes } of this.#waiting) this.beginning.add(ahead(base, sequence), bytes);
    this.#waiting = [];
    this.#waitingBytes = 0;
  }

  /** @param sequence of the first byte of the packet's payload */
  segment(sequence: number, { bytes, payload, payloadEnd, length }: Packet): void {
    this.#count(sequence, length);
    if (length === 0 || this.#closed) return;
    const offset = this.base === undefined ? 0 : ahead(this.base, sequence);
    if (offset >= mostBeginningBytes) return;
    const segment = bytes.subarray(payload, payloadEnd);
    if (this.base === undefined) this.#wait(sequence, segment);
    else {
      if (segment.length < length) this.cut = true;
      this.beginning.add(offset, segment);
    }
  }

  /** Keeps nothing more: what is wanted is read. */
  close(): void {
    this.#closed = true;
    this.beginning.drop();
    this.#waiting = [];
    this.#waitingBytes = 0;
  }

  /** What waits for a SYN, in the order of the stream. */
  get middle(): Buffer[] {
    const { low = 0 } = this;
    return this.#waiting
      .toSorted((a, b) => ahead(low, a.sequence) - ahead(low, b.sequence))
      .map(({ bytes }) => bytes);
  }

  /** What the capture lacks in between counts; the number that a FIN takes, and the packets after it, do not. */
  #count(sequence: number, length: number): void {
    if (this.low === undefined || ahead(sequence, this.low) > 0) this.low = sequence;
    if (length === 0) return;
    const next = (sequence + length) >>> 0;
    if (this.#first === undefined) {
      this.#first = this.base ?? sequence;
      this.#next = this.#first;
    }
    const further = ahead(this.#next, next);
    if (further > 0 && further < mostAhead) {
      this.bytes += further;
      this.#next = next;
    }
    if (this.base === undefined) this.#countFrom(sequence);
  }

  #countFrom(sequence: number): void {
    if (this.#first === undefined) return;
    const before = ahead(sequence, this.#first);
    if (before <= 0 || before >= mostAhead) return;
    this.bytes += before;
    this.#first = sequence;
  }

  #wait(sequence: number, segment: Buffer): void {
    const full = this.#waiting.length >= mostWaiting;
    if (full || this.#waitingBytes + segment.length > mostBeginningBytes) return;
    this.#waiting.push({ sequence, bytes: Buffer.from(segment) });
    this.#waitingBytes += segment.length;
  }
}
