/** Sends a ClientHello to a TLS listener on a new connection, and keeps the first bytes until the answer is known. */
import type { Address } from '../../model/address.ts';
import type { VersionAnswer } from '../../model/observation.ts';
import { settleWithin } from '../../system/wait.ts';
import { RecordedStream } from '../tap/recorded-stream.ts';
import { connect } from './connect.ts';
import { alpnOf, defaultTimeoutMs, type ListenerProtocol, type ProbeOptions } from './protocol.ts';

/** Bytes that are kept of each direction. */
const maxHeld = 16_384;

/** The first bytes that passed in each direction. */
export interface Passed {
  sent: Buffer;
  heard: Buffer;
}

export interface OfferOptions extends ProbeOptions {
  /** Name for the server_name extension; an IP literal is left out. */
  servername?: string;
}

interface Offer {
  wire: RecordedStream;
  /** ALPN of the listener's protocol. */
  alpn: string[];
  passed: Passed;
  /** Takes the answer, or a code that says how the connection ended. */
  end: (how: VersionAnswer | string) => void;
}

/** The answer of a listener that closed without a word; undefined where it said something, or nothing ended it. */
export function refusedByClose({ heard }: Passed, code: string): VersionAnswer | undefined {
  const closed = heard.length === 0 && ['ECONNRESET', 'EPIPE', 'CLOSED'].includes(code);
  return closed ? { outcome: 'refused-by-peer', detail: 'closed without an alert' } : undefined;
}

/**
 * Connects and calls `make`, which sends a ClientHello and returns what must be released. `judge` derives the answer
 * from the bytes that passed and from the code with which the connection ended.
 */
export async function offerTo(
  { address, protocol }: { address: Address; protocol: ListenerProtocol },
  { signal, timeoutMs = defaultTimeoutMs }: ProbeOptions,
  make: (offer: Offer) => (() => void) | undefined,
  judge: (passed: Passed, code: string) => VersionAnswer,
): Promise<VersionAnswer> {
  if (protocol === 'coap') return { outcome: 'not-offered', detail: 'DTLS is not probed' };
  const deadline = performance.now() + timeoutMs;
  const made = await connect(address, { timeoutMs, signal });
  if ('error' in made) return { outcome: 'unclear', detail: `no connection: ${made.error}` };
  const passed: Passed = { sent: Buffer.alloc(0), heard: Buffer.alloc(0) };
  const wire = new RecordedStream(made.socket, {
    written: (chunk) => (passed.sent = Buffer.concat([passed.sent, chunk]).subarray(0, maxHeld)),
    read: (chunk) => (passed.heard = Buffer.concat([passed.heard, chunk]).subarray(0, maxHeld)),
  });
  return settleWithin<VersionAnswer>(
    deadline - performance.now(),
    signal,
    () => judge(passed, 'TIMEOUT'),
    (settle) => {
      const end = (how: VersionAnswer | string): void =>
        settle(typeof how === 'string' ? judge(passed, how) : how);
      const release = make({ wire, alpn: alpnOf(protocol), passed, end });
      return () => {
        release?.();
        wire.destroy();
      };
    },
  );
}
