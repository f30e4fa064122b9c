/** Recognizes by its first bytes how a client opens a connection to PostgreSQL. */
import { maxHelloBytes, readClientHello } from './client-hello.ts';
import type { ConnectionRecord } from './connection-record.ts';
import { classifyOpening, isStartup, postgresRequest } from './opening.ts';

/**
 * Follows how a PostgreSQL connection is opened: requests for encryption, the server's one-byte answers, and what
 * the client does next (protocol, "SSL Session Encryption"). Reads until the first packet after the requests.
 */
export class PostgresOpening {
  readonly #record: ConnectionRecord;
  #pending = Buffer.alloc(0);
  #awaits: 'ssl' | 'gss' | undefined;
  #done = false;

  constructor(record: ConnectionRecord) {
    this.#record = record;
  }

  client(segment: Buffer): void {
    if (this.#done) return;
    const wanted = maxHelloBytes - this.#pending.length;
    this.#pending = Buffer.concat([this.#pending, segment.subarray(0, wanted)]);
    while (!this.#done && this.#step());
    if (this.#done || this.#pending.length >= maxHelloBytes) this.#finish();
  }

  server(segment: Buffer): void {
    if (this.#done || !this.#awaits || segment.length === 0) return;
    const answer = String.fromCharCode(segment[0]!);
    if (this.#awaits === 'ssl' && (answer === 'S' || answer === 'N' || answer === 'E')) {
      this.#record.postgres = { next: 'closed', ...this.#record.postgres, answer };
    }
    if (this.#awaits === 'gss' && (answer === 'G' || answer === 'N' || answer === 'E')) {
      this.#record.postgres = { next: 'closed', ...this.#record.postgres, gss: answer };
      // What follows is wrapped by GSSAPI and cannot be read.
      if (answer === 'G') this.#finish();
    }
    this.#awaits = undefined;
  }

  /** Reads one packet; false when more bytes are needed. */
  #step(): boolean {
    const bytes = this.#pending;
    if (bytes[0] === 0x16) return this.#hello();
    if (bytes.length < 8) return false;
    const head = bytes.subarray(0, 8);
    if (head.equals(postgresRequest.ssl) || head.equals(postgresRequest.gss)) {
      this.#awaits = head.equals(postgresRequest.ssl) ? 'ssl' : 'gss';
      this.#record.postgres ??= { next: 'closed' };
      this.#pending = bytes.subarray(8);
      return true;
    }
    if (bytes.readUInt32BE(4) === postgresRequest.cancelCode) this.#next('cancel');
    else if (isStartup(bytes)) this.#next('startup');
    else this.#finish();
    return false;
  }

  #hello(): boolean {
    const reading = readClientHello(this.#pending);
    if (reading.state === 'complete') this.#record.hello ??= reading.hello;
    // The first bytes decide, also when the rest never arrives.
    if (classifyOpening(this.#pending) === 'tls')
      this.#record.postgres = { ...this.#record.postgres, next: 'tls' };
    if (reading.state !== 'incomplete') this.#finish();
    return false;
  }

  #next(next: 'startup' | 'cancel'): void {
    this.#record.postgres = { ...this.#record.postgres, next };
    this.#finish();
  }

  #finish(): void {
    this.#done = true;
    this.#pending = Buffer.alloc(0);
  }
}
