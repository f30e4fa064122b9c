/** Reads a capture in this thread, from its first packet to its last, and says what the wire shows of its connections. */
import { UsageError } from '../model/errors.ts';
import { isoTime, tcpConnection, udpConnection } from './connection.ts';
import { decoderFor, magicBytes } from './file/decoder.ts';
import { Damaged, type Decoder, type Frame, type FrameSink } from './file/frame.ts';
import { noCapture, piecesOf } from './file/source.ts';
import { TcpTable } from './flow/tcp-table.ts';
import { UdpTable } from './flow/udp-table.ts';
import { Groups } from './groups.ts';
import { isListed } from './listed.ts';
import type { CapturedConnection, CaptureOptions, CaptureReading } from './model.ts';
import { notesOf } from './notes.ts';
import { isLinkTypeRead } from './packet/link.ts';
import { Packet } from './packet/packet.ts';

export interface HereOptions extends CaptureOptions {
  /** Called with every connection when it has ended, been given up, or the capture has ended. */
  onConnection?: (connection: CapturedConnection) => void;
}

export const readCaptureHere = async (path: string, options: HereOptions = {}): Promise<CaptureReading> => {
  const reader = new CaptureReader(options);
  let broken: string | undefined;
  try {
    for await (const piece of piecesOf(path)) {
      options.signal?.throwIfAborted();
      reader.piece(piece, path);
    }
  } catch (error) {
    if (options.signal?.aborted || error instanceof UsageError) throw error;
    broken = breakage(error);
    if (broken === undefined) throw error;
    if (reader.format === undefined) throw noCapture(path, broken);
  }
  return reader.end(path, broken);
};

/** What a capture that is damaged, or a disk that fails, says of itself; undefined for a fault of the suite. */
const breakage = (error: unknown): string | undefined => {
  if (error instanceof Damaged) return error.message;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === undefined || !(error instanceof Error)) return undefined;
  // zlib's own: the compressed file is cut off, or is none.
  if (code === 'Z_BUF_ERROR') return 'the compressed file ends too early';
  return /^(Z_|E[A-Z]+$)/.test(code) ? message : undefined;
};

class CaptureReader implements FrameSink {
  readonly #packet = new Packet();
  readonly #options: HereOptions;
  readonly #groups: Groups;
  readonly #tcp: TcpTable;
  readonly #udp: UdpTable;
  readonly #unreadLinks = new Set<number>();
  readonly #totals = {
    bytes: 0,
    packets: 0,
    truncatedPackets: 0,
    otherPackets: 0,
    malformedPackets: 0,
    fragments: 0,
    encapsulated: 0,
    connections: 0,
    strayPackets: 0,
  };
  #decoder: Decoder | undefined;
  /** What is not read yet, and how many bytes still to come are passed over. */
  #window: Buffer = Buffer.allocUnsafeSlow(2 * 1024 * 1024);
  #from = 0;
  #to = 0;
  #skip = 0;
  #start: number | undefined;
  #first = Infinity;
  #last = -Infinity;

  constructor(options: HereOptions) {
    this.#options = options;
    const { examples } = options;
    const listed = isListed(options.listed ?? []);
    this.#groups = new Groups(listed, examples === undefined ? {} : { examples }, options.callers);
    this.#tcp = new TcpTable((flow) => {
      if (flow.isStray) this.#totals.strayPackets += flow.packets;
      else this.#connection(tcpConnection(flow, this.#start ?? 0, listed));
    });
    this.#udp = new UdpTable((flow) => this.#connection(udpConnection(flow, this.#start ?? 0, listed)));
  }

  get format(): 'pcap' | 'pcapng' | undefined {
    return this.#decoder?.format;
  }

  /** @throws UsageError, Damaged */
  piece(piece: Buffer, path: string): void {
    this.#totals.bytes += piece.length;
    const passed = Math.min(this.#skip, piece.length);
    this.#skip -= passed;
    this.#append(piece.subarray(passed));
    if (!this.#decoder) {
      const begun = this.#window.subarray(this.#from, this.#to);
      if (begun.length < magicBytes) return;
      this.#decoder = decoderFor(begun, this);
      if (!this.#decoder)
        throw noCapture(path, `a file that begins with ${begun.subarray(0, 4).toString('hex')}`);
    }
    this.#from = this.#decoder.decode(this.#window, this.#from, this.#to);
    this.#skip += Math.max(0, this.#from - this.#to);
    this.#from = Math.min(this.#from, this.#to);
  }

  frame(frame: Frame): void {
    const totals = this.#totals;
    const packet = this.#packet;
    totals.packets += 1;
    if (frame.end - frame.at < frame.length) totals.truncatedPackets += 1;
    // A packet without a time comes at the time of the one before it.
    packet.time = frame.time ?? (this.#last > -Infinity ? this.#last : 0);
    this.#start ??= packet.time;
    this.#first = Math.min(this.#first, packet.time);
    this.#last = Math.max(this.#last, packet.time);
    if (!isLinkTypeRead(frame.linkType)) this.#unreadLinks.add(frame.linkType);
    const outcome = packet.read(frame);
    if (packet.tunnelled) totals.encapsulated += 1;
    if (outcome === 'tcp') this.#tcp.packet(packet);
    else if (outcome === 'udp') this.#udp.packet(packet);
    else if (outcome === 'fragment') totals.fragments += 1;
    else if (outcome === 'malformed') totals.malformedPackets += 1;
    else totals.otherPackets += 1;
  }

  malformed(): void {
    this.#totals.packets += 1;
    this.#totals.malformedPackets += 1;
  }

  /** @throws UsageError where there was too little to be a capture */
  end(path: string, broken: string | undefined): CaptureReading {
    if (!this.#decoder) throw noCapture(path, this.#to === 0 ? 'an empty file' : `${this.#to} bytes`);
    this.#tcp.end();
    this.#udp.end();
    const seen = this.#first <= this.#last;
    const totals: CaptureReading['totals'] = {
      format: this.#decoder.format,
      ...this.#totals,
      dropped: this.#tcp.dropped + this.#udp.dropped,
      ungrouped: this.#groups.ungrouped,
      ...(seen && { first: isoTime(this.#first), last: isoTime(this.#last) }),
    };
    const groups = this.#groups.all;
    const cutOff = this.#skip > 0 || this.#from < this.#to;
    const ending = broken ?? (cutOff ? 'the file ends in the middle of a packet or block' : undefined);
    return { totals, groups, notes: notesOf(totals, groups, { ending, links: [...this.#unreadLinks] }) };
  }

  #connection(connection: CapturedConnection): void {
    this.#totals.connections += 1;
    this.#groups.add(connection);
    this.#options.onConnection?.(connection);
  }

  #append(piece: Buffer): void {
    const left = this.#to - this.#from;
    if (this.#to + piece.length > this.#window.length) {
      const needed = left + piece.length;
      const target = needed > this.#window.length ? Buffer.allocUnsafeSlow(needed * 2) : this.#window;
      this.#window.copy(target, 0, this.#from, this.#to);
      this.#window = target;
      this.#from = 0;
      this.#to = left;
    }
    piece.copy(this.#window, this.#to);
    this.#to += piece.length;
  }
}
