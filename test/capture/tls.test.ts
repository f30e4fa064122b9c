/** Tests what is read of real TLS handshakes, in every version, with and without client certificates, and refused. */
import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import { X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { readConversation } from '../../src/capture/protocol/conversation.ts';
import type { CapturedTls } from '../../src/capture/model.ts';
import { issueSmallIdentities } from './identities.ts';

const { server, client, ca } = issueSmallIdentities();
const sslRequest = Buffer.from('0000000804d2162f', 'hex');

/** The bytes of both sides of one handshake, as they passed. */
const handshake = async (
  offered: tls.ConnectionOptions,
  taken: tls.TlsOptions = {},
): Promise<{ client: Buffer; server: Buffer }> => {
  const listener = tls.createServer({ ...server, ca, ...taken });
  listener.on('tlsClientError', () => {});
  listener.on('secureConnection', (socket) => {
    socket.on('error', () => {});
    socket.end('hello');
  });
  const sent: Buffer[] = [];
  const received: Buffer[] = [];
  const opened: net.Socket[] = [];
  const relay = net.createServer((socket) => {
    const upstream = net.connect((listener.address() as net.AddressInfo).port, '127.0.0.1');
    socket.on('data', (bytes: Buffer) => void sent.push(bytes));
    upstream.on('data', (bytes: Buffer) => void received.push(bytes));
    for (const one of [socket, upstream]) {
      opened.push(one);
      one.on('error', () => {});
    }
    socket.pipe(upstream).pipe(socket);
    socket.on('close', () => upstream.destroy());
  });
  for (const one of [listener, relay]) {
    one.listen(0, '127.0.0.1');
    await once(one, 'listening');
  }
  const { port } = relay.address() as net.AddressInfo;
  const socket = tls.connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ...offered });
  socket.on('error', () => {});
  socket.resume();
  await new Promise((resolve) => socket.on('close', resolve));
  socket.destroy();
  for (const one of opened) one.destroy();
  listener.close();
  relay.close();
  return { client: Buffer.concat(sent), server: Buffer.concat(received) };
};

const read = async (offered: tls.ConnectionOptions, taken?: tls.TlsOptions): Promise<CapturedTls> => {
  const bytes = await handshake(offered, taken);
  const { opening, tls: seen, settled } = readConversation(bytes.client, bytes.server);
  expect(opening).toBe('tls');
  // Cut anywhere, it never says anything that the whole does not.
  for (let length = 0; length < bytes.server.length; length += 1) {
    const part = readConversation(bytes.client, bytes.server.subarray(0, length)).tls;
    for (const key of ['version', 'cipherSuite', 'serverCertificate', 'certificateRequested'] as const) {
      if (part?.[key] !== undefined) expect(part[key]).toEqual(seen?.[key]);
    }
  }
  expect(settled).toBe(seen?.encrypted);
  return seen!;
};

const fingerprint = new X509Certificate(server.cert).fingerprint256;

test('TLS 1.3: versions, suite, SNI and ALPN offered; the certificate is not visible', async () => {
  const seen = await read({ servername: 'auth.example', ALPNProtocols: ['h2'] });
  expect(seen).toMatchObject({
    hello: { sni: 'auth.example', alpn: ['h2'], versions: ['TLSv1.3', 'TLSv1.2'] },
    version: 'TLSv1.3',
    encrypted: true,
  });
  expect(seen.cipherSuite).toMatch(/^TLS_(AES|CHACHA20)/);
  for (const key of ['serverCertificate', 'certificateRequested', 'alert', 'helloRetryRequest'])
    expect(seen).not.toHaveProperty(key);
});

test('TLS 1.3 after a HelloRetryRequest', async () => {
  const seen = await read({ ecdhCurve: 'P-256:P-384' }, { ecdhCurve: 'P-384' });
  expect(seen).toMatchObject({ helloRetryRequest: true, version: 'TLSv1.3', encrypted: true });
});

describe('TLS 1.2', () => {
  const older = { maxVersion: 'TLSv1.2' } as const;

  test('shows the certificate, and that none of the client is wanted', async () => {
    const seen = await read({ ...older, ALPNProtocols: ['h2'] }, { ALPNProtocols: ['h2'] });
    expect(seen).toMatchObject({
      version: 'TLSv1.2',
      alpn: 'h2',
      serverCertificate: {
        fingerprint,
        subject: 'CN=auth.example',
        altNames: ['DNS:auth.example'],
        names: 1,
      },
      // OpenSSL adds the CA that it knows.
      chainLength: 2,
      certificateRequested: false,
      encrypted: true,
    });
    expect(seen.cipherSuite).toMatch(/^TLS_ECDHE_ECDSA_/);
    expect(seen).not.toHaveProperty('clientCertificate');
    expect(Date.parse(seen.serverCertificate!.notAfter)).toBeGreaterThan(Date.now());
  });

  test('shows the certificate of a client, and that it gave none', async () => {
    const wanted = { requestCert: true, rejectUnauthorized: false };
    expect(await read({ ...older, ...client }, wanted)).toMatchObject({
      certificateRequested: true,
      clientCertificate: { subject: 'CN=users' },
    });
    expect(await read(older, wanted)).toMatchObject({ certificateRequested: true, clientCertificate: null });
  });

  test('refused by a server of TLS 1.3 says whose alert it is', async () => {
    expect(await read(older, { minVersion: 'TLSv1.3' })).toMatchObject({
      alert: { by: 'server', level: 'fatal', name: 'protocol_version' },
      encrypted: false,
    });
    expect(await read(older, { minVersion: 'TLSv1.3' })).not.toHaveProperty('version');
  });
});

test('no common suite', async () => {
  const seen = await read(
    { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256' },
    { ciphers: 'ECDHE-ECDSA-AES256-GCM-SHA384' },
  );
  expect(seen).toMatchObject({ alert: { by: 'server', name: 'handshake_failure' }, encrypted: false });
});

test('PostgreSQL and NATS go on to TLS', async () => {
  const bytes = await handshake({ servername: 'db.example', maxVersion: 'TLSv1.2' });
  const postgres = readConversation(
    Buffer.concat([sslRequest, bytes.client]),
    Buffer.concat([Buffer.from('S'), bytes.server]),
  );
  expect(postgres).toMatchObject({
    opening: 'postgres-ssl-request',
    postgres: { answer: 'S', next: 'tls' },
    tls: { hello: { sni: 'db.example' }, version: 'TLSv1.2', serverCertificate: { fingerprint } },
    settled: true,
  });
  const info = Buffer.from('INFO {"tls_required":true}\r\n');
  expect(readConversation(bytes.client, Buffer.concat([info, bytes.server]))).toMatchObject({
    opening: 'tls',
    nats: { tlsRequired: true, next: 'tls' },
    tls: { version: 'TLSv1.2', serverCertificate: { fingerprint } },
  });
});

test('a server that speaks no TLS is shown by what it answers', async () => {
  const bytes = await handshake({});
  const seen = readConversation(bytes.client, Buffer.from('HTTP/1.1 400 Bad Request\r\n'));
  expect(seen.tls).toMatchObject({ answeredWith: Buffer.from('HTTP/1.1').toString('hex'), encrypted: false });
});

test('bytes that lie are never an exception, in a ServerHello and a certificate above all', async () => {
  const bytes = await handshake({ maxVersion: 'TLSv1.2' });
  for (let at = 0; at < Math.min(bytes.server.length, 900); at += 1) {
    for (const value of [0x00, 0xff]) {
      const bent = Buffer.from(bytes.server);
      bent[at] = value;
      expect(readConversation(bytes.client, bent).opening).toBe('tls');
    }
  }
});
