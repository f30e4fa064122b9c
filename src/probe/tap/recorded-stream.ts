/** Puts back the first bytes of a socket, so that they can be read once more. */
import { Duplex } from 'node:stream';

export interface Hooks {
  /** Bytes that came from the inner stream. */
  read?: (chunk: Buffer) => void;
  /** Bytes that were given to the inner stream. */
  written?: (chunk: Buffer) => void;
}

/**
 * A stream that passes everything through to another one and reports the bytes. HTTP/2 sessions and TLS sockets read a
 * socket's handle below JavaScript, where the bytes cannot be counted; with this stream they read in JavaScript.
 */
export class RecordedStream extends Duplex {
  readonly #inner: Duplex;
  readonly #hooks: Hooks;

  /**
   * @param end what the reader sees when the inner stream ends: its end, or, for HTTP/2 sessions, at once
   *   that it is gone. Node wraps a stream that is no socket, answers an end with a shutdown, and asserts,
   *   uncatchably, when the session then still writes a frame.
   */
  constructor(inner: Duplex, hooks: Hooks, end: 'end' | 'gone' = 'end') {
    super({ allowHalfOpen: true });
    this.#inner = inner;
    this.#hooks = hooks;
    inner.on('data', (chunk: Buffer) => {
      hooks.read?.(chunk);
      if (!this.push(chunk)) inner.pause();
    });
    const last = (): void => void (end === 'end' ? this.push(null) : setImmediate(() => this.destroy()));
    inner.on('end', last);
    inner.on('error', (error) => this.destroy(error));
    inner.on('close', () => {
      if (!inner.readableEnded && !this.destroyed) last();
      // The reader sees the end before the stream is destroyed.
      setImmediate(() => this.destroy());
    });
  }

  override _read(): void {
    this.#inner.resume();
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#hooks.written?.(chunk);
    this.#inner.write(chunk, encoding, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#inner.end(() => done());
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#inner.destroy();
    done(error);
  }
}
