/** Tests that a capture which is none, is cut off or lies gets one clear word, and that the rest is still reported. */
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/model/errors.ts';
import { readCapture } from '../../src/capture/read-capture.ts';
import { block, fileOf, framesOf, pcap, pcapHeader, pcapng, pcapRecord, read } from './captures.ts';
import { ends, ends6, hex, ip, packetOf, talk, tcp, text } from './packets.ts';

const request = text('GET / HTTP/1.1\r\n\r\n');
const segments = talk([['client', request]]);
const frames = framesOf(ends, segments);
const sectionBody = hex('4d3c2b1a 0100 0000 ffffffffffffffff');

describe('no capture', () => {
  test.each([
    ['an empty file', Buffer.alloc(0), 'an empty file'],
    ['three bytes', hex('d4c3b2'), '3 bytes'],
    ['a text', text('version: 3.9\nservices:\n  users: {}\n'), 'begins with 76657273'],
    ['the form of another program', hex(`34cdb2a1 ${'00'.repeat(40)}`), 'begins with 34cdb2a1'],
    ['a section header without a byte order', block(0x0a0d0d0a, Buffer.alloc(16)), 'begins with 0a0d0d0a'],
    ['a compressed text', gzipSync(text('a text that is long enough to be read')), 'begins with 61207465'],
  ])('%s', async (_, bytes, found) => {
    const error = await readCapture(fileOf(bytes)).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(UsageError);
    expect((error as UsageError).found).toContain(found);
    expect((error as UsageError).expected).toContain('a capture');
    expect((error as UsageError).todo).toContain('tcpdump -w FILE');
  });

  test.each([
    ['/nowhere/at/all.pcap', 'no such file (ENOENT)'],
    [import.meta.dirname, 'a folder (EISDIR)'],
  ])('%s', async (path, found) => {
    await expect(readCapture(path)).rejects.toMatchObject({ found });
  });

  test('compressed bytes that are damaged from the start', async () => {
    const path = fileOf(Buffer.concat([hex('1f8b'), Buffer.alloc(100, 7)]));
    await expect(readCapture(path)).rejects.toBeInstanceOf(UsageError);
  });
});

/** What stands before the damage is reported, and the damage is said. */
const holds = async (bytes: Buffer, damage: string): Promise<void> => {
  const { connections, notes } = await read(bytes);
  expect(connections).toMatchObject([{ opening: 'http1', sent: request.length }]);
  expect(notes.join('\n')).toContain(damage);
};

describe('damaged after a while', () => {
  const whole = pcap(frames);
  const wholeNg = pcapng(frames);
  const record = pcapRecord(frames[0]!);

  test.each([1, 15, 17, 60])('a pcap that ends %i bytes into a packet', (bytes) =>
    holds(Buffer.concat([whole, record.subarray(0, bytes)]), 'ends in the middle'),
  );

  test.each([1, 11, 13, 40])('a pcapng that ends %i bytes into a block', (bytes) =>
    holds(Buffer.concat([wholeNg, block(6, Buffer.alloc(60)).subarray(0, bytes)]), 'ends in the middle'),
  );

  test('a packet of 4 GiB', () => {
    const huge = Buffer.from(record);
    huge.writeUInt32LE(0xffff_ffff, 8);
    return holds(
      Buffer.concat([whole, huge, Buffer.alloc(1000)]),
      'packet 9 says that it has 4294967295 bytes',
    );
  });

  test.each([
    [0, 'says that it has 0 bytes'],
    [8, 'says that it has 8 bytes'],
    [13, 'says that it has 13 bytes'],
    [0xffff_fffc, 'ends in the middle'],
  ])('a block of %i bytes', (size, damage) => {
    const lying = block(0x0bad, Buffer.alloc(100));
    lying.writeUInt32LE(size, 4);
    return holds(Buffer.concat([wholeNg, lying]), damage);
  });

  test('a block whose two lengths differ', () => {
    const lying = block(0x0bad, Buffer.alloc(100));
    lying.writeUInt32LE(999, lying.length - 4);
    return holds(Buffer.concat([wholeNg, lying]), 'different lengths');
  });

  test('a compressed file that is cut off', async () => {
    const zipped = gzipSync(
      Buffer.concat([pcapHeader(), ...Array.from({ length: 3000 }, () => record), whole.subarray(24)]),
      { level: 0 },
    );
    const { totals, notes } = await read(zipped.subarray(0, zipped.length - 2000));
    expect(totals.packets).toBeGreaterThan(1000);
    expect(notes.join()).toContain('compressed file ends too early');
  });
});

describe('lies that are passed over', () => {
  test('blocks whose packet is longer than they are, of no interface, or too short', async () => {
    const enhanced = (fields: string): Buffer => block(6, hex(fields));
    const bad = [
      enhanced('00000000 00000000 00000000 ff000000 ff000000 00000000'),
      enhanced('07000000 00000000 00000000 00000000 00000000'),
      enhanced('00000000'),
      block(3, Buffer.alloc(0)),
      block(2, Buffer.alloc(2)),
    ];
    const { connections, totals } = await read(
      Buffer.concat([pcapng(frames), ...bad, pcapng(frames).subarray(0, 0)]),
    );
    expect(connections).toMatchObject([{ opening: 'http1' }]);
    expect(totals).toMatchObject({ malformedPackets: bad.length });
  });

  test('a block too large to be held is passed over, and what follows is read', async () => {
    const large = block(0x0bad, Buffer.alloc(3 * 1024 * 1024));
    const bytes = Buffer.concat([block(0x0a0d0d0a, sectionBody), large, pcapng(frames)]);
    const { connections, notes } = await read(bytes);
    expect(connections).toMatchObject([{ opening: 'http1' }]);
    expect(notes).toEqual([]);
  });

  test('ten thousand interfaces', async () => {
    const one = block(1, hex('0100 0000 00000000'));
    const many = Array.from({ length: 10_000 }, () => one);
    const { connections } = await read(
      Buffer.concat([block(0x0a0d0d0a, sectionBody), ...many, pcapng(frames)]),
    );
    expect(connections).toMatchObject([{ opening: 'http1' }]);
  });

  test.each<[string, Buffer]>([
    ['a length of IP beyond the packet', packetOf(ends, segments[0]!, { length: 5000 })],
    ['a length of IP shorter than its header', packetOf(ends, segments[0]!, { length: 10 })],
    ['a length of IPv6 beyond the packet', packetOf(ends6, segments[0]!, { length: 5000 })],
    [
      'extension headers without an end',
      packetOf(ends6, segments[0]!, { extensions: { first: 0, bytes: Buffer.alloc(8 * 100) } }),
    ],
    [
      'an extension header beyond the packet',
      packetOf(ends6, segments[0]!, { extensions: { first: 0, bytes: hex('00ff000000000000') } }),
    ],
    ['a TCP header shorter than any', bent(12, 0x10)],
    ['a TCP header beyond the packet', bent(12, 0xf0)],
    [
      'UDP with a length that lies',
      ip('10.0.0.1', '10.0.0.2', { protocol: 17, bytes: hex('0001 0002 ffff 0000') }),
    ],
    ['IP in IP without an end', nested(20)],
  ])('%s', async (_, bytes) => {
    const { totals, connections } = await read(pcap([{ bytes, at: 0 }], { linkType: 101 }));
    expect(connections).toEqual([]);
    expect(totals).toMatchObject({ packets: 1, malformedPackets: 1 });
  });
});

/** The SYN with another byte in its TCP header. */
function bent(at: number, value: number): Buffer {
  const inside = tcp(ends, segments[0]!);
  inside.bytes[at] = value;
  return ip(ends.client.address, ends.server.address, inside);
}

function nested(depth: number): Buffer {
  const inner = depth === 0 ? Buffer.alloc(20) : nested(depth - 1);
  return ip('10.0.0.1', '10.0.0.2', { protocol: 4, bytes: inner });
}

test('with bytes changed anywhere it is read to an end, or refused as none', async () => {
  const whole = [pcap(frames), pcapng(frames), pcapng(framesOf(ends6, segments, 'sll2'), { linkType: 276 })];
  let state = 7;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  let readable = 0;
  for (let round = 0; round < 400; round += 1) {
    const bytes = Buffer.from(whole[round % whole.length]!);
    for (let changes = 0; changes <= round % 5; changes += 1) bytes[random(bytes.length)] = random(256);
    try {
      await read(bytes);
      readable += 1;
    } catch (error) {
      expect(error).toBeInstanceOf(UsageError);
    }
  }
  expect(readable).toBeGreaterThan(300);
});

test('an order to stop ends it', async () => {
  const path = fileOf(pcap(frames));
  await expect(readCapture(path, { signal: AbortSignal.abort(new Error('stopped')) })).rejects.toThrow(
    'stopped',
  );
});

test('the thread says what is said here', async () => {
  const bytes = pcap(frames);
  const { connections: _, ...here } = await read(bytes, { listed: [ends.server] });
  expect(await readCapture(fileOf(bytes), { listed: [ends.server] })).toEqual(here);
});
