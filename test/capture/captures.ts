/** Writes captures of packets: pcap and pcapng in every order and with every fineness of time; reads them back. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { CapturedConnection, CaptureReading } from '../../src/capture/model.ts';
import { readCaptureHere, type HereOptions } from '../../src/capture/read-here.ts';
import { links, packetOf, type Ends, type Link, type Segment } from './packets.ts';

export interface Frame {
  bytes: Buffer;
  /** s since the first packet. */
  at: number;
  /** Bytes on the wire, where the capture holds less. */
  length?: number;
}

/** s since 1970. */
export const beginning = 1_800_000_000;

export const framesOf = (ends: Ends, segments: readonly Segment[], link: Link = 'ethernet'): Frame[] =>
  segments.map((segment, at) => ({ bytes: links[link][1](packetOf(ends, segment)), at: at / 1000 }));

class Writer {
  readonly #little: boolean;
  constructor(little: boolean) {
    this.#little = little;
  }
  u16(value: number): Buffer {
    const bytes = Buffer.alloc(2);
    if (this.#little) bytes.writeUInt16LE(value);
    else bytes.writeUInt16BE(value);
    return bytes;
  }
  u32(value: number): Buffer {
    const bytes = Buffer.alloc(4);
    if (this.#little) bytes.writeUInt32LE(value >>> 0);
    else bytes.writeUInt32BE(value >>> 0);
    return bytes;
  }
}

export interface Form {
  little?: boolean;
  nano?: boolean;
  linkType?: number;
}

export const pcapHeader = ({ little = true, nano = false, linkType = 1 }: Form = {}): Buffer => {
  const { u16, u32 } = bound(little);
  return Buffer.concat([
    u32(nano ? 0xa1b23c4d : 0xa1b2c3d4),
    u16(2),
    u16(4),
    u32(0),
    u32(0),
    u32(262_144),
    u32(linkType),
  ]);
};

const bound = (little: boolean): { u16: (value: number) => Buffer; u32: (value: number) => Buffer } => {
  const writer = new Writer(little);
  return { u16: (value) => writer.u16(value), u32: (value) => writer.u32(value) };
};

export const pcapRecord = (frame: Frame, { little = true, nano = false }: Form = {}): Buffer => {
  const { u32 } = bound(little);
  const fraction = Math.round((frame.at % 1) * (nano ? 1e9 : 1e6));
  const { length } = frame.bytes;
  const head = [
    u32(beginning + Math.floor(frame.at)),
    u32(fraction),
    u32(length),
    u32(frame.length ?? length),
  ];
  return Buffer.concat([...head, frame.bytes]);
};

export const pcap = (frames: readonly Frame[], form: Form = {}): Buffer =>
  Buffer.concat([pcapHeader(form), ...frames.map((frame) => pcapRecord(frame, form))]);

/** Bytes of one block of pcapng. */
export const block = (type: number, body: Buffer, little = true): Buffer => {
  const { u32 } = bound(little);
  const padded = Buffer.concat([body, Buffer.alloc((4 - (body.length % 4)) % 4)]);
  const total = u32(12 + padded.length);
  return Buffer.concat([u32(type), total, padded, total]);
};

export interface PcapngForm extends Form {
  packets?: 'enhanced' | 'simple' | 'obsolete';
  /** Interfaces before the one that the packets came from. */
  others?: number;
}

/** One section. */
export const pcapng = (frames: readonly Frame[], form: PcapngForm = {}): Buffer => {
  const { little = true, nano = false, linkType = 1, packets = 'enhanced', others = 0 } = form;
  const { u16, u32 } = bound(little);
  const section = Buffer.concat([u32(0x1a2b3c4d), u16(1), u16(0), u32(0xffffffff), u32(0xffffffff)]);
  const comment = Buffer.concat([u16(1), u16(5), Buffer.from('hello\0\0\0')]);
  const resolution = Buffer.concat([u16(9), u16(1), Buffer.from([nano ? 9 : 6, 0, 0, 0])]);
  const interfaceOf = (type: number): Buffer =>
    block(1, Buffer.concat([u16(type), u16(0), u32(0), comment, resolution, u32(0)]), little);
  const body = ({ bytes, at, length = bytes.length }: Frame): Buffer => {
    const time = Math.round((beginning + at) * (nano ? 1e9 : 1e6));
    const when = [u32(Math.floor(time / 2 ** 32)), u32(time % 2 ** 32)];
    const sizes = [u32(bytes.length), u32(length)];
    const padded = Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
    if (packets === 'simple') return Buffer.concat([u32(length), bytes]);
    const head = packets === 'enhanced' ? [u32(others)] : [u16(others), u16(0)];
    return Buffer.concat([...head, ...when, ...sizes, padded, comment, u32(0)]);
  };
  const type = { enhanced: 6, simple: 3, obsolete: 2 }[packets];
  const unknown = block(0x0bad, Buffer.from('a block that no reader knows'), little);
  return Buffer.concat([
    block(0x0a0d0d0a, section, little),
    ...Array.from({ length: others }, () => interfaceOf(147)),
    interfaceOf(linkType),
    unknown,
    ...frames.map((frame) => block(type, body(frame), little)),
  ]);
};

const folder = mkdtempSync(join(tmpdir(), 'captures-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;

export const fileOf = (bytes: Buffer): string => {
  files += 1;
  const path = join(folder, `${files}.pcap`);
  writeFileSync(path, bytes);
  return path;
};

export interface Read extends CaptureReading {
  connections: CapturedConnection[];
}

export const read = async (bytes: Buffer, options: HereOptions = {}): Promise<Read> => {
  const connections: CapturedConnection[] = [];
  const onConnection = (connection: CapturedConnection): void => void connections.push(connection);
  const reading = await readCaptureHere(fileOf(bytes), { ...options, onConnection });
  return { ...reading, connections };
};

/** What a capture of these segments shows, where they are of one connection. */
export const readOne = async (
  segments: readonly Segment[],
  ends: Ends,
  options?: HereOptions,
): Promise<CapturedConnection> => {
  const { connections } = await read(pcap(framesOf(ends, segments)), options);
  if (connections.length !== 1) throw new Error(`${connections.length} connections`);
  return connections[0]!;
};
