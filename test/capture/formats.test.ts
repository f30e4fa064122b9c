/** Tests that a capture says the same in every form, behind every link layer, and however it is compressed. */
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { block, framesOf, pcap, pcapng, read, type Form, type PcapngForm } from './captures.ts';
import { ends, ends6, ip, links, packetOf, talk, tcp, tunnelled, type Link } from './packets.ts';

const startup = Buffer.from('0000001b0003000075736572006d6100646174616261736500780000', 'hex');
const answer = Buffer.from('520000000800000003', 'hex');
const segments = talk([
  ['client', startup],
  ['server', answer],
]);
const seen = {
  transport: 'tcp',
  direction: 'handshake',
  opening: 'postgres-startup',
  postgres: { next: 'startup', protocol: '3.0', user: 'ma', authentication: 'cleartext' },
  sent: startup.length,
  received: answer.length,
  packets: segments.length,
  complete: true,
  end: 'closed',
  notes: [],
};

const both = [true, false];
const forms: [string, Form][] = both.flatMap((little) =>
  both.map((nano): [string, Form] => [
    `${little ? 'little' : 'big'}-endian, ${nano ? 'ns' : 'µs'}`,
    { little, nano },
  ]),
);

test.each(forms)('pcap, %s', async (_, form) => {
  const { totals, connections, notes } = await read(pcap(framesOf(ends, segments), form));
  expect(connections).toMatchObject([{ ...seen, from: ends.client, to: ends.server, at: 0 }]);
  expect(totals).toMatchObject({
    format: 'pcap',
    packets: segments.length,
    connections: 1,
    first: '2027-01-15T08:00:00.000Z',
    last: '2027-01-15T08:00:00.009Z',
  });
  expect(notes).toEqual([]);
});

const blocks = (['enhanced', 'simple', 'obsolete'] as const).flatMap((packets) =>
  forms.map(([name, form]): [string, PcapngForm] => [`${packets} blocks, ${name}`, { ...form, packets }]),
);

test.each(blocks)('pcapng, %s', async (_, form) => {
  const { totals, connections, notes } = await read(pcapng(framesOf(ends, segments), form));
  expect(connections).toMatchObject([{ ...seen, from: ends.client, to: ends.server }]);
  expect(totals).toMatchObject({ format: 'pcapng', packets: segments.length, malformedPackets: 0 });
  // A simple block has no time.
  if (form.packets !== 'simple') expect(totals.first).toBe('2027-01-15T08:00:00.000Z');
  expect(notes).toEqual([]);
});

test('pcapng of several sections, each in another order and with interfaces of other kinds', async () => {
  const others = { client: { ...ends.client, port: 1 }, server: ends.server };
  const second = pcapng(framesOf(others, segments, 'sll2'), {
    little: false,
    nano: true,
    linkType: 276,
    others: 3,
  });
  const { connections } = await read(Buffer.concat([pcapng(framesOf(ends, segments)), second]));
  expect(connections).toMatchObject([seen, seen]);
  expect(connections.map(({ from }) => from.port)).toEqual([40_000, 1]);
});

test('a time of the interface is moved by its offset and counted in its unit', async () => {
  const section = Buffer.from('4d3c2b1a01000000ffffffffffffffff', 'hex');
  // 2^-10 s a tick, one day later.
  const options = '090001008a0000000e000800805101000000000000000000';
  const described = Buffer.concat([Buffer.from('0100000000000000', 'hex'), Buffer.from(options, 'hex')]);
  const frame = framesOf(ends, segments)[0]!.bytes;
  const head = Buffer.alloc(20);
  head.writeUInt32LE(2048, 8);
  head.writeUInt32LE(frame.length, 12);
  head.writeUInt32LE(frame.length, 16);
  const bytes = [block(0x0a0d0d0a, section), block(1, described), block(6, Buffer.concat([head, frame]))];
  const { totals } = await read(Buffer.concat(bytes));
  expect(totals.first).toBe('1970-01-02T00:00:02.000Z');
});

test.each(Object.keys(links) as Link[])('behind %s', async (link) => {
  const [linkType] = links[link];
  const both = link === 'ipv4' ? [ends] : link === 'ipv6' ? [ends6] : [ends, ends6];
  for (const one of both) {
    const { connections, totals } = await read(pcap(framesOf(one, segments, link), { linkType }));
    expect(connections).toMatchObject([{ ...seen, from: one.client, to: one.server }]);
    expect(totals).toMatchObject({ otherPackets: 0, malformedPackets: 0 });
  }
});

test('a link type that is not read is named', async () => {
  const { connections, totals, notes } = await read(pcap(framesOf(ends, segments), { linkType: 147 }));
  expect(connections).toEqual([]);
  expect(totals.otherPackets).toBe(segments.length);
  expect(notes.join()).toContain('link type 147');
});

test('compressed', async () => {
  const { connections } = await read(gzipSync(pcap(framesOf(ends, segments))));
  expect(connections).toMatchObject([seen]);
});

test.each(['vxlan', 'geneve'] as const)('in %s, which a note says', async (kind) => {
  const frames = segments.map((segment) => ({
    bytes: links.ethernet[1](tunnelled(kind, packetOf(ends, segment))),
    at: 0,
  }));
  const { connections, totals, notes } = await read(pcap(frames));
  expect(connections).toMatchObject([{ ...seen, from: ends.client, to: ends.server }]);
  expect(totals.encapsulated).toBe(segments.length);
  expect(notes.join()).toContain('tunnel');
});

describe('IP', () => {
  const of = (packets: readonly Buffer[]): Buffer =>
    pcap(
      packets.map((bytes) => ({ bytes, at: 0 })),
      { linkType: 101 },
    );

  test('extension headers of IPv6 are skipped', async () => {
    // Hop-by-hop of 8 bytes, destination options of 16, a fragment header of a whole packet.
    const bytes = Buffer.concat([
      Buffer.from('3c00010400000000', 'hex'),
      Buffer.from('2c01010c000000000000000000000000', 'hex'),
      Buffer.from('0600000000000001', 'hex'),
    ]);
    const packets = segments.map((segment) => packetOf(ends6, segment, { extensions: { first: 0, bytes } }));
    expect((await read(of(packets))).connections).toMatchObject([seen]);
  });

  test('IP in IP is read', async () => {
    const packets = segments.map((segment) =>
      ip('192.168.0.1', '192.168.0.2', { protocol: 4, bytes: packetOf(ends, segment) }),
    );
    expect((await read(of(packets))).connections).toMatchObject([seen]);
  });

  test('fragments are counted and said', async () => {
    const packets = segments.map((segment) => packetOf(ends, segment, { fragment: 0x2000 }));
    const { totals, notes, connections } = await read(of(packets));
    expect(connections).toEqual([]);
    expect(totals.fragments).toBe(segments.length);
    expect(notes.join()).toContain('not put together');
  });

  test('a length of 0 is that of the frame, as Linux writes what the network card divides', async () => {
    const packets = segments.map((segment) => packetOf(ends, segment, { length: 0 }));
    expect((await read(of(packets))).connections).toMatchObject([seen]);
  });

  test('options of TCP are skipped, whatever they are', async () => {
    const options = Buffer.from('0101080a00000001000000020300ffff', 'hex');
    const packets = segments.map((segment) => {
      const [from, to] = segment.by === 'client' ? [ends.client, ends.server] : [ends.server, ends.client];
      return ip(from.address, to.address, tcp(ends, segment, options));
    });
    expect((await read(of(packets))).connections).toMatchObject([seen]);
  });
});
