/** Samples a port for plaintext answers until it is stopped. */
import net from 'node:net';
import type { Address } from '../../model/address.ts';
import { isSelfConnected } from '../listener/connect.ts';
import { shortestRequest, type StreamProtocol } from '../listener/protocol.ts';
import { isFromTls, readReply, replyBytes, type Reply } from '../listener/reply.ts';

export interface SamplerOptions {
  address: Address;
  protocol: StreamProtocol;
  path: string | undefined;
  /** ms from one sample to the next. */
  everyMs: number;
  /** Label of the run whose service is watched. Set where the owner of the port can be found out. */
  label?: string;
}

export interface Samples {
  samples: number;
  maxGapMs: number;
  connected: number;
  /** By `monotonicMs`, at most 10. */
  plaintextAt: number[];
  /** The same for requests by HTTP/2 with prior knowledge, where the protocol is HTTP. */
  http2At?: number[];
  /** The first answer of a TLS listener, by `monotonicMs`. */
  tlsAt?: number;
  /** The first answer in plaintext came from a process that is not of the run. */
  stranger?: true;
}

/** Whether a process that is not of the run with this label listens at the port. */
export type IsStranger = (port: number, label: string) => Promise<boolean>;

export interface Sampler {
  stop(): Promise<Samples>;
}

const sampleMs = 300;
/** Connections of a watch; at an HTTP listener there are one and a half for each sample. */
const maxOpen = 30;
const maxTimes = 10;
/** ms in which the last samples may still be answered. */
const lastMs = 100;

/** The system's monotonic clock, the same in all threads. */
export const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;

/**
 * Opens a fresh connection with a tiny plaintext request every few milliseconds, without waiting for earlier ones. Gaps
 * are measured between the samples that were taken, however busy the thread is.
 */
export function startSampling(
  { address, protocol, path, everyMs, label }: SamplerOptions,
  isStranger: IsStranger = () => Promise.resolve(false),
): Sampler {
  const request = shortestRequest(protocol, address, path);
  const http2 = protocol === 'http' ? shortestRequest('grpc', address) : undefined;
  const seen: Samples = {
    ...{ samples: 0, maxGapMs: 0, connected: 0, plaintextAt: [] },
    ...(http2 && { http2At: [] }),
  };
  const open = new Set<net.Socket>();
  /** Whether another program gave the first plaintext answer. Later answers of others do not matter. */
  let ofService: Promise<boolean> | undefined;
  let last = monotonicMs();
  const gap = (): void => {
    const now = monotonicMs();
    seen.maxGapMs = Math.max(seen.maxGapMs, Math.round((now - last) * 10) / 10);
    last = now;
  };
  const send = (
    bytes: Buffer,
    times: number[],
    { connected, counts }: { connected: () => void; counts: (reply: Reply) => boolean },
  ): void => {
    // Drops the oldest sample, which has had the most time: a silent listener must not stop the sampling.
    if (open.size >= maxOpen) {
      for (const oldest of open.values().take(1)) {
        open.delete(oldest);
        end(oldest);
      }
    }
    const answered = (reply: Reply): void => {
      if (times.length >= maxTimes || !counts(reply)) return;
      times.push(monotonicMs());
      if (label !== undefined) ofService ??= isStranger(address.port, label);
    };
    const tls = (): void => void (seen.tlsAt ??= monotonicMs());
    const socket = ask(address, bytes, { connected, answered, tls });
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  };
  const sample = (): void => {
    gap();
    seen.samples += 1;
    send(request, seen.plaintextAt, { connected: () => (seen.connected += 1), counts: () => true });
    // HTTP/2 is sampled beside every second sample, so that the interval of the other samples does not grow.
    if (http2 && seen.samples % 2 === 1) send(http2, seen.http2At!, { connected: () => {}, counts: isHttp2 });
  };
  sample();
  const timer = setInterval(sample, everyMs);
  return {
    async stop() {
      clearInterval(timer);
      gap();
      await settled(open);
      if (await ofService) seen.stranger = true;
      return seen;
    },
  };
}

/** Whether an answer is one over HTTP/2. An HTTP/1 error about the method PRI is none: samples over HTTP/1 show it. */
const isHttp2 = ({ status }: Reply): boolean => status === 'SETTINGS' || status.startsWith('2');

/** One sample; it ends by itself. */
function ask(
  address: Address,
  request: Buffer,
  seen: { connected: () => void; answered: (reply: Reply) => void; tls: () => void },
): net.Socket {
  const socket = net.connect({ host: address.host, port: address.port, noDelay: true });
  const bound = setTimeout(() => end(socket), sampleMs);
  let bytes = Buffer.alloc(0);
  let reported = false;
  const tell = (ended: boolean): void => {
    const reply = reported ? undefined : readReply(bytes, ended);
    if (!reply) return;
    reported = true;
    if (reply.answer === 'answered') seen.answered(reply);
    if (isFromTls(bytes)) seen.tls();
    end(socket);
  };
  socket.on('connect', () => {
    if (isSelfConnected(socket)) {
      socket.resetAndDestroy();
      return;
    }
    seen.connected();
    socket.write(request);
  });
  socket.on('data', (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]).subarray(0, replyBytes);
    tell(false);
  });
  socket.on('end', () => end(socket));
  socket.on('error', () => {});
  socket.on('close', () => {
    clearTimeout(bound);
    tell(true);
  });
  return socket;
}

/** Reset instead of closed, so that hundreds of samples leave no port behind in TIME_WAIT. */
function end(socket: net.Socket): void {
  if (socket.connecting || socket.destroyed) socket.destroy();
  else socket.resetAndDestroy();
}

/** Gives open samples some more ms, then ends them. */
async function settled(open: ReadonlySet<net.Socket>): Promise<void> {
  const deadline = setTimeout(() => {
    for (const socket of open) end(socket);
  }, lastMs);
  await Promise.all([...open].map((socket) => new Promise((resolve) => socket.once('close', resolve))));
  clearTimeout(deadline);
}
