/** Holds the TCP connections that are followed at a time, in bounded memory. */
import type { Packet } from '../packet/packet.ts';
import { EndsKey } from './ends.ts';
import { TcpFlow } from './tcp-flow.ts';

export interface TableBounds {
  /** Connections at a time. */
  open: number;
  /** Of these, connections that have ended, kept for packets that come late. */
  ended: number;
  /** Bytes of beginnings that are not read yet, of all connections. */
  held: number;
}

const bounds: TableBounds = { open: 16_384, ended: 2048, held: 32 * 1024 * 1024 };

export class TcpTable {
  readonly #flows = new Map<string, TcpFlow>();
  /** Those whose beginnings are held. */
  readonly #unread = new Set<TcpFlow>();
  readonly #ended = new Set<TcpFlow>();
  readonly #key = new EndsKey();
  readonly #bounds: TableBounds;
  readonly #done: (flow: TcpFlow) => void;
  #held = 0;
  #latest: TcpFlow | undefined;
  dropped = 0;

  /** @param done called once with every connection */
  constructor(done: (flow: TcpFlow) => void, most: Partial<TableBounds> = {}) {
    this.#done = done;
    this.#bounds = { ...bounds, ...most };
  }

  packet(packet: Packet): void {
    this.#key.of(packet);
    const { key, from } = this.#key;
    let flow = this.#flows.get(key);
    if (flow?.beginsAnother(from, packet)) {
      this.#finish(flow);
      flow = undefined;
    }
    flow ??= this.#open(key);
    // The line is one of when they were last heard; it matters, and is kept, where it begins to be long.
    if (flow !== this.#latest && this.#flows.size * 2 > this.#bounds.open) {
      this.#flows.delete(key);
      this.#flows.set(key, flow);
    }
    this.#latest = flow;
    if (flow.settled) flow.packet(from, packet);
    else {
      const before = flow.held;
      flow.packet(from, packet);
      this.#held += flow.held - before;
      if (flow.settled) this.#unread.delete(flow);
      else if (flow.held > before) this.#unread.add(flow);
      while (this.#held > this.#bounds.held && this.#settleOldest());
    }
    if (flow.hasEnded && !flow.closed) this.#close(flow);
  }

  /** The capture has ended. */
  end(): void {
    for (const flow of this.#flows.values()) this.#finish(flow);
  }

  #open(key: string): TcpFlow {
    if (this.#flows.size >= this.#bounds.open) this.#makeRoom();
    const flow = new TcpFlow(key);
    this.#flows.set(key, flow);
    return flow;
  }

  #close(flow: TcpFlow): void {
    flow.closed = true;
    this.#ended.add(flow);
    if (this.#ended.size <= this.#bounds.ended) return;
    const [oldest] = this.#ended;
    if (oldest) this.#finish(oldest);
  }

  #makeRoom(): void {
    const [ended] = this.#ended;
    if (ended) {
      this.#finish(ended);
      return;
    }
    const [idle] = this.#flows.values();
    if (!idle) return;
    idle.limits.add('followed no further: too many connections are open at a time');
    if (!idle.isStray) this.dropped += 1;
    this.#finish(idle);
  }

  #settleOldest(): boolean {
    const [flow] = this.#unread;
    if (!flow) return false;
    flow.limits.add('read no further: too many connections were waiting for the rest of their beginning');
    this.#settle(flow);
    return true;
  }

  #settle(flow: TcpFlow): void {
    const before = flow.held;
    flow.settle();
    this.#held += flow.held - before;
    this.#unread.delete(flow);
  }

  #finish(flow: TcpFlow): void {
    this.#settle(flow);
    this.#ended.delete(flow);
    this.#flows.delete(flow.key);
    this.#done(flow);
  }
}
