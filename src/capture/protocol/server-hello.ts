/** Reads a ServerHello (RFC 8446 section 4.1.3; RFC 5246 section 7.4.1.3). */
import { versionName } from '../../probe/tap/client-hello.ts';

export interface ServerHello {
  /** As Node names it. */
  version: string;
  suite: number;
  alpn?: string;
  /** A HelloRetryRequest has the form of a ServerHello, with a random value that is none. */
  isRetry: boolean;
}

const retryRandom = Buffer.from('cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c', 'hex');
const extension = { alpn: 16, supportedVersions: 43 } as const;

/** Undefined: it is cut off, or its lengths lie. */
export const readServerHello = (body: Buffer): ServerHello | undefined => {
  if (body.length < 38) return undefined;
  const sessionEnd = 35 + body[34]!;
  if (sessionEnd + 3 > body.length) return undefined;
  const hello: ServerHello = {
    version: versionName(body.readUInt16BE(0)),
    suite: body.readUInt16BE(sessionEnd),
    isRetry: body.subarray(2, 34).equals(retryRandom),
  };
  for (let at = sessionEnd + 5; at + 4 <= body.length;) {
    const type = body.readUInt16BE(at);
    const length = body.readUInt16BE(at + 2);
    const content = body.subarray(at + 4, at + 4 + length);
    if (content.length < length) return undefined;
    if (type === extension.supportedVersions && length === 2)
      hello.version = versionName(content.readUInt16BE(0));
    if (type === extension.alpn && length > 3) hello.alpn = content.subarray(3).toString('latin1');
    at += 4 + length;
  }
  return hello;
};
