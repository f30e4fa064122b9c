/** Builds packets: TCP and UDP in IPv4 or IPv6, behind each link layer that a capture may have. */

export interface End {
  address: string;
  port: number;
}

export interface Segment {
  by: 'client' | 'server';
  /** `S`, `A`, `F`, `R`. */
  flags: string;
  sequence: number;
  acknowledged: number;
  payload: Buffer;
}

export interface Ends {
  client: End;
  server: End;
}

export const ends: Ends = {
  client: { address: '10.0.0.1', port: 40_000 },
  server: { address: '10.0.0.2', port: 5432 },
};
export const ends6: Ends = {
  client: { address: 'fd00::1', port: 40_000 },
  server: { address: 'fd00:0:0:1::2', port: 5432 },
};

export const text = (value: string): Buffer => Buffer.from(value, 'latin1');
export const hex = (value: string): Buffer => Buffer.from(value.replaceAll(' ', ''), 'hex');

const u16 = (value: number): Buffer => Buffer.from([(value >> 8) & 0xff, value & 0xff]);
const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
};

const addressBytes = (address: string): Buffer => {
  if (!address.includes(':')) return Buffer.from(address.split('.').map(Number));
  const [head = '', tail = ''] = address.split('::');
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const zeros = 8 - groups(head).length - groups(tail).length;
  const all = [...groups(head), ...Array.from({ length: zeros }, () => '0'), ...groups(tail)];
  return Buffer.concat(all.map((group) => u16(Number.parseInt(group, 16))));
};

const flagBits: Record<string, number> = { F: 1, S: 2, R: 4, A: 16 };

/** What goes into one IP packet. */
export interface Inside {
  protocol: number;
  bytes: Buffer;
}

export const tcp = ({ client, server }: Ends, segment: Segment, options = Buffer.alloc(0)): Inside => {
  const [from, to] = segment.by === 'client' ? [client, server] : [server, client];
  const bits = segment.flags.split('').reduce((sum, letter) => sum | flagBits[letter]!, 0);
  const offset = ((20 + options.length) / 4) << 4;
  const head = [u16(from.port), u16(to.port), u32(segment.sequence), u32(segment.acknowledged)];
  const tail = [Buffer.from([offset, bits]), u16(65_535), u16(0), u16(0), options, segment.payload];
  return { protocol: 6, bytes: Buffer.concat([...head, ...tail]) };
};

export const udp = (from: End, to: End, payload: Buffer): Inside => ({
  protocol: 17,
  bytes: Buffer.concat([u16(from.port), u16(to.port), u16(8 + payload.length), u16(0), payload]),
});

export interface IpOptions {
  /** In place of the true length. */
  length?: number;
  /** Flags and offset of an IPv4 fragment. */
  fragment?: number;
  /** Extension headers of IPv6 before the payload, with the number of the first. */
  extensions?: { first: number; bytes: Buffer };
}

export const ip = (from: string, to: string, inside: Inside, options: IpOptions = {}): Buffer => {
  const [source, destination] = [addressBytes(from), addressBytes(to)];
  if (source.length === 4) {
    const length = options.length ?? 20 + inside.bytes.length;
    const head = [Buffer.from([0x45, 0]), u16(length), u16(1), u16(options.fragment ?? 0)];
    return Buffer.concat([
      ...head,
      Buffer.from([64, inside.protocol]),
      u16(0),
      source,
      destination,
      inside.bytes,
    ]);
  }
  const extensions = options.extensions?.bytes ?? Buffer.alloc(0);
  const length = options.length ?? extensions.length + inside.bytes.length;
  const next = options.extensions?.first ?? inside.protocol;
  const head = [u32(0x60000000), u16(length), Buffer.from([next, 64]), source, destination];
  return Buffer.concat([...head, extensions, inside.bytes]);
};

export const packetOf = (ends: Ends, segment: Segment, options?: IpOptions): Buffer => {
  const [from, to] = segment.by === 'client' ? [ends.client, ends.server] : [ends.server, ends.client];
  return ip(from.address, to.address, tcp(ends, segment), options);
};

const etherType = (packet: Buffer): number => (packet[0]! >> 4 === 4 ? 0x0800 : 0x86dd);
const macs = Buffer.from('020000000002020000000001', 'hex');

/** By name: the number of the link type, and what stands before the IP packet. */
export const links = {
  ethernet: [1, (packet) => Buffer.concat([macs, u16(etherType(packet)), packet])],
  padded: [1, (packet) => Buffer.concat([macs, u16(etherType(packet)), packet, Buffer.alloc(18, 0x41)])],
  vlan: [1, (packet) => Buffer.concat([macs, u16(0x8100), u16(7), u16(etherType(packet)), packet])],
  qinq: [
    1,
    (packet) =>
      Buffer.concat([macs, u16(0x88a8), u16(9), u16(0x8100), u16(7), u16(etherType(packet)), packet]),
  ],
  sll: [113, (packet) => Buffer.concat([Buffer.alloc(14), u16(etherType(packet)), packet])],
  sll2: [276, (packet) => Buffer.concat([u16(etherType(packet)), Buffer.alloc(18), packet])],
  raw: [101, (packet) => packet],
  ipv4: [228, (packet) => packet],
  ipv6: [229, (packet) => packet],
  null: [
    0,
    (packet) => Buffer.concat([Buffer.from([etherType(packet) === 0x0800 ? 2 : 30, 0, 0, 0]), packet]),
  ],
  loop: [108, (packet) => Buffer.concat([u32(etherType(packet) === 0x0800 ? 2 : 24), packet])],
} satisfies Record<string, readonly [number, (packet: Buffer) => Buffer]>;

export type Link = keyof typeof links;

/** Ethernet in VXLAN or Geneve, between two nodes. */
export const tunnelled = (kind: 'vxlan' | 'geneve', packet: Buffer): Buffer => {
  const [, wrap] = links.ethernet;
  const header = kind === 'vxlan' ? '0800000000002a00' : '0000655800002a00';
  const payload = Buffer.concat([Buffer.from(header, 'hex'), wrap(packet)]);
  const nodes = {
    from: { address: '192.168.0.1', port: 50_000 },
    to: { address: '192.168.0.2', port: kind === 'vxlan' ? 4789 : 6081 },
  };
  return ip(nodes.from.address, nodes.to.address, udp(nodes.from, nodes.to, payload));
};

export type Turn = readonly ['client' | 'server', Buffer];

export interface TalkOptions {
  /** First sequence numbers. */
  client?: number;
  server?: number;
  /** Most bytes of a segment. */
  segment?: number;
  end?: 'fin' | 'open' | 'reset';
}

/** The segments of one connection: three for the handshake, what is said in turns, and its end. */
export const talk = (turns: readonly Turn[], options: TalkOptions = {}): Segment[] => {
  const next = { client: options.client ?? 1000, server: options.server ?? 5000 };
  const segments: Segment[] = [];
  const say = (by: 'client' | 'server', flags: string, payload: Buffer = Buffer.alloc(0)): void => {
    const acknowledged = flags.includes('A') ? next[by === 'client' ? 'server' : 'client'] : 0;
    segments.push({ by, flags, sequence: next[by], acknowledged, payload });
    next[by] = (next[by] + payload.length + (/[SF]/.test(flags) ? 1 : 0)) >>> 0;
  };
  say('client', 'S');
  say('server', 'SA');
  say('client', 'A');
  const most = options.segment ?? 1400;
  for (const [by, bytes] of turns) {
    for (let at = 0; at < bytes.length; at += most) say(by, 'A', bytes.subarray(at, at + most));
    say(by === 'client' ? 'server' : 'client', 'A');
  }
  if (options.end === 'reset') say('server', 'RA');
  if ((options.end ?? 'fin') === 'fin') {
    say('client', 'FA');
    say('server', 'FA');
    say('client', 'A');
  }
  return segments;
};

/** What answers the SYN of `talk` where nothing listens. */
export const refusal: Segment = {
  by: 'server',
  flags: 'RA',
  sequence: 0,
  acknowledged: 1001,
  payload: Buffer.alloc(0),
};
