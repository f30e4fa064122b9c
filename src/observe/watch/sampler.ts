import net from 'node:net';
import type { Address } from '../../run/runtime.ts';
import { strangerAt } from '../../run/processes/port-owner.ts';
import { isSelfConnected } from '../listener/connect.ts';
import { shortestRequest, type StreamProtocol } from '../listener/protocol.ts';
import { readReply } from '../listener/reply.ts';

export interface SamplerOptions {
  address: Address;
  protocol: StreamProtocol;
  path: string | undefined;
  /** ms from one sample to the next. */
  everyMs: number;
  /** Label of the run whose service is watched, where whoever else answers at its port can be told. */
  label?: string;
}

export interface Samples {
  samples: number;
  maxGapMs: number;
  connected: number;
  /** By `monotonicMs`, at most 10. */
  plaintextAt: number[];
  /** Somebody who is not of the run answered in plaintext. */
  stranger?: true;
}

export interface Sampler {
  stop(): Promise<Samples>;
}

const sampleMs = 300;
const maxOpen = 20;
const maxTimes = 10;
/** How long the last samples may still be answered, ms. */
const lastMs = 100;

/** The system's monotonic clock, the same in all threads. */
export const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;

/**
 * From now on a fresh connection with a tiny plaintext request every few milliseconds, each on its own. The gaps
 * that are measured are those that really were, however busy the thread is.
 */
export function startSampling({ address, protocol, path, everyMs, label }: SamplerOptions): Sampler {
  const request = shortestRequest(protocol, address, path);
  const seen: Samples = { samples: 0, maxGapMs: 0, connected: 0, plaintextAt: [] };
  const open = new Set<net.Socket>();
  let last = monotonicMs();
  const gap = (): void => {
    const now = monotonicMs();
    seen.maxGapMs = Math.max(seen.maxGapMs, Math.round((now - last) * 10) / 10);
    last = now;
  };
  const sample = (): void => {
    gap();
    seen.samples += 1;
    // The oldest has had the most time; a listener that stays silent must not keep the watch from sampling.
    if (open.size >= maxOpen) for (const oldest of open.values().take(1)) end(oldest);
    const socket = ask(address, request, {
      connected: () => (seen.connected += 1),
      plaintext: () => {
        if (seen.plaintextAt.length >= maxTimes) return;
        seen.plaintextAt.push(monotonicMs());
        // Looking takes some ms, in which no sample is taken: what was seen needs no further one.
        if (label !== undefined && strangerAt(address.port, label)) seen.stranger = true;
      },
    });
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  };
  sample();
  const timer = setInterval(sample, everyMs);
  return {
    async stop() {
      clearInterval(timer);
      gap();
      await settled(open);
      return seen;
    },
  };
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
    if (isSelfConnected(socket)) {
      socket.resetAndDestroy();
      return;
    }
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
