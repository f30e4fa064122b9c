/** Tests how a listener's TLS versions are probed: accepted, refused, unclear, or not offered by this Node. */
import { describe, expect, test } from 'vitest';
import { probeVersion, probeVersions, proveVersionProbe, tlsVersions } from '../../src/probe/listener.ts';
import { helloChoosing } from '../../src/probe/listener/cipher-offer.ts';
import { pairOf } from '../fixtures/peers/known-good.ts';
import { patienceMs } from '../patience.ts';
import { peer, plainHttp, raw, secureHttp, silent } from './servers.ts';

const right = await pairOf('right');
const rsa = await pairOf('right-rsa');
const all = { TLSv1: true, 'TLSv1.1': true, 'TLSv1.2': true, 'TLSv1.3': true };
const timeoutMs = patienceMs;
/** Bound where no answer ever comes. */
const silenceMs = 250;

const hello = helloChoosing(0xc02f);
const asking = Buffer.from([13, 0, 0, 6, 1, 1, 0, 0, 0, 0]);
const recordOf = (message: Buffer): Buffer =>
  Buffer.concat([Buffer.from([0x16, 3, 3, 0, message.length]), message]);
const request = recordOf(asking);
const inOneRecord = recordOf(Buffer.concat([hello.subarray(5), asking]));
const alert = Buffer.from([0x15, 3, 3, 0, 2, 2, 42]);

test.each([
  ['EC', right],
  ['RSA', rsa],
])('every version can really be offered by this Node (%s certificate)', async (_, pair) => {
  expect(await proveVersionProbe(pair, { timeoutMs })).toEqual(all);
});

describe('a version is', () => {
  test.each(['http', 'grpc'] as const)('accepted or refused by the peer (%s)', async (protocol) => {
    await using server = await (protocol === 'http' ? secureHttp(rsa) : peer(rsa, { transport: 'tls' }));
    expect(await probeVersions(server.address, protocol, all, { timeoutMs })).toEqual({
      TLSv1: { outcome: 'refused-by-peer', detail: 'alert 70' },
      'TLSv1.1': { outcome: 'refused-by-peer', detail: 'alert 70' },
      'TLSv1.2': { outcome: 'accepted', detail: expect.stringMatching(/^TLSv1\.2 TLS_ECDHE_/) },
      'TLSv1.3': { outcome: 'accepted', detail: expect.stringMatching(/^TLSv1\.3 TLS_AES_/) },
    });
  });

  test('accepted though it is old, where a server allows it', async () => {
    const old = { minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await using server = await secureHttp(right, old);
    for (const version of tlsVersions) {
      const options = { servername: '127.0.0.1', timeoutMs };
      expect(await probeVersion(server.address, 'http', version, options)).toMatchObject({
        outcome: 'accepted',
      });
    }
  });

  // As Go does: the handshake ends with the alert `bad certificate` (42).
  test.each([
    ['accepted by a server that agrees and then demands a certificate', [hello, request, alert], 'accepted'],
    ['accepted where both messages are in one record', [inOneRecord, alert], 'accepted'],
    ['unclear where no certificate was asked for', [hello, alert], 'unclear'],
    ['unclear where the server agreed to nothing', [request, alert], 'unclear'],
  ])('%s', async (_, said, outcome) => {
    await using server = await raw((socket) => socket.once('data', () => socket.end(Buffer.concat(said))));
    expect(await probeVersion(server.address, 'http', 'TLSv1.2', { timeoutMs })).toMatchObject({ outcome });
    const older = await probeVersion(server.address, 'http', 'TLSv1.1', { timeoutMs });
    expect(older.outcome).not.toBe('accepted');
  });

  test('refused by the peer when it only closes', async () => {
    for (const end of ['end', 'resetAndDestroy'] as const) {
      await using server = await raw((socket) => socket.once('data', () => socket[end]()));
      expect(await probeVersion(server.address, 'http', 'TLSv1.1', { timeoutMs })).toEqual({
        outcome: 'refused-by-peer',
        detail: 'closed without an alert',
      });
    }
  });

  test('unclear when the listener does not speak TLS, is silent, or is not there', async () => {
    await using plain = await plainHttp();
    await using grpc = await peer(right, {});
    await using mute = await silent();
    await using absent = await peer(right, { state: 'absent' });
    const options = { timeoutMs };
    for (const version of tlsVersions) {
      const answers = await Promise.all([
        probeVersion(plain.address, 'http', version, options),
        probeVersion(grpc.address, 'grpc', version, options),
        probeVersion(mute.address, 'grpc', version, { timeoutMs: silenceMs }),
        probeVersion(absent.address, 'grpc', version, options),
      ]);
      expect(answers).toEqual([
        { outcome: 'unclear', detail: expect.stringMatching(/WRONG_VERSION|PACKET/) },
        { outcome: 'unclear', detail: 'ERR_SSL_WRONG_VERSION_NUMBER' },
        { outcome: 'unclear', detail: 'TIMEOUT' },
        { outcome: 'unclear', detail: 'no connection: ECONNREFUSED' },
      ]);
    }
  });

  test('not offered when the proof says so', async () => {
    await using server = await secureHttp(right);
    const seen = await probeVersions(server.address, 'http', { ...all, TLSv1: false }, { timeoutMs });
    expect(seen.TLSv1).toMatchObject({ outcome: 'not-offered' });
    expect(seen['TLSv1.1']).toMatchObject({ outcome: 'refused-by-peer' });
    expect(await probeVersion(server.address, 'coap', 'TLSv1.2')).toMatchObject({ outcome: 'not-offered' });
  });
});
