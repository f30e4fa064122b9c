/** Tests how a message is sent over CoAP, and which answers mean accepted, refused, hung or unreachable. */
import dgram from 'node:dgram';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type OutgoingMessage } from 'coap';
import { describe, expect, test } from 'vitest';
import { publish } from '../../../src/probe/publish/publish.ts';
import type { Running } from '../servers.ts';
import { deadPort, hungWith, message } from './request.ts';

/** A CoAP server that shares no code with the client. */
async function coap(
  handler: (request: IncomingMessage, response: OutgoingMessage) => void,
): Promise<Running> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = (server as unknown as { _sock: dgram.Socket })._sock.address();
  return {
    address: { host: '127.0.0.1', port },
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function udp(handler: (bytes: Buffer, reply: (bytes: Buffer) => void) => void): Promise<Running> {
  const socket = dgram.createSocket('udp4', (bytes, from) => {
    handler(bytes, (reply) => socket.send(reply, from.port, from.address));
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: { host: '127.0.0.1', port: socket.address().port },
    async [Symbol.asyncDispose]() {
      socket.close();
    },
  };
}

test('a message is posted with the secret in its query', async () => {
  const seen: unknown[] = [];
  await using server = await coap((request, response) => {
    seen.push(request.method, request.url, request.headers['Content-Format'], request.payload.toString());
    response.code = '2.01';
    response.end();
  });
  const fate = await publish(message('coap', server.address));
  expect(fate).toMatchObject({ outcome: 'accepted', detail: 'CoAP 2.01' });
  expect(seen).toEqual(['POST', '/m/dom/c/chan?auth=the-secret', 'application/json', '[{"n":"t","v":1}]']);
});

test('long and odd path segments and queries arrive as they are', async () => {
  const seen: unknown[] = [];
  await using server = await coap((request, response) => {
    seen.push(request.url);
    response.end();
  });
  const path = { domain: 'd'.repeat(20), channel: 'c'.repeat(300) };
  await publish(message('coap', server.address, { path, secret: 'a&b=c' }));
  expect(seen).toEqual([`/m/${path.domain}/c/${path.channel}?auth=a&b=c`]);
});

test.each(['4.01', '4.03', '4.17', '5.00'])('CoAP %s refuses', async (code) => {
  await using server = await coap((_request, response) => {
    response.code = code;
    response.end();
  });
  const fate = await publish(message('coap', server.address));
  expect(fate).toMatchObject({ outcome: 'refused', detail: `CoAP ${code}` });
});

const tokenOf = (bytes: Buffer): Buffer => bytes.subarray(4, 4 + (bytes[0]! & 0x0f));

describe('the message layer', () => {
  test('a Reset refuses', async () => {
    await using server = await udp((bytes, reply) => reply(Buffer.from([0x70, 0, bytes[2]!, bytes[3]!])));
    const fate = await publish(message('coap', server.address));
    expect(fate).toMatchObject({ outcome: 'refused', detail: 'CoAP RST' });
  });

  test('a separate response counts, and is acknowledged', async () => {
    const got: string[] = [];
    await using server = await udp((bytes, reply) => {
      got.push(bytes.subarray(0, 4).toString('hex'));
      if (bytes[1] === 0) return;
      reply(Buffer.from([0x60, 0, bytes[2]!, bytes[3]!]));
      const token = tokenOf(bytes);
      setTimeout(
        () => reply(Buffer.concat([Buffer.from([0x40 | token.length, 0x41, 0xab, 0xcd]), token])),
        50,
      );
    });
    const fate = await publish(message('coap', server.address));
    expect(fate).toMatchObject({ outcome: 'accepted', detail: 'CoAP 2.01' });
    await expect.poll(() => got.at(-1)).toBe('6000abcd');
  });

  test('an acknowledgement alone hangs', async () => {
    await using server = await udp((bytes, reply) => reply(Buffer.from([0x60, 0, bytes[2]!, bytes[3]!])));
    const fate = await hungWith('acknowledged, no answer', message('coap', server.address));
    expect(fate).toMatchObject({ outcome: 'hung', detail: 'acknowledged, no answer' });
  });

  test('an answer to another request, and what is no CoAP, is not taken for an answer', async () => {
    await using server = await udp((_bytes, reply) => {
      reply(Buffer.from([0x61, 0x44, 0x12, 0x34, 0xff]));
      reply(Buffer.from('HTTP/1.1 200 OK'));
      reply(Buffer.alloc(0));
    });
    const fate = await publish(message('coap', server.address, { timeoutMs: 300 }));
    expect(fate).toMatchObject({ outcome: 'hung', detail: 'no answer' });
  });

  test('an answer without a token counts for nothing, and is said', async () => {
    await using server = await udp((_bytes, reply) => reply(Buffer.from([0x40, 0x81, 0x12, 0x34])));
    const detail = 'no answer with the token of the request, but CoAP 4.01 without it';
    const fate = await publish(message('coap', server.address, { timeoutMs: 300 }));
    expect(fate).toMatchObject({ outcome: 'hung', detail });
  });

  test('a lost message is sent once more', async () => {
    let count = 0;
    await using server = await udp((bytes, reply) => {
      count += 1;
      if (count === 1) return;
      const token = tokenOf(bytes);
      reply(Buffer.concat([Buffer.from([0x60 | token.length, 0x41, bytes[2]!, bytes[3]!]), token]));
    });
    const fate = await publish(message('coap', server.address));
    expect(fate).toMatchObject({ outcome: 'accepted' });
    expect(count).toBe(2);
  });
});

test('a dead port is unreachable, which is known before the bound', async () => {
  const fate = await publish(message('coap', deadPort));
  expect(fate).toMatchObject({ outcome: 'unreachable', detail: 'ECONNREFUSED' });
});

test('an aborted message rejects with the reason', async () => {
  await using server = await udp(() => {});
  await expect(publish(message('coap', server.address), AbortSignal.timeout(20))).rejects.toThrow(/timeout/);
});
