/** The words between what reads a capture's form and what reads its packets. */

/** What a capture says of one packet; its bytes lie in `bytes` from `at` to `end`, and are valid during the call. */
export interface Frame {
  bytes: Buffer;
  at: number;
  end: number;
  linkType: number;
  /** Bytes that the packet had on the wire. */
  length: number;
  /** s since 1970; undefined where the capture does not say (simple packet blocks). */
  time: number | undefined;
}

export interface FrameSink {
  frame(frame: Frame): void;
  /** A block that should hold a packet, and does not. */
  malformed(): void;
}

export interface Decoder {
  readonly format: 'pcap' | 'pcapng';
  /**
   * Reads what is complete between `at` and `end`.
   * @returns where the next read has to begin; beyond `end` where bytes are to be skipped
   * @throws Damaged
   */
  decode(bytes: Buffer, at: number, end: number): number;
}

/** From here on the capture cannot be read: a length that cannot be, after which no packet is found again. */
export class Damaged extends Error {}

/** Packets of more bytes are not captured by any program (libpcap's MAXIMUM_SNAPLEN, and its value for USB apart). */
export const mostPacketBytes = 262_144;
