/** Weak cipher suites: the hand-written ClientHello is one that real servers take, and no refusal is made up. */
import tls from 'node:tls';
import { describe, expect, test } from 'vitest';
import { cipherOffers, probeCipher, probeCiphers, proveCipherProbe } from '../../src/probe/listener.ts';
import {
  chosenSuite,
  helloChoosing,
  helloOffering,
  offeredSuites,
} from '../../src/probe/listener/cipher-offer.ts';
import { readClientHello, suitesOf } from '../../src/probe/tap/client-hello.ts';
import { pairOf } from '../fixtures/peers/known-good.ts';
import { peer, plainHttp, raw, secureHttp, silent } from './servers.ts';

const right = await pairOf('right');
const rsa = await pairOf('right-rsa');
const all = await proveCipherProbe();
const timeoutMs = 250;
const weak = ['rc4', '3des', 'null-or-export', 'static-rsa'] as const;

test('every kind reaches a server that takes it', () => {
  expect(all).toEqual({ ecdhe: true, rc4: true, '3des': true, 'null-or-export': true, 'static-rsa': true });
});

describe('the ClientHello', () => {
  test.each(cipherOffers)('%s: TLS 1.2 and these suites, nothing else', (offer) => {
    const suites = Object.keys(offeredSuites[offer]).map(Number);
    const bytes = helloOffering(suites, { servername: 'localhost', alpn: ['h2'] });
    expect(readClientHello(bytes)).toEqual({
      state: 'complete',
      hello: { sni: 'localhost', alpn: ['h2'], versions: ['TLSv1.2'], newestOnly: true },
    });
    expect(suitesOf(bytes)).toEqual(suites);
    expect(suitesOf(bytes.subarray(0, -1))).toBeUndefined();
    expect(readClientHello(helloOffering(suites, { servername: undefined, alpn: [] }))).toMatchObject({
      hello: { alpn: [], versions: ['TLSv1.2'] },
    });
  });

  test('the kinds have no suite in common, and static RSA none with forward secrecy', () => {
    const numbers = cipherOffers.flatMap((offer) => Object.keys(offeredSuites[offer]));
    expect(new Set(numbers).size).toBe(numbers.length);
    for (const name of Object.values(offeredSuites['static-rsa'])) expect(name).toMatch(/^TLS_RSA_WITH_AES/);
    for (const name of Object.values(offeredSuites.ecdhe)) expect(name).toMatch(/^TLS_ECDHE_/);
  });
});

test('the suite that a ServerHello chose is read when it is there', () => {
  const hello = helloChoosing(0x002f);
  expect(chosenSuite(hello)).toBe(0x002f);
  // Type, version, length; then random, session id.
  expect(chosenSuite(hello.subarray(0, 45))).toBeUndefined();
  expect(chosenSuite(Buffer.from('HTTP/1.1'))).toBe('none');
  expect(chosenSuite(Buffer.from('160303000a0b', 'hex'))).toBe('none');
});

describe('a real TLS server', () => {
  test.each([
    ['EC', right, 'TLS_ECDHE_ECDSA'],
    ['RSA', rsa, 'TLS_ECDHE_RSA'],
  ] as const)(
    'with a certificate of %s takes what is offered today, and nothing weak',
    async (_, pair, kind) => {
      await using server = await secureHttp(pair, { ciphers: `${tls.DEFAULT_CIPHERS}:!kRSA` });
      const seen = await probeCiphers(server.address, 'http', all, { servername: 'localhost' });
      expect(seen.ecdhe).toEqual({ outcome: 'accepted', detail: expect.stringContaining(`TLSv1.2 ${kind}`) });
      for (const offer of weak)
        expect(seen[offer]).toEqual({ outcome: 'refused-by-peer', detail: 'alert 40' });
    },
  );

  test('that allows static RSA takes it, with an RSA certificate alone', async () => {
    await using server = await secureHttp(rsa, { ciphers: 'AES128-SHA:ECDHE-RSA-AES128-GCM-SHA256' });
    expect(await probeCiphers(server.address, 'http', all)).toMatchObject({
      ecdhe: { outcome: 'accepted' },
      'static-rsa': { outcome: 'accepted', detail: 'TLSv1.2 TLS_RSA_WITH_AES_128_CBC_SHA' },
      '3des': { outcome: 'refused-by-peer' },
    });
    await using ec = await secureHttp(right, { ciphers: 'AES128-SHA:ECDHE-ECDSA-AES128-GCM-SHA256' });
    expect(await probeCipher(ec.address, 'http', 'static-rsa')).toMatchObject({ outcome: 'refused-by-peer' });
  });

  test('for gRPC is asked with its protocol', async () => {
    await using server = await peer(rsa, { transport: 'tls' });
    expect(await probeCipher(server.address, 'grpc', 'ecdhe')).toMatchObject({ outcome: 'accepted' });
  });
});

describe('the answer is', () => {
  test.each([
    ['an acceptance where a suite is chosen', helloChoosing(0x000a), 'accepted', /3DES/],
    ['unclear where one is chosen that was not offered', helloChoosing(0xc02f), 'unclear', /0xc02f/],
    [
      'unclear where the message itself displeases',
      Buffer.from('15030300020232', 'hex'),
      'unclear',
      /alert 50/,
    ],
    [
      'a refusal by insufficient_security',
      Buffer.from('15030300020247', 'hex'),
      'refused-by-peer',
      /alert 71/,
    ],
    ['unclear where no TLS comes', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'), 'unclear', /no answer/],
    ['unclear where it is cut off', helloChoosing(0x000a).subarray(0, 20), 'unclear', /no answer/],
  ] as const)('%s', async (_, bytes, outcome, detail) => {
    await using server = await raw((socket) => socket.once('data', () => socket.end(bytes)));
    expect(await probeCipher(server.address, 'http', '3des')).toEqual({
      outcome,
      detail: expect.stringMatching(detail),
    });
  });

  test('a refusal where the connection is only closed', async () => {
    for (const end of ['end', 'resetAndDestroy'] as const) {
      await using server = await raw((socket) => socket.once('data', () => socket[end]()));
      expect(await probeCipher(server.address, 'http', 'rc4')).toEqual({
        outcome: 'refused-by-peer',
        detail: 'closed without an alert',
      });
    }
  });

  test('unclear without TLS, in silence, and where nothing listens', async () => {
    await using plain = await plainHttp();
    await using mute = await silent();
    await using absent = await peer(right, { state: 'absent' });
    const seen = await Promise.all(
      [plain, mute, absent].map(({ address }) => probeCipher(address, 'http', 'rc4', { timeoutMs })),
    );
    expect(seen.map(({ outcome }) => outcome)).toEqual(['unclear', 'unclear', 'unclear']);
    expect(seen[2]!.detail).toBe('no connection: ECONNREFUSED');
  });

  test('not offered where the proof says so, or there is no TLS to offer it with', async () => {
    await using server = await secureHttp(right);
    const seen = await probeCiphers(server.address, 'http', { ...all, rc4: false });
    expect(seen.rc4).toMatchObject({ outcome: 'not-offered' });
    expect(seen['3des']).toMatchObject({ outcome: 'refused-by-peer' });
    expect(await probeCipher(server.address, 'coap', 'rc4')).toMatchObject({ outcome: 'not-offered' });
  });
});
