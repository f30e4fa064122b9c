/** Holds the conversations by UDP that are followed at a time: the first datagrams of both sides, in bounded memory. */
import type { Packet } from '../packet/packet.ts';
import { EndsKey } from './ends.ts';
import type { End } from './tcp-flow.ts';

const mostDatagrams = 6;
const mostDatagramBytes = 2048;
const mostFlows = 4096;

export interface UdpSide {
  /** By the time of their capture. */
  datagrams: { time: number; bytes: Buffer }[];
  bytes: number;
  firstAt: number | undefined;
}

export interface UdpFlow {
  key: string;
  packets: number;
  sides: readonly [UdpSide, UdpSide];
  dropped?: true;
}

const side = (): UdpSide => ({ datagrams: [], bytes: 0, firstAt: undefined });

export class UdpTable {
  readonly #flows = new Map<string, UdpFlow>();
  readonly #key = new EndsKey();
  readonly #done: (flow: UdpFlow) => void;
  dropped = 0;

  constructor(done: (flow: UdpFlow) => void) {
    this.#done = done;
  }

  packet(packet: Packet): void {
    this.#key.of(packet);
    const flow = this.#flows.get(this.#key.key) ?? this.#open(this.#key.key);
    flow.packets += 1;
    take(flow.sides[this.#key.from satisfies End], packet);
  }

  end(): void {
    for (const flow of this.#flows.values()) this.#done(flow);
    this.#flows.clear();
  }

  #open(key: string): UdpFlow {
    if (this.#flows.size >= mostFlows) {
      const [oldest] = this.#flows.values();
      this.#flows.delete(oldest!.key);
      this.dropped += 1;
      this.#done({ ...oldest!, dropped: true });
    }
    const flow: UdpFlow = { key, packets: 0, sides: [side(), side()] };
    this.#flows.set(key, flow);
    return flow;
  }
}

const take = (from: UdpSide, packet: Packet): void => {
  const { time, length, bytes, payload, payloadEnd } = packet;
  from.bytes += length;
  from.firstAt = Math.min(from.firstAt ?? time, time);
  if (length === 0) return;
  const last = from.datagrams.at(-1);
  if (from.datagrams.length >= mostDatagrams && time >= last!.time) return;
  const end = Math.min(payloadEnd, payload + mostDatagramBytes);
  from.datagrams.push({ time, bytes: Buffer.from(bytes.subarray(payload, end)) });
  from.datagrams.sort((a, b) => a.time - b.time);
  from.datagrams.length = Math.min(from.datagrams.length, mostDatagrams);
};
