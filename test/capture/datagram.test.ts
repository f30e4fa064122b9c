/** Tests how a conversation by UDP is told apart: CoAP, DTLS, or something else. */
import { describe, expect, test } from 'vitest';
import { readDatagrams } from '../../src/capture/protocol/datagram.ts';
import { hex } from './packets.ts';

const none = Buffer.alloc(0);

describe('a conversation by UDP', () => {
  const coap = hex('44 02 1234 aabbccdd b1 6d 01 63 ff 68656c6c6f');
  const dtlsHello = (cookie: string): Buffer => {
    const body = hex(`fefd ${'00'.repeat(32)} 00 ${cookie} 0002 c02b 01 00 0000`);
    const message = hex(`01 000000 0000 000000 000000`);
    message.writeUIntBE(body.length, 1, 3);
    message.writeUIntBE(body.length, 9, 3);
    const record = hex('16 feff 0000 000000000000 0000');
    record.writeUInt16BE(body.length + 12, 11);
    return Buffer.concat([record, message, body]);
  };
  const serverHello = (): Buffer => {
    const body = hex(`fefd ${'11'.repeat(32)} 00 c02b 00`);
    const message = hex(`02 000000 0001 000000 000000`);
    message.writeUIntBE(body.length, 1, 3);
    message.writeUIntBE(body.length, 9, 3);
    const record = hex('16 fefd 0000 000000000001 0000');
    record.writeUInt16BE(body.length + 12, 11);
    return Buffer.concat([record, message, body]);
  };

  test('is CoAP in plaintext', () => {
    expect(readDatagrams([coap], [])).toEqual({ opening: 'coap', bytes: '44021234' });
    expect(readDatagrams([hex('40 00 0001')], [])).toMatchObject({ opening: 'coap' });
  });

  test.each([
    ['an option that ends beyond the packet', hex('44 02 1234 aabbccdd bd ff 05')],
    ['a payload marker without payload', hex('44 02 1234 aabbccdd ff')],
    ['an answer', hex('64 45 1234 aabbccdd')],
    ['a token that is too long', hex('49 02 1234 aabbccddaabbccddee')],
    ['a question to DNS', hex('4001 0100 0001 0000 0000 0000 0378797a 00 0001 0001')],
  ])('is not CoAP with %s', (_, bytes) => {
    expect(readDatagrams([bytes], [])).toMatchObject({
      opening: 'other',
      bytes: bytes.subarray(0, 4).toString('hex'),
    });
  });

  test('is DTLS, by the last of its ClientHello messages and the answer', () => {
    const client = [dtlsHello('00'), dtlsHello('04 01020304')];
    expect(readDatagrams(client, [serverHello()])).toMatchObject({
      opening: 'dtls',
      tls: {
        hello: { versions: ['DTLSv1.2'] },
        version: 'DTLSv1.2',
        cipherSuite: 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
        encrypted: false,
      },
    });
  });

  test('that is refused by an alert says so', () => {
    const alert = hex('15 fefd 0000 000000000001 0002 02 28');
    expect(readDatagrams([dtlsHello('00')], [alert]).tls?.alert).toEqual({
      by: 'server',
      level: 'fatal',
      name: 'handshake_failure',
    });
  });

  test('whose handshake came before the capture is unseen', () => {
    expect(readDatagrams([hex('17 fefd 0001 000000000009 0010'), none], [])).toEqual({
      opening: 'unseen',
      bytes: '',
      resembles: 'tls',
    });
  });
});
