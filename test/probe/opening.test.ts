/** Tests how a tap recognises a protocol by its first bytes and reads a ClientHello. */
import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import { describe, expect, test } from 'vitest';
import { readClientHello } from '../../src/probe/tap/client-hello.ts';
import { classifyOpening, evidenceOf } from '../../src/probe/tap/opening.ts';

const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');
const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
const startup = Buffer.concat([hex('0000 0020 0003 0000'), ascii('user\0magistrala\0database\0')]);

const openings: [string, Buffer, string][] = [
  ['a ClientHello, record version 3.1', hex('16 0301 0200 01 0001fc'), 'tls'],
  ['a ClientHello, record version 3.3', hex('16 0303 0200 01 0001fc'), 'tls'],
  ['HTTP/2 with prior knowledge', ascii('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), 'h2-plaintext'],
  ['an SSLRequest', hex('00000008 04d2162f'), 'postgres-ssl-request'],
  ['a GSSENCRequest, then an SSLRequest', hex('00000008 04d21630 00000008 04d2162f'), 'postgres-ssl-request'],
  ['a GSSENCRequest, then a start', Buffer.concat([hex('00000008 04d21630'), startup]), 'postgres-startup'],
  ['a CancelRequest', hex('00000010 04d2162e 00000001 00000002'), 'other'],
  ['a StartupMessage 3.0', startup, 'postgres-startup'],
  ['a StartupMessage 3.2', hex('00000020 00030002 75736572'), 'postgres-startup'],
  ['a CONNECT of MQTT 3.1.1', hex('10 0c 0004 4d515454 04 02 003c 0000'), 'mqtt'],
  ['a CONNECT of MQTT 5', hex('10 0d 0004 4d515454 05 02 003c 00 0000'), 'mqtt'],
  ['a CONNECT of MQTT 3.1', hex('10 0e 0006 4d5149736470 03 02 003c 0000'), 'mqtt'],
  ['a long CONNECT', hex('10 8001 0004 4d515454 04 02 003c 0000'), 'mqtt'],
  ['a GET', ascii('GET /m/d/c/c HTTP/1.1\r\n'), 'http1'],
  ['a POST', ascii('POST /m/d/c/c HTTP/1.1\r\n'), 'http1'],
  ['AMQP', ascii('AMQP\0\0\x09\x01'), 'other'],
  ['a TLS record that is no ClientHello', hex('16 0303 0020 02'), 'other'],
  ['an alert', hex('15 0301 0002 022a'), 'other'],
  ['zeros', Buffer.alloc(16), 'other'],
  ['a method that does not exist', ascii('PRINT x'), 'other'],
];

test.each(openings)('%s is recognised', (_, bytes, opening) => {
  expect(classifyOpening(bytes)).toBe(opening);
});

test.each(openings)('%s is never mistaken while it arrives byte by byte', (_, bytes, opening) => {
  for (let length = 1; length < bytes.length; length += 1) {
    expect([undefined, opening]).toContain(classifyOpening(bytes.subarray(0, length)));
  }
});

test('what may hold a secret is not kept as evidence', () => {
  const target = ascii('GET /x?authorization=secret HTTP/1.1');
  expect(Buffer.from(evidenceOf('http1', target), 'hex').toString()).toBe('GET ');
  const connect = Buffer.concat([hex('10 20 0004 4d515454 04 c2 003c'), ascii('\0\x01i\0\x01u\0\x06secret')]);
  expect(Buffer.from(evidenceOf('mqtt', connect), 'hex').toString('latin1')).not.toContain('secret');
  expect(evidenceOf('tls', Buffer.alloc(100))).toHaveLength(64);
});

/** The first bytes of a real client. */
async function helloOf(options: tls.ConnectionOptions): Promise<Buffer> {
  const server = net.createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  const client = tls.connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ...options });
  client.on('error', () => {});
  const [socket] = (await once(server, 'connection')) as [net.Socket];
  socket.on('error', () => {});
  const chunks: Buffer[] = [];
  for await (const chunk of socket) {
    chunks.push(chunk as Buffer);
    if (readClientHello(Buffer.concat(chunks)).state === 'complete') break;
  }
  client.destroy();
  server.close();
  return Buffer.concat(chunks);
}

describe('a ClientHello', () => {
  test('yields SNI, ALPN and the offered versions', async () => {
    const bytes = await helloOf({ servername: 'auth.example', ALPNProtocols: ['h2', 'http/1.1'] });
    expect(readClientHello(bytes)).toEqual({
      state: 'complete',
      hello: { sni: 'auth.example', alpn: ['h2', 'http/1.1'], versions: ['TLSv1.3', 'TLSv1.2'] },
    });
  });

  test('without supported_versions offers its legacy version', async () => {
    const bytes = await helloOf({ servername: 'auth.example', maxVersion: 'TLSv1.2' });
    // The versions below it are not stated.
    expect(readClientHello(bytes)).toMatchObject({
      hello: { alpn: [], versions: ['TLSv1.2'], newestOnly: true },
    });
  });

  test('to an IP address has no SNI', async () => {
    expect(readClientHello(await helloOf({}))).toEqual({
      state: 'complete',
      hello: { alpn: [], versions: ['TLSv1.3', 'TLSv1.2'] },
    });
  });

  test('is read however it is cut', async () => {
    const bytes = await helloOf({ servername: 'auth.example' });
    for (let length = 0; length < bytes.length; length += 1) {
      expect(readClientHello(bytes.subarray(0, length)).state).toBe('incomplete');
    }
    // In two records instead of one.
    const message = bytes.subarray(5);
    const record = (fragment: Buffer): Buffer => {
      const head = Buffer.from(bytes.subarray(0, 5));
      head.writeUInt16BE(fragment.length, 3);
      return Buffer.concat([head, fragment]);
    };
    const split = Buffer.concat([record(message.subarray(0, 3)), record(message.subarray(3))]);
    expect(readClientHello(split)).toEqual(readClientHello(bytes));
  });

  test('sprinkled with reserved values offers none of them (RFC 8701)', () => {
    const versions = hex('002b 0007 06 4a4a 0304 0303');
    const body = Buffer.concat([hex('0303'), Buffer.alloc(32), hex('00 0002 1301 01 00 000b'), versions]);
    const bytes = Buffer.concat([hex('16 0301 003a 01 000036'), body]);
    expect(body).toHaveLength(0x36);
    expect(readClientHello(bytes)).toEqual({
      state: 'complete',
      hello: { alpn: [], versions: ['TLSv1.3', 'TLSv1.2'] },
    });
  });

  test('whose lengths lie is malformed, never an exception', async () => {
    const bytes = await helloOf({ servername: 'auth.example', ALPNProtocols: ['h2'] });
    for (let at = 43; at < bytes.length; at += 1) {
      const bent = Buffer.from(bytes);
      bent[at] = 0xff;
      expect(['complete', 'malformed']).toContain(readClientHello(bent).state);
    }
    expect(readClientHello(Buffer.from('16030100050100ffffff', 'hex')).state).toBe('malformed');
  });
});
