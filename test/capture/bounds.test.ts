/** Tests that memory stays bounded, whatever a capture holds, and that what is given up is counted and said. */
import { expect, test } from 'vitest';
import { Beginning, mostBeginningBytes } from '../../src/capture/flow/beginning.ts';
import { TcpTable } from '../../src/capture/flow/tcp-table.ts';
import type { TcpFlow } from '../../src/capture/flow/tcp-flow.ts';
import { Packet } from '../../src/capture/packet/packet.ts';
import { framesOf, pcap, pcapHeader, pcapRecord, read } from './captures.ts';
import { ends, links, packetOf, refusal, talk, text, type Ends, type Segment } from './packets.ts';

const request = text('GET / HTTP/1.1\r\n');
const open = (at: number): Ends => ({
  client: { address: `10.1.${at >> 8}.${at & 255}`, port: 40_000 },
  server: ends.server,
});

/** Gives packets to a table; says what it has done with them. */
const follow = (
  all: readonly (readonly [Ends, Segment])[],
  most: { open?: number; ended?: number; held?: number },
): { done: TcpFlow[]; dropped: number; table: TcpTable } => {
  const done: TcpFlow[] = [];
  const table = new TcpTable((flow) => done.push(flow), most);
  const packet = new Packet();
  for (const [between, segment] of all) {
    const bytes = packetOf(between, segment);
    packet.read({ bytes, at: 0, end: bytes.length, linkType: 101, length: bytes.length, time: 0 });
    table.packet(packet);
  }
  const { dropped } = table;
  table.end();
  return { done, dropped, table };
};

const opened = talk([['client', request]], { end: 'open' });

test('of more connections than are followed at a time, those without packets for long are given up', () => {
  const all = Array.from({ length: 30 }, (_, at) => open(at));
  const [first] = all;
  // The first connection says something between all others, and is kept.
  const alive: [Ends, Segment] = [first!, { ...opened.at(-2)!, payload: text('x') }];
  const packets = all.flatMap((one) => [...opened.map((segment) => [one, segment] as const), alive]);
  const { done, dropped } = follow(packets, { open: 10 });
  expect(dropped).toBe(20);
  expect(done).toHaveLength(30);
  const given = done.filter(({ limits }) => [...limits].join().includes('too many connections'));
  expect(given).toHaveLength(20);
  expect(given.map(({ key }) => key)).not.toContain(done.find(({ packets }) => packets > 10)!.key);
});

test('connections that have ended make room first, and are not counted as given up', () => {
  const ended = talk([['client', request]]);
  const packets = Array.from({ length: 100 }, (_, at) =>
    ended.map((segment) => [open(at), segment] as const),
  ).flat();
  const { done, dropped } = follow(packets, { open: 10, ended: 5 });
  expect(dropped).toBe(0);
  expect(done).toHaveLength(100);
  expect(done.every(({ conversation }) => conversation?.opening === 'http1')).toBe(true);
});

test('of more beginnings than are held at a time, the oldest are read as far as they are there', () => {
  const long = talk([['client', Buffer.concat([request, Buffer.alloc(6000, 0x61)])]], { end: 'open' });
  const packets = Array.from({ length: 40 }, (_, at) =>
    long.map((segment) => [open(at), segment] as const),
  ).flat();
  const { done } = follow(packets, { held: 100_000 });
  const early = done.filter(({ limits }) => [...limits].join().includes('read no further'));
  expect(early.length).toBeGreaterThan(20);
  expect(done.every(({ conversation }) => conversation?.opening === 'http1')).toBe(true);
});

test('a beginning takes no more than its bound, nor more islands than its bound', () => {
  const beginning = new Beginning();
  for (let at = 0; at < 100_000; at += 1000) beginning.add(at, Buffer.alloc(1000, at / 1000));
  expect(beginning.length).toBe(mostBeginningBytes);
  expect(beginning.held).toBe(mostBeginningBytes);
  const holes = new Beginning();
  for (let at = 1; at < mostBeginningBytes; at += 2) holes.add(at, Buffer.alloc(1));
  holes.add(0, Buffer.alloc(mostBeginningBytes, 1));
  expect(holes.held).toBe(mostBeginningBytes);
});

test('memory that was used before never shows in another beginning', () => {
  const first = new Beginning();
  first.add(0, Buffer.alloc(500, 0x73));
  first.drop();
  const second = new Beginning();
  second.add(0, text('ab'));
  second.add(10, text('k'));
  expect(second.bytes.toString('latin1')).toBe('ab');
  second.add(2, text('cdefghij'));
  expect(second.bytes.toString('latin1')).toBe('abcdefghijk');
});

test('a sweep over many ports and addresses hides no listed endpoint, and its connections are counted', async () => {
  const [syn] = talk([]);
  const parts = [pcapHeader()];
  const add = (between: Ends, all: readonly Segment[]): void => {
    for (const segment of all)
      parts.push(pcapRecord({ bytes: links.ethernet[1](packetOf(between, segment)), at: 0 }));
  };
  const sweep = 12_000;
  for (let port = 1; port <= sweep; port += 1)
    add({ client: ends.client, server: { address: '10.9.9.9', port } }, [syn!, refusal]);
  add(ends, talk([['client', request]]));
  const { totals, groups, notes } = await read(Buffer.concat(parts), { listed: [ends.server] });
  expect(totals).toMatchObject({ connections: sweep + 1, dropped: 0, ungrouped: sweep - 8192 });
  const counted = groups.reduce((sum, { connections }) => sum + connections, 0);
  expect(counted + totals.ungrouped).toBe(totals.connections);
  expect(groups.find(({ to }) => to.address === ends.server.address)).toMatchObject({
    openings: { http1: 1 },
  });
  expect(notes.join()).toContain('counted only');
});

test('clients beyond those that have a group share one', async () => {
  const frames = Array.from({ length: 300 }, (_, at) =>
    framesOf(open(at), talk([['client', request]])),
  ).flat();
  const { groups, totals } = await read(pcap(frames), { examples: 2 });
  expect(totals.connections).toBe(300);
  expect(groups).toHaveLength(257);
  expect(groups.find(({ from }) => from === '*')).toMatchObject({ connections: 44, openings: { http1: 44 } });
  expect(groups.every(({ examples }) => examples.length === 1)).toBe(true);
});
