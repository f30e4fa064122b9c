/** Reads one packet from its link layer up to TCP or UDP, without copying anything. */
import type { Frame } from '../file/frame.ts';
import { networkOf } from './link.ts';
import { innerOf } from './tunnel.ts';

export const flag = { fin: 0x01, syn: 0x02, rst: 0x04, ack: 0x10 } as const;

const protocol = { hopByHop: 0, ipv4: 4, tcp: 6, udp: 17, ipv6: 41, routing: 43, fragment: 44 } as const;
/** Extension headers of IPv6 that are skipped: authentication, destination options, mobility, HIP, Shim6. */
const skipped = new Set<number>([protocol.hopByHop, protocol.routing, 51, 60, 135, 139, 140]);
const mostHeaders = 16;
const mostTunnels = 3;

/** `other`: nothing that is followed; `cut`: the capture lacks the headers; `malformed`: lengths that cannot be. */
export type PacketOutcome = 'tcp' | 'udp' | 'other' | 'cut' | 'malformed' | 'fragment';

/** The packet that was read last; one object for all, because a capture has millions. */
export class Packet {
  bytes: Buffer = Buffer.alloc(0);
  /** s since 1970. */
  time = 0;
  /** Where the addresses stand, and how long they are: 4 or 16 bytes. */
  source = 0;
  destination = 0;
  addressBytes = 4;
  sourcePort = 0;
  destinationPort = 0;
  sequence = 0;
  acknowledged = 0;
  flags = 0;
  /** Where the payload begins, and where what the capture holds of it ends. */
  payload = 0;
  payloadEnd = 0;
  /** Bytes of payload on the wire. */
  length = 0;
  /** Read from within VXLAN, Geneve or IP in IP. */
  tunnelled = false;
  /** Where the captured bytes end, and where the bytes on the wire would. */
  #end = 0;
  #wireEnd = 0;

  read(frame: Frame): PacketOutcome {
    this.bytes = frame.bytes;
    this.tunnelled = false;
    this.#end = frame.end;
    this.#wireEnd = frame.at + frame.length;
    const network = networkOf(frame.linkType, frame.bytes, frame.at, frame.end);
    return network < 0 ? 'other' : this.#ip(network, 0);
  }

  /** What lacks bytes: the capture, or the packet itself. */
  get #lacking(): PacketOutcome {
    return this.#end < this.#wireEnd ? 'cut' : 'malformed';
  }

  #ip(at: number, depth: number): PacketOutcome {
    if (at >= this.#end) return this.#lacking;
    const version = this.bytes[at]! >> 4;
    if (version === 4) return this.#ipv4(at, depth);
    return version === 6 ? this.#ipv6(at, depth) : 'other';
  }

  #ipv4(at: number, depth: number): PacketOutcome {
    const { bytes } = this;
    if (at + 20 > this.#end) return this.#lacking;
    const header = (bytes[at]! & 0x0f) * 4;
    // Linux leaves the length 0 where it hands more to the network card than the field can say.
    const total = bytes.readUInt16BE(at + 2) || this.#wireEnd - at;
    if (header < 20 || total < header || at + total > this.#wireEnd) return 'malformed';
    if ((bytes.readUInt16BE(at + 6) & 0x3fff) !== 0) return 'fragment';
    this.source = at + 12;
    this.destination = at + 16;
    this.addressBytes = 4;
    return this.#transport(bytes[at + 9]!, at + header, at + total, depth);
  }

  #ipv6(at: number, depth: number): PacketOutcome {
    const { bytes } = this;
    if (at + 40 > this.#end) return this.#lacking;
    const length = bytes.readUInt16BE(at + 4);
    const end = length === 0 ? this.#wireEnd : at + 40 + length;
    if (end > this.#wireEnd) return 'malformed';
    let next = bytes[at + 6]!;
    let place = at + 40;
    for (let headers = 0; skipped.has(next) || next === protocol.fragment; headers += 1) {
      if (headers >= mostHeaders || place + 8 > end) return 'malformed';
      if (place + 8 > this.#end) return 'cut';
      if (next === protocol.fragment && (bytes.readUInt16BE(place + 2) & 0xfff9) !== 0) return 'fragment';
      const units = bytes[place + 1]!;
      const size = next === protocol.fragment ? 8 : next === 51 ? (units + 2) * 4 : (units + 1) * 8;
      next = bytes[place]!;
      place += size;
    }
    this.source = at + 8;
    this.destination = at + 24;
    this.addressBytes = 16;
    return place > end ? 'malformed' : this.#transport(next, place, end, depth);
  }

  #transport(kind: number, at: number, end: number, depth: number): PacketOutcome {
    if (kind === protocol.tcp) return this.#tcp(at, end);
    if (kind === protocol.udp) return this.#udp(at, end, depth);
    if (kind !== protocol.ipv4 && kind !== protocol.ipv6) return 'other';
    return this.#inner(at, end, depth);
  }

  #inner(at: number, end: number, depth: number): PacketOutcome {
    if (depth >= mostTunnels) return 'malformed';
    this.tunnelled = true;
    this.#wireEnd = end;
    this.#end = Math.min(this.#end, end);
    return this.#ip(at, depth + 1);
  }

  #tcp(at: number, end: number): PacketOutcome {
    const { bytes } = this;
    if (at + 20 > end) return 'malformed';
    if (at + 20 > this.#end) return this.#lacking;
    const header = (bytes[at + 12]! >> 4) * 4;
    if (header < 20 || at + header > end) return 'malformed';
    this.sourcePort = bytes.readUInt16BE(at);
    this.destinationPort = bytes.readUInt16BE(at + 2);
    this.sequence = bytes.readUInt32BE(at + 4);
    this.acknowledged = bytes.readUInt32BE(at + 8);
    this.flags = bytes[at + 13]!;
    this.#payload(at + header, end);
    return 'tcp';
  }

  #udp(at: number, end: number, depth: number): PacketOutcome {
    const { bytes } = this;
    if (at + 8 > end) return 'malformed';
    if (at + 8 > this.#end) return this.#lacking;
    const length = bytes.readUInt16BE(at + 4) || end - at;
    if (length < 8 || at + length > end) return 'malformed';
    this.sourcePort = bytes.readUInt16BE(at);
    this.destinationPort = bytes.readUInt16BE(at + 2);
    this.#payload(at + 8, at + length);
    const inner = innerOf(this.destinationPort, bytes, at + 8, this.payloadEnd);
    return inner < 0 ? 'udp' : this.#inner(inner, at + length, depth);
  }

  #payload(at: number, end: number): void {
    this.payload = at;
    this.payloadEnd = Math.max(at, Math.min(end, this.#end));
    this.length = end - at;
  }
}
