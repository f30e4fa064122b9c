/** Tests that a TCP connection is followed whatever order its packets come in, and that what is missing is said. */
import { describe, expect, test } from 'vitest';
import { framesOf, pcap, read, readOne } from './captures.ts';
import { ends, links, packetOf, refusal, talk, type Segment } from './packets.ts';

const request = Buffer.from('GET /m/domain/c/channel HTTP/1.1\r\nHost: x\r\n\r\n');
const answer = Buffer.from('HTTP/1.1 202 Accepted\r\n\r\n');
const turns = [
  ['client', request],
  ['server', answer],
] as const;
const http = {
  opening: 'http1',
  http: { method: 'GET', status: 202 },
  sent: request.length,
  received: answer.length,
};

const data = (segments: readonly Segment[], by: 'client' | 'server'): Segment[] =>
  segments.filter((segment) => segment.by === by && segment.payload.length > 0);

describe('a connection', () => {
  test('is read across the wrap-around of its sequence numbers', async () => {
    const segments = talk(turns, { client: 0xffff_fff0, server: 0xffff_ffff, segment: 7 });
    expect(await readOne(segments, ends)).toMatchObject({ ...http, complete: true, end: 'closed' });
  });

  test('whose bytes wrap around more than once is counted', async () => {
    const [syn, synAck, ack] = talk([], { end: 'open' });
    const step = 2 ** 29;
    const far = Array.from({ length: 20 }, (_, at): Segment => ({
      by: 'client',
      flags: 'A',
      sequence: (1001 + (at + 1) * step - 10) >>> 0,
      acknowledged: 1,
      payload: Buffer.alloc(10),
    }));
    const { sent } = await readOne([syn!, synAck!, ack!, ...far], ends);
    expect(sent).toBe(20 * step);
  });

  test('counts what is sent again once, and reads it once', async () => {
    const segments = talk(turns, { segment: 10 });
    const twice = segments.flatMap((segment) => [segment, segment]);
    expect(await readOne(twice, ends)).toMatchObject({ ...http, packets: twice.length, complete: true });
  });

  test('is read from segments that overlap; the first copy of a byte counts', async () => {
    const [syn, synAck, ack] = talk([], { end: 'open' });
    const part = (from: number, payload: Buffer): Segment => ({
      by: 'client',
      flags: 'A',
      sequence: 1001 + from,
      acknowledged: 5001,
      payload,
    });
    const wrong = Buffer.alloc(request.length, 0x58);
    const segments = [
      part(10, request.subarray(10, 20)),
      part(5, request.subarray(5, 25)),
      part(0, request.subarray(0, 12)),
      part(0, wrong.subarray(0, 20)),
      part(18, request.subarray(18)),
    ];
    expect(await readOne([syn!, synAck!, ack!, ...segments], ends)).toMatchObject({
      opening: 'http1',
      bytes: Buffer.from('GET ').toString('hex'),
      sent: request.length,
    });
  });

  test('of which the SYN was sent again is one', async () => {
    const segments = talk(turns);
    const { connections } = await read(pcap(framesOf(ends, [segments[0]!, segments[0]!, ...segments])));
    expect(connections).toMatchObject([http]);
  });

  test('that uses the port of an earlier one again is another', async () => {
    const first = talk(turns, { end: 'open' });
    const second = talk([['client', Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')]], {
      client: 99,
      server: 7,
    });
    const { connections } = await read(pcap(framesOf(ends, [...first, ...second])));
    expect(connections.map(({ opening }) => opening)).toEqual(['http1', 'h2-plaintext']);
  });

  test('whose SYN alone is missing is read by the answer to it', async () => {
    const segments = talk(turns).slice(1);
    expect(await readOne(segments, ends)).toMatchObject({
      ...http,
      direction: 'handshake',
      from: ends.client,
      complete: false,
    });
  });

  test('that is refused says so, and one that nothing answers', async () => {
    const [syn] = talk([]);
    expect(await readOne([syn!, refusal], ends)).toMatchObject({
      end: 'refused',
      opening: 'nothing',
      sent: 0,
    });
    expect(await readOne([syn!, syn!], ends)).toMatchObject({ end: 'unanswered', opening: 'nothing' });
  });

  test('that is reset names who did it', async () => {
    const segments = talk(turns, { end: 'reset' });
    expect(await readOne(segments, ends)).toMatchObject({ ...http, end: 'reset', resetBy: 'server' });
  });

  test('that is open at the end of the capture is open', async () => {
    expect(await readOne(talk(turns, { end: 'open' }), ends)).toMatchObject({ ...http, end: 'open' });
  });

  test('of which nothing but an acknowledgement is seen is none', async () => {
    const ack = talk(turns).at(-1)!;
    const { totals, connections } = await read(pcap(framesOf(ends, [ack])));
    expect(connections).toEqual([]);
    expect(totals).toMatchObject({ connections: 0, strayPackets: 1 });
  });
});

describe('without the beginning', () => {
  const middle = talk(turns).filter(({ flags }) => !flags.includes('S'));
  const records = Buffer.from(`1703030020${'00'.repeat(32)}`, 'hex');

  test('nothing is said of how it opened, and the direction is not guessed', async () => {
    const connection = await readOne(middle, ends);
    expect(connection).toMatchObject({
      opening: 'unseen',
      direction: 'unseen',
      bytes: '',
      sent: request.length,
      received: answer.length,
      complete: false,
    });
    expect(connection.notes.join()).toContain('how it began');
    expect(connection).not.toHaveProperty('resembles');
  });

  test('the deployment says which end is the server, whichever was heard first', async () => {
    const backwards = middle.toReversed();
    const connection = await readOne(backwards, ends, { listed: [ends.server] });
    expect(connection).toMatchObject({
      direction: 'listed',
      from: ends.client,
      to: ends.server,
      opening: 'unseen',
    });
    expect(await readOne(middle, ends, { listed: [{ address: ends.server.address }] })).toMatchObject({
      direction: 'listed',
      to: ends.server,
    });
    // Both ends are services: their addresses say nothing.
    const both = [{ address: ends.client.address }, { address: ends.server.address }];
    expect(await readOne(middle, ends, { listed: both })).toMatchObject({ direction: 'unseen' });
  });

  test('TLS records in both directions are said to look like it', async () => {
    const inTls = talk([
      ['client', records],
      ['server', records],
    ]).filter(({ flags }) => !flags.includes('S'));
    expect(await readOne(inTls, ends)).toMatchObject({ opening: 'unseen', resembles: 'tls' });
    const oneSided = talk([
      ['client', records],
      ['server', answer],
    ]).filter(({ flags }) => !flags.includes('S'));
    expect(await readOne(oneSided, ends)).not.toHaveProperty('resembles');
  });

  test('and a group has no port, because it is not known which is the server’s', async () => {
    const { groups, notes } = await read(pcap(framesOf(ends, middle)));
    expect(groups).toMatchObject([{ to: { address: '10.0.0.2' }, openings: { unseen: 1 } }]);
    expect(groups[0]!.to).not.toHaveProperty('port');
    expect(notes.join()).toContain('before the capture began');
  });

  test('nothing is guessed from data that begins after a gap', async () => {
    const segments = talk(turns, { segment: 10 });
    const [first] = data(segments, 'client');
    const connection = await readOne(
      segments.filter((segment) => segment !== first),
      ends,
    );
    expect(connection).toMatchObject({ opening: 'unseen', direction: 'handshake', sent: request.length });
    expect(connection.notes.join()).toContain('lacks packets');
  });

  test('packets that are cut off are read as far as they go, and said', async () => {
    const frames = framesOf(ends, talk(turns)).map(({ bytes, at }) => ({
      bytes: bytes.subarray(0, 64),
      at,
      length: bytes.length,
    }));
    const { connections, totals, notes } = await read(pcap(frames));
    expect(connections).toMatchObject([{ opening: 'http1', sent: request.length, received: answer.length }]);
    expect(connections[0]!.notes.join()).toContain('only the beginning');
    expect(totals.truncatedPackets).toBe(2);
    expect(notes.join()).toContain('tcpdump -s 0');
  });

  test('headers that are cut off are counted', async () => {
    const frames = framesOf(ends, talk(turns)).map(({ bytes, at }) => ({
      bytes: bytes.subarray(0, 40),
      at,
      length: bytes.length,
    }));
    const { connections, totals } = await read(pcap(frames));
    expect(connections).toEqual([]);
    expect(totals).toMatchObject({ otherPackets: frames.length, malformedPackets: 0 });
  });
});

/** Numbers from 0 to 1, the same for the same seed. */
const randomFrom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

const shuffled = <T>(all: readonly T[], random: () => number): T[] =>
  all
    .map((one) => ({ one, order: random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ one }) => one);

test('packets in any order, sent again and divided otherwise, say the same (90 times)', async () => {
  const said = Buffer.concat([request, Buffer.alloc(3000, 0x61)]);
  const talks = [
    talk(
      [
        ['client', said],
        ['server', answer],
      ],
      { client: 0xffff_ff00 },
    ),
    talk(turns, { end: 'reset' }),
    talk([['client', Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')]], { end: 'open' }),
  ];
  for (let seed = 1; seed <= 90; seed += 1) {
    const random = randomFrom(seed);
    const whole = talks[seed % 3]!;
    const divided = whole.flatMap((segment) => {
      const cut = 1 + Math.floor(random() * Math.max(1, segment.payload.length - 1));
      if (cut >= segment.payload.length) return [segment];
      const sequence = (segment.sequence + cut) >>> 0;
      return [
        { ...segment, payload: segment.payload.subarray(0, cut) },
        { ...segment, payload: segment.payload.subarray(cut), sequence },
      ];
    });
    const again = divided.filter(() => random() < 0.3);
    const time = (segment: Segment): number =>
      whole.findIndex(({ sequence, by }) => by === segment.by && sequence === segment.sequence);
    const frames = shuffled([...divided, ...again], random).map((segment) => ({
      bytes: links.ethernet[1](packetOf(ends, segment)),
      at: Math.max(0, time(segment)) / 1000,
    }));
    const inOrder = await readOne(whole, ends);
    const { connections } = await read(pcap(frames));
    const [{ packets: _, at: __, ...mixed } = inOrder] = connections;
    const { packets: ___, at: ____, ...plain } = inOrder;
    expect(connections, `seed ${seed}`).toHaveLength(1);
    expect(mixed, `seed ${seed}`).toEqual({ ...plain, time: mixed.time });
  }
});
