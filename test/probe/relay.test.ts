/** Tests the relay of a tap: it passes bytes, resets and half-closed connections on, and records each connection. */
import { once } from 'node:events';
import net from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { HopConnection } from '../../src/model/observation.ts';
import { openRelay, type RelayOptions } from '../../src/probe/tap/relay.ts';
import type { Tap } from '../../src/probe/tap/tap.ts';
import { until } from '../patience.ts';

const servers: net.Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function serve(handler: (socket: net.Socket) => void): Promise<number> {
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {});
    handler(socket);
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as net.AddressInfo).port;
}

const relayTo = (port: number, protocol: RelayOptions['protocol'] = 'any', clock = () => 7): Promise<Tap> =>
  openRelay({ listenHost: '127.0.0.1', target: () => ({ host: '127.0.0.1', port }), protocol, clock });

const dial = (tap: Tap, allowHalfOpen = false): net.Socket =>
  net.connect({ host: '127.0.0.1', port: tap.port, allowHalfOpen }).on('error', () => {});

const first = (tap: Tap): HopConnection => tap.observe().connections[0]!;

const unknown = (): never => {
  throw new Error('not started');
};

describe('a relay', () => {
  test('passes bytes both ways, counts them, and keeps the first ones', async () => {
    await using tap = await relayTo(await serve((socket) => socket.pipe(socket)));
    const client = dial(tap);
    const sent = Buffer.alloc(3_000_000, 'GET / ');
    client.end(sent);
    const received = Buffer.concat((await client.toArray()) as Buffer[]);
    expect(received.equals(sent)).toBe(true);
    await until(() => first(tap).received === sent.length);
    expect(tap.observe()).toEqual({
      connections: [
        {
          at: 7,
          opening: 'http1',
          bytes: Buffer.from('GET ').toString('hex'),
          applicationBytes: 0,
          sent: sent.length,
          received: sent.length,
          calls: [],
        },
      ],
    });
  });

  test('lets the server speak first', async () => {
    await using tap = await relayTo(await serve((socket) => socket.write('INFO {}')));
    const client = dial(tap);
    const [greeting] = (await once(client, 'data')) as [Buffer];
    expect(greeting.toString()).toBe('INFO {}');
    client.destroy();
    expect(first(tap)).toMatchObject({ opening: 'nothing', sent: 0, received: 7 });
  });

  test('keeps a half-closed connection half-closed', async () => {
    const port = await serve((socket) => {
      socket.resume();
      socket.on('end', () => setTimeout(() => socket.end('after your end'), 50));
    });
    await using tap = await relayTo(port);
    const client = dial(tap, true);
    client.end('x');
    expect(Buffer.concat((await client.toArray()) as Buffer[]).toString()).toBe('after your end');
  });

  test('holds a sender back whose receiver does not read', async () => {
    let receiver: net.Socket | undefined;
    const port = await serve((socket) => (receiver = socket.pause()));
    await using tap = await relayTo(port);
    const client = dial(tap);
    const size = 100_000_000;
    client.end(Buffer.alloc(size));
    await until(() => receiver !== undefined && tap.observe().connections.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(first(tap).sent).toBeLessThan(size / 2);
    receiver!.resume();
    await once(receiver!, 'end');
    expect(first(tap).sent).toBe(size);
  });

  test('hands a reset of the client on', async () => {
    const codes: unknown[] = [];
    const port = await serve((socket) => {
      socket.resume();
      socket.on('error', (error: NodeJS.ErrnoException) => codes.push(error.code));
    });
    await using tap = await relayTo(port);
    const client = dial(tap);
    client.write('x');
    await until(() => tap.observe().connections[0]?.sent === 1);
    client.resetAndDestroy();
    await until(() => codes.length === 1);
    expect(codes).toEqual(['ECONNRESET']);
  });

  test('hands a reset of the server on', async () => {
    const port = await serve((socket) => socket.once('data', () => socket.resetAndDestroy()));
    await using tap = await relayTo(port);
    const client = dial(tap);
    client.write('x');
    const [error] = (await once(client, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNRESET');
  });

  test('resets where the target refuses or is not known, and records the attempt', async () => {
    const free = await serve(() => {});
    await new Promise((resolve) => servers.pop()!.close(resolve));
    const options = { listenHost: '127.0.0.1', protocol: 'any', clock: () => 0 } as const;
    for (const target of [() => ({ host: '127.0.0.1', port: free }), unknown]) {
      await using tap = await openRelay({ ...options, target });
      const client = dial(tap);
      const [error] = (await once(client, 'error')) as [NodeJS.ErrnoException];
      expect(error.code).toBe('ECONNRESET');
      expect(tap.observe().connections).toHaveLength(1);
    }
  });

  test('serves 200 connections and counts those that it has to drop', async () => {
    await using tap = await relayTo(await serve((socket) => socket.pipe(socket)));
    const clients = await Promise.all(
      Array.from({ length: 200 }, async (_, at) => {
        const client = dial(tap);
        client.write(`GET ${at}`);
        await once(client, 'data');
        return client;
      }),
    );
    await once(dial(tap), 'close');
    expect(tap.observe()).toMatchObject({ unrecorded: 1 });
    expect(tap.observe().connections).toHaveLength(200);
    for (const client of clients) client.destroy();
  });

  test('ends what is open when it is disposed of, and may be disposed of twice', async () => {
    const tap = await relayTo(await serve((socket) => socket.resume()));
    const client = dial(tap);
    await once(client, 'connect');
    const closed = once(client, 'close');
    await tap[Symbol.asyncDispose]();
    await closed;
    await tap[Symbol.asyncDispose]();
  });
});

const hex = (text: string): Buffer => Buffer.from(text, 'hex');

describe('before PostgreSQL', () => {
  const sslRequest = hex('0000000804d2162f');
  const gssRequest = hex('0000000804d21630');
  const cancel = hex('0000001004d2162e0000000100000002');
  const startup = Buffer.concat([hex('0000001000030000'), Buffer.from('user\0me\0')]);
  const hello = Buffer.concat([hex('160301002d010000290303'), Buffer.alloc(32, 1), hex('00000213010100')]);

  /** Sends packet after packet, each when the one before is answered; the server ends after the last reply. */
  async function converse(packets: readonly Buffer[], replies: readonly string[]): Promise<HopConnection> {
    const port = await serve((socket) => {
      let at = 0;
      let expected = 0;
      let bytes = 0;
      socket.on('data', (segment: Buffer) => {
        bytes += segment.length;
        if (bytes < expected + packets[at]!.length) return;
        expected += packets[at]!.length;
        if (replies[at] === undefined) socket.end();
        else socket.write(replies[at]!);
        at += 1;
      });
      socket.on('end', () => socket.end());
    });
    await using tap = await relayTo(port, 'postgres');
    const client = dial(tap);
    for (const [at, packet] of packets.entries()) {
      // In two segments, as a network may cut them.
      client.write(packet.subarray(0, 3));
      await new Promise((resolve) => setTimeout(resolve, 5));
      const answered = replies[at] === undefined ? undefined : once(client, 'data');
      client.write(packet.subarray(3));
      await answered;
    }
    client.end();
    client.resume();
    await once(client, 'close');
    return first(tap);
  }

  test.each([
    [
      'TLS after S',
      [sslRequest, hello],
      ['S'],
      { opening: 'postgres-ssl-request', postgres: { answer: 'S', next: 'tls' } },
    ],
    [
      'a plaintext start after N',
      [sslRequest, startup],
      ['N'],
      { opening: 'postgres-ssl-request', postgres: { answer: 'N', next: 'startup' } },
    ],
    [
      'the end after N',
      [sslRequest],
      ['N'],
      { opening: 'postgres-ssl-request', postgres: { answer: 'N', next: 'closed' } },
    ],
    [
      'an error',
      [sslRequest],
      ['E\0\0\0\x04'],
      { opening: 'postgres-ssl-request', postgres: { answer: 'E', next: 'closed' } },
    ],
    [
      'a plaintext start at once',
      [startup],
      [],
      { opening: 'postgres-startup', postgres: { next: 'startup' } },
    ],
    ['a cancel, which is no start', [cancel], [], { opening: 'other', postgres: { next: 'cancel' } }],
    [
      'a cancel after S',
      [sslRequest, cancel],
      ['S'],
      { opening: 'postgres-ssl-request', postgres: { answer: 'S', next: 'cancel' } },
    ],
    [
      'GSSAPI refused, then TLS',
      [gssRequest, sslRequest, hello],
      ['N', 'S'],
      { opening: 'postgres-ssl-request', postgres: { gss: 'N', answer: 'S', next: 'tls' } },
    ],
    [
      'GSSAPI refused, then a start',
      [gssRequest, startup],
      ['N'],
      { opening: 'postgres-startup', postgres: { gss: 'N', next: 'startup' } },
    ],
    [
      'half a ClientHello',
      [sslRequest, hello.subarray(0, 20)],
      ['S'],
      { opening: 'postgres-ssl-request', postgres: { answer: 'S', next: 'tls' } },
    ],
    ['TLS at once', [hello], [], { opening: 'tls', postgres: { next: 'tls' } }],
  ] as const)('%s is seen', async (_, packets, replies, { opening, postgres }) => {
    const seen = await converse(packets, replies);
    expect(seen).toMatchObject({ opening, postgres });
    expect(Object.keys(seen.postgres!).sort()).toEqual(Object.keys(postgres).sort());
    if (packets.includes(hello)) {
      expect(seen.hello).toEqual({ alpn: [], versions: ['TLSv1.2'], newestOnly: true });
    }
  });
});
