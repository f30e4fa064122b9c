import net from 'node:net';
import type { Address } from '../run/runtime.ts';
import { type ListenerProtocol, shortestRequest } from './listener/protocol.ts';
import { readReply } from './listener/reply.ts';
import type { PlaintextWatch } from './observation.ts';

export interface WatchOptions {
  /** ms from one sample to the next. Default 15. */
  everyMs?: number;
  /** ms since the start; on the monotonic clock. */
  clock: () => number;
  /** Ends the watch like `stop`. */
  signal?: AbortSignal;
  /** Path of the GET for `http` and `ws`. Default `/health`. */
  path?: string;
}

export interface PlaintextWatcher {
  /** Ends the watch; the samples in flight get a last moment. The same result however often it is called. */
  stop(): Promise<PlaintextWatch>;
}

const sampleMs = 300;
const maxOpen = 20;
const maxTimes = 10;
/** How long the last samples may still be answered, ms. */
const lastMs = 100;

/**
 * The byte probe behind "never plaintext at any moment": from now on a fresh connection with a tiny plaintext
 * request every few milliseconds, each on its own. In plaintext means: an HTTP status other than 400, SETTINGS, or
 * a CONNACK. `maxGapMs` counts from the call to the first sample, between samples, and from the last one to `stop`.
 * CoAP is not sampled (0 samples).
 */
export function watchPlaintext(
  address: Address,
  protocol: ListenerProtocol,
  { everyMs = 15, clock, signal, path }: WatchOptions,
): PlaintextWatcher {
  const watch: PlaintextWatch = { samples: 0, maxGapMs: 0, plaintextAt: [], connected: 0 };
  if (protocol === 'coap') return { stop: () => Promise.resolve(watch) };
  const request = shortestRequest(protocol, address, path);
  const open = new Set<net.Socket>();
  let last = performance.now();
  const gap = (): void => {
    const now = performance.now();
    watch.maxGapMs = Math.max(watch.maxGapMs, Math.round((now - last) * 10) / 10);
    last = now;
  };
  const sample = (): void => {
    gap();
    watch.samples += 1;
    // The oldest has had the most time; a listener that stays silent must not keep the watch from sampling.
    if (open.size >= maxOpen) for (const oldest of open.values().take(1)) end(oldest);
    const socket = ask(address, request, {
      connected: () => (watch.connected += 1),
      plaintext: () => {
        if (watch.plaintextAt.length < maxTimes) watch.plaintextAt.push(Math.round(clock()));
      },
    });
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  };
  const timer = setInterval(sample, everyMs);
  let result: Promise<PlaintextWatch> | undefined;
  const stop = (): Promise<PlaintextWatch> => {
    result ??= (async () => {
      clearInterval(timer);
      signal?.removeEventListener('abort', onAbort);
      gap();
      await settled(open);
      return watch;
    })();
    return result;
  };
  const onAbort = (): void => void stop();
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted) onAbort();
  else sample();
  return { stop };
}

/** One sample; it ends by itself. */
function ask(
  address: Address,
  request: Buffer,
  seen: { connected: () => void; plaintext: () => void },
): net.Socket {
  const socket = net.connect({ host: address.host, port: address.port, noDelay: true });
  const bound = setTimeout(() => end(socket), sampleMs);
  let bytes = Buffer.alloc(0);
  socket.on('connect', () => {
    seen.connected();
    socket.write(request);
  });
  socket.on('data', (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]).subarray(0, 64);
    const reply = readReply(bytes);
    if (!reply) return;
    if (reply.answer === 'answered') seen.plaintext();
    end(socket);
  });
  socket.on('end', () => end(socket));
  socket.on('error', () => {});
  socket.on('close', () => clearTimeout(bound));
  return socket;
}

/** Reset instead of closed, so that hundreds of samples leave no port behind in TIME_WAIT. */
function end(socket: net.Socket): void {
  if (socket.connecting || socket.destroyed) socket.destroy();
  else socket.resetAndDestroy();
}

/** Gives the samples in flight a last moment, then ends them. */
async function settled(open: ReadonlySet<net.Socket>): Promise<void> {
  const deadline = setTimeout(() => {
    for (const socket of open) end(socket);
  }, lastMs);
  await Promise.all([...open].map((socket) => new Promise((resolve) => socket.once('close', resolve))));
  clearTimeout(deadline);
}
