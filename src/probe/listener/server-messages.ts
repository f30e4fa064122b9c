/** Reads the handshake messages that a server sends in the clear, up to TLS 1.2 (RFC 5246 sections 6.2 and 7.4). */
import type { TlsVersion } from '../../model/observation.ts';

const handshake = 0x16;
const type = { serverHello: 2, certificateRequest: 13 };
const versions: Readonly<Record<number, TlsVersion>> = {
  0x0301: 'TLSv1',
  0x0302: 'TLSv1.1',
  0x0303: 'TLSv1.2',
};

/**
 * The version that a server agreed to in its ServerHello before it asked for a client certificate: what ends the
 * handshake after that is the missing certificate, and no refusal of the version.
 */
export function agreedThenAsked(bytes: Buffer): TlsVersion | undefined {
  let agreed: TlsVersion | undefined;
  for (const message of messagesOf(bytes)) {
    if (message[0] === type.serverHello && message.length >= 6) agreed = versions[message.readUInt16BE(4)];
    if (message[0] === type.certificateRequest) return agreed;
  }
  return undefined;
}

/** Complete messages, each with its four bytes of type and length; ends where a record is no handshake, or cut off. */
function messagesOf(bytes: Buffer): Buffer[] {
  const fragments: Buffer[] = [];
  for (let at = 0; bytes[at] === handshake && bytes.length >= at + 5;) {
    const length = bytes.readUInt16BE(at + 3);
    fragments.push(bytes.subarray(at + 5, at + 5 + length));
    at += 5 + length;
  }
  const all = Buffer.concat(fragments);
  const messages: Buffer[] = [];
  for (let at = 0; all.length >= at + 4;) {
    const end = at + 4 + all.readUIntBE(at + 1, 3);
    if (end > all.length) break;
    messages.push(all.subarray(at, end));
    at = end;
  }
  return messages;
}
