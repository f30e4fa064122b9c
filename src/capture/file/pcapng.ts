/** Reads the packets of a pcapng file (draft-ietf-opsawg-pcapng): sections, interfaces, and blocks of packets. */
import { Damaged, mostPacketBytes, type Decoder, type Frame, type FrameSink } from './frame.ts';

const block = { section: 0x0a0d0d0a, interface: 1, obsoletePacket: 2, simplePacket: 3, packet: 6 };
const option = { end: 0, timeResolution: 9, timeOffset: 14 };

/** More interfaces than a machine has. */
const mostInterfaces = 4096;

/** Larger blocks are skipped: they hold no packet that is read, and need not be held at once. */
const mostBlockBytes = 2 * mostPacketBytes;

interface Interface {
  linkType: number;
  snapLength: number;
  /** s a tick. */
  resolution: number;
  /** s. */
  offset: number;
}

export class PcapngDecoder implements Decoder {
  readonly format = 'pcapng';
  readonly #sink: FrameSink;
  #little = true;
  #interfaces: Interface[] = [];
  #blocks = 0;

  constructor(sink: FrameSink) {
    this.#sink = sink;
  }

  decode(bytes: Buffer, from: number, end: number): number {
    let at = from;
    while (at + 12 <= end) {
      // The type of a section header reads the same in both orders; its order is that of what follows.
      const isSection = bytes.readUInt32BE(at) === block.section;
      if (isSection) this.#section(bytes, at);
      const type = isSection ? block.section : this.#u32(bytes, at);
      const total = this.#u32(bytes, at + 4);
      if (total < 12 || total % 4 !== 0)
        throw new Damaged(`block ${this.#blocks + 1} says that it has ${total} bytes`);
      const holdsPacket =
        type === block.packet || type === block.simplePacket || type === block.obsoletePacket;
      if (total > mostBlockBytes) {
        if (holdsPacket) this.#sink.malformed();
        this.#blocks += 1;
        return at + total;
      }
      if (at + total > end) return at;
      const bodyEnd = at + total - 4;
      if (this.#u32(bytes, bodyEnd) !== total)
        throw new Damaged(`block ${this.#blocks + 1} has different lengths at its beginning and its end`);
      this.#blocks += 1;
      if (type === block.interface) this.#interface(bytes, at + 8, bodyEnd);
      else if (holdsPacket) this.#packet(bytes, type, at + 8, bodyEnd);
      at += total;
    }
    return at;
  }

  #u32(bytes: Buffer, at: number): number {
    return this.#little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
  }

  #u16(bytes: Buffer, at: number): number {
    return this.#little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at);
  }

  #section(bytes: Buffer, at: number): void {
    const order = bytes.readUInt32BE(at + 8);
    if (order !== 0x1a2b3c4d && order !== 0x4d3c2b1a)
      throw new Damaged(`section header in block ${this.#blocks + 1} has no byte order`);
    this.#little = order === 0x4d3c2b1a;
    this.#interfaces = [];
  }

  #interface(bytes: Buffer, at: number, end: number): void {
    if (end - at < 8 || this.#interfaces.length >= mostInterfaces) return;
    const described: Interface = {
      linkType: this.#u16(bytes, at),
      snapLength: this.#u32(bytes, at + 4),
      resolution: 1e-6,
      offset: 0,
    };
    for (let place = at + 8; place + 4 <= end;) {
      const code = this.#u16(bytes, place);
      const length = this.#u16(bytes, place + 2);
      if (code === option.end || place + 4 + length > end) break;
      const value = place + 4;
      if (code === option.timeResolution && length >= 1) {
        const unit = bytes[value]!;
        described.resolution = unit & 0x80 ? 2 ** -(unit & 0x7f) : 10 ** -unit;
      }
      if (code === option.timeOffset && length >= 8) {
        const offset = this.#little ? bytes.readBigInt64LE(value) : bytes.readBigInt64BE(value);
        described.offset = Number(offset);
      }
      place = value + Math.ceil(length / 4) * 4;
    }
    this.#interfaces.push(described);
  }

  #packet(bytes: Buffer, type: number, at: number, end: number): void {
    const simple = type === block.simplePacket;
    const header = simple ? 4 : 20;
    const interfaceNumber = simple
      ? 0
      : type === block.packet
        ? end - at >= 4 && this.#u32(bytes, at)
        : end - at >= 2 && this.#u16(bytes, at);
    const described = interfaceNumber === false ? undefined : this.#interfaces[interfaceNumber];
    if (!described || end - at < header) {
      this.#sink.malformed();
      return;
    }
    const length = this.#u32(bytes, simple ? at : at + 16);
    const snapLength = described.snapLength || mostPacketBytes;
    const captured = simple ? Math.min(length, snapLength, end - at - header) : this.#u32(bytes, at + 12);
    if (captured > mostPacketBytes || at + header + captured > end) {
      this.#sink.malformed();
      return;
    }
    const ticks = simple ? undefined : this.#u32(bytes, at + 4) * 2 ** 32 + this.#u32(bytes, at + 8);
    const frame: Frame = {
      bytes,
      at: at + header,
      end: at + header + captured,
      linkType: described.linkType,
      length: Math.max(captured, length),
      time: ticks === undefined ? undefined : ticks * described.resolution + described.offset,
    };
    this.#sink.frame(frame);
  }
}
