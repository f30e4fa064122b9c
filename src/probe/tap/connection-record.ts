/** Records one connection through a tap, in bounded memory. */
import type { HopConnection } from '../../model/observation.ts';
import { maxHelloBytes, readClientHello } from './client-hello.ts';
import { classifyOpening, evidenceOf, type Opening } from './opening.ts';

/** Calls are counted up to this many a connection. */
const maxCalls = 1000;

/** Record of one open connection. Memory is bounded: it keeps the first bytes, never the traffic. */
export class ConnectionRecord {
  readonly #at: number;
  #first = Buffer.alloc(0);
  #opening: Opening | undefined;
  #settled = false;
  hello: HopConnection['hello'];
  postgres: HopConnection['postgres'];
  tls: HopConnection['tls'];
  /** Answered by the peer or server that takes the place of the first one. */
  later = false;
  applicationBytes = 0;
  readonly calls: string[] = [];
  /** Bytes from and to the client; set by the owner of the socket. */
  traffic: () => { sent: number; received: number } = () => ({ sent: 0, received: 0 });

  /** `at`: ms since the start. */
  constructor(at: number) {
    this.#at = at;
  }

  /** True when the opening is known and, for TLS, the ClientHello is read; more bytes then change nothing. */
  get settled(): boolean {
    return this.#settled;
  }

  get opening(): Opening {
    return this.#opening ?? classifyOpening(this.#first) ?? (this.#first.length === 0 ? 'nothing' : 'other');
  }

  /** Adds bytes as the client sent them, from the first one on, in segments of any size. */
  opened(segment: Buffer): void {
    if (this.#settled) return;
    const wanted = maxHelloBytes - this.#first.length;
    this.#first = Buffer.concat([this.#first, segment.subarray(0, wanted)]);
    this.#opening ??= classifyOpening(this.#first);
    if (this.#opening === undefined) this.#settled = this.#first.length >= maxHelloBytes;
    else if (this.#opening !== 'tls') this.#settled = true;
    else this.#readHello();
    // What has been read is not needed any more, except as evidence.
    if (this.#settled) this.#first = Buffer.from(this.#first.subarray(0, 64));
  }

  called(method: string): void {
    if (this.calls.length < maxCalls) this.calls.push(method);
  }

  snapshot(): HopConnection {
    const { opening, hello, postgres, tls } = this;
    return {
      at: this.#at,
      opening,
      bytes: evidenceOf(opening, this.#first),
      ...(hello && { hello: structuredClone(hello) }),
      ...(postgres && { postgres: { ...postgres } }),
      ...(tls && { tls: { ...tls } }),
      ...(this.later && { later: true }),
      applicationBytes: this.applicationBytes,
      ...this.traffic(),
      calls: [...this.calls],
    };
  }

  #readHello(): void {
    const reading = readClientHello(this.#first);
    if (reading.state === 'complete') this.hello = reading.hello;
    this.#settled = reading.state !== 'incomplete' || this.#first.length >= maxHelloBytes;
  }
}

/** The records of one tap, in order of arrival, bounded. */
export class ConnectionRecords {
  readonly #records: ConnectionRecord[] = [];
  readonly #clock: () => number;
  #unrecorded = 0;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** A record for a new connection; beyond `maxRecords` it is counted only. */
  add(): ConnectionRecord {
    const record = new ConnectionRecord(this.#clock());
    if (this.#records.length < maxRecords) this.#records.push(record);
    else this.#unrecorded += 1;
    return record;
  }

  /** Counts a connection that was dropped unread, because too many were open. */
  dropped(): void {
    this.#unrecorded += 1;
  }

  observe(): { connections: HopConnection[]; unrecorded?: number } {
    const connections = this.#records.map((record) => record.snapshot());
    return this.#unrecorded > 0 ? { connections, unrecorded: this.#unrecorded } : { connections };
  }
}

/** Open connections at a time that a tap serves. */
export const maxOpen = 200;
const maxRecords = 1000;
