/** Reads the packets of a pcap file (draft-ietf-opsawg-pcap). */
import { Damaged, mostPacketBytes, type Decoder, type Frame, type FrameSink } from './frame.ts';

/** By magic number, as it reads in big-endian order: the file's own order, and how fine its times are. */
const magics: ReadonlyMap<number, { little: boolean; fraction: number }> = new Map([
  [0xa1b2c3d4, { little: false, fraction: 1e-6 }],
  [0xd4c3b2a1, { little: true, fraction: 1e-6 }],
  [0xa1b23c4d, { little: false, fraction: 1e-9 }],
  [0x4d3cb2a1, { little: true, fraction: 1e-9 }],
]);

const headerBytes = 24;
const recordBytes = 16;

export class PcapDecoder implements Decoder {
  readonly format = 'pcap';
  readonly #sink: FrameSink;
  readonly #little: boolean;
  readonly #fraction: number;
  readonly #linkType: number;
  #begun = false;
  #packets = 0;

  private constructor(header: Buffer, sink: FrameSink, form: { little: boolean; fraction: number }) {
    this.#sink = sink;
    this.#little = form.little;
    this.#fraction = form.fraction;
    // The upper bits say how long a checksum stands at the end of each frame; it lies behind the IP packet.
    this.#linkType = (form.little ? header.readUInt32LE(20) : header.readUInt32BE(20)) & 0xffff;
  }

  static for(bytes: Buffer, sink: FrameSink): PcapDecoder | undefined {
    const form = bytes.length >= headerBytes ? magics.get(bytes.readUInt32BE(0)) : undefined;
    return form && new PcapDecoder(bytes, sink, form);
  }

  decode(bytes: Buffer, from: number, end: number): number {
    let at = from;
    if (!this.#begun) {
      this.#begun = true;
      at += headerBytes;
    }
    const number = (place: number): number =>
      this.#little ? bytes.readUInt32LE(place) : bytes.readUInt32BE(place);
    const frame: Frame = { bytes, at: 0, end: 0, linkType: this.#linkType, length: 0, time: 0 };
    while (at + recordBytes <= end) {
      const captured = number(at + 8);
      if (captured > mostPacketBytes)
        throw new Damaged(`packet ${this.#packets + 1} says that it has ${captured} bytes`);
      if (at + recordBytes + captured > end) break;
      frame.time = number(at) + number(at + 4) * this.#fraction;
      frame.length = Math.max(captured, number(at + 12));
      frame.at = at + recordBytes;
      frame.end = frame.at + captured;
      this.#packets += 1;
      this.#sink.frame(frame);
      at = frame.end;
    }
    return at;
  }
}
