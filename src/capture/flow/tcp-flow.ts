/** Follows one TCP connection from both sides, until what can be read of its beginning is read. */
import type { CapturedConnection } from '../model.ts';
import { flag, type Packet } from '../packet/packet.ts';
import { beginsRecord } from '../protocol/tls-records.ts';
import { readConversation } from '../protocol/conversation.ts';
import type { Conversation } from '../protocol/reading.ts';
import { mostBeginningBytes } from './beginning.ts';
import { ahead, Side } from './side.ts';

/** A SYN may come so many bytes after what it belongs to, in a capture of several interfaces. */
const mostLateSyn = 2 ** 20;
/** Bytes of both sides at which the conversation is first looked at; then whenever they have doubled. */
const firstLook = 64;

/** Packets after which no SYN is waited for any more. */
const mostWithoutSyn = 128;

/** Which end of a connection, in the order of its key. */
export type End = 0 | 1;

const opposite = (end: End): End => (end === 0 ? 1 : 0);

export class TcpFlow {
  /** In the order of the key: the end with the lower address first. */
  readonly sides: readonly [Side, Side] = [new Side(), new Side()];
  readonly key: string;
  packets = 0;
  /** Stands in the line of closed connections. */
  closed = false;
  /** The side that opened it, once a SYN or its answer was seen. */
  client: End | undefined;
  /** What limits what is said. */
  readonly limits = new Set<string>();
  #conversation: Conversation | undefined;
  #settled = false;
  #lookAt = firstLook;
  #clientBegan = false;
  /** Both sides send TLS records, as far as they send anything; known for a connection without SYN. */
  resemblesTls = false;

  constructor(key: string) {
    this.key = key;
  }

  /** Bytes of memory. */
  get held(): number {
    return this.sides[0].held + this.sides[1].held;
  }

  get settled(): boolean {
    return this.#settled;
  }

  /** Neither a SYN nor any data: a last acknowledgement of a connection that is not followed any more. */
  get isStray(): boolean {
    return this.client === undefined && this.sides[0].bytes === 0 && this.sides[1].bytes === 0;
  }

  /** Whether a packet begins another connection between the same ends. */
  beginsAnother(from: End, packet: Packet): boolean {
    if ((packet.flags & flag.syn) === 0) return false;
    const side = this.sides[from];
    const base = (packet.sequence + 1) >>> 0;
    if (side.base !== undefined) return side.base !== base;
    if (this.client !== undefined && this.client !== from && (packet.flags & flag.ack) === 0) return true;
    if (side.low === undefined) return false;
    const late = ahead(base, side.low);
    return late < 0 || late > mostLateSyn;
  }

  packet(from: End, packet: Packet): void {
    const { flags, time, sequence } = packet;
    const side = this.sides[from];
    this.packets += 1;
    side.firstAt = earlier(side.firstAt, time);
    const isSyn = (flags & flag.syn) !== 0;
    if (isSyn) this.#syn(from, packet);
    if ((flags & flag.rst) !== 0) side.rstAt = earlier(side.rstAt, time);
    else side.segment(isSyn ? (sequence + 1) >>> 0 : sequence, packet);
    if ((flags & flag.fin) !== 0) side.finAt = earlier(side.finAt, time);
    if ((flags & (flag.fin | flag.rst)) !== 0) side.endSequence ??= sequence;
    if (!this.#settled && packet.length > 0) this.#look();
    if (!this.#settled && this.client === undefined && this.packets >= mostWithoutSyn) this.settle();
  }

  get hasEnded(): boolean {
    const [one, other] = this.sides;
    const finished = one.finAt !== undefined && other.finAt !== undefined;
    return finished || one.rstAt !== undefined || other.rstAt !== undefined;
  }

  /** Reads what there is, and gives the memory back. */
  settle(): void {
    if (this.#settled) return;
    this.#conversation = this.#read();
    this.#settled = true;
    this.#clientBegan = this.byRole[0].beginning.length > 0;
    const [client, server] = this.byRole;
    if (this.client === undefined) this.resemblesTls = this.sides.every(looksLikeTls) && !this.isStray;
    const unfinished = !this.#conversation.settled;
    if (unfinished && (client.cut || server.cut))
      this.limits.add('the capture holds only the beginning of some packets');
    if (unfinished && (client.beginning.hasGap || server.beginning.hasGap))
      this.limits.add('the capture lacks packets of its beginning');
    for (const side of this.sides) side.close();
  }

  get conversation(): Conversation | undefined {
    return this.#conversation;
  }

  /** The client's first bytes were captured, or it sent none. */
  get openingCaptured(): boolean {
    const [client] = this.byRole;
    return this.client !== undefined && (client.bytes === 0 || this.#clientBegan);
  }

  get end(): CapturedConnection['end'] {
    const [client, server] = this.byRole;
    if (client.finAt !== undefined && server.finAt !== undefined) return 'closed';
    const answered = server.synAt !== undefined || server.bytes > 0;
    if (this.client !== undefined && !answered && server.rstAt !== undefined) return 'refused';
    if (client.rstAt !== undefined || server.rstAt !== undefined) return 'reset';
    // With data of the client, the answer is merely not in the capture.
    const silent = server.firstAt === undefined && client.bytes === 0;
    return this.client !== undefined && silent ? 'unanswered' : 'open';
  }

  /** Client and server; without any SYN in the order of the key. */
  get byRole(): [Side, Side] {
    const [low, high] = this.sides;
    return this.client === 1 ? [high, low] : [low, high];
  }

  #syn(from: End, packet: Packet): void {
    const side = this.sides[from];
    const other = this.sides[opposite(from)];
    side.begin((packet.sequence + 1) >>> 0);
    side.synAt = earlier(side.synAt, packet.time);
    const answers = (packet.flags & flag.ack) !== 0;
    if (answers) other.begin(packet.acknowledged);
    this.client ??= answers ? opposite(from) : from;
  }

  #look(): void {
    const [client, server] = this.byRole;
    const bytes = client.beginning.length + server.beginning.length;
    // Before the server has answered, hardly anything is settled.
    if (bytes < this.#lookAt || (server.beginning.length === 0 && bytes < mostBeginningBytes)) return;
    this.#lookAt = bytes * 2;
    const full =
      client.beginning.length >= mostBeginningBytes || server.beginning.length >= mostBeginningBytes;
    if (full || this.#read().settled) this.settle();
  }

  #read(): Conversation {
    const [client, server] = this.byRole;
    return readConversation(client.beginning.bytes, server.beginning.bytes);
  }
}

/** Some segment begins with the header of a TLS record. */
const looksLikeTls = (side: Side): boolean => side.bytes === 0 || side.middle.some(beginsRecord);

const earlier = (known: number | undefined, time: number): number =>
  known === undefined ? time : Math.min(known, time);
