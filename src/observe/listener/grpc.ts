import http2 from 'node:http2';
import type { Duplex } from 'node:stream';
import { Health, servingStatus } from '../../../fixtures/proto/services.ts';
import { settleWithin } from '../bounded.ts';
import { RecordedStream } from '../recorded-stream.ts';
import { type Conversation, type Heard, keptBytes } from './heard.ts';
import { authorityOf } from './protocol.ts';
import { readReply } from './reply.ts';

/** Length-prefixed message (gRPC over HTTP/2, "Length-Prefixed-Message"): no compression, then the length. */
const prefixBytes = 5;

/**
 * Calls `grpc.health.v1.Health/Check` for the server as a whole. SETTINGS from the server are an answer already; a
 * status of the call is one that says more (`SERVING`, `grpc-status 12`, …).
 */
export async function askHealth(stream: Duplex, about: Conversation): Promise<Heard> {
  let bytes = Buffer.alloc(0);
  let settings = false;
  const soFar = (otherwise: 'closed' | 'silent'): Heard => {
    if (settings) return { answer: 'answered', status: 'SETTINGS', bytes };
    const reply = readReply(bytes);
    return reply ? { ...reply, bytes } : { answer: bytes.length > 0 ? 'closed' : otherwise, bytes };
  };
  return settleWithin(
    about.timeoutMs,
    about.signal,
    () => soFar('silent'),
    (settle) => {
      const wire = new RecordedStream(
        stream,
        {
          read: (chunk) => {
            bytes = Buffer.concat([bytes, chunk]).subarray(0, keptBytes);
          },
        },
        'gone',
      );
      const session = http2.connect(`http://${authorityOf(about.address)}`, { createConnection: () => wire });
      session.on('remoteSettings', () => (settings = true));
      session.on('error', () => settle(soFar('closed')));
      session.on('close', () => settle(soFar('closed')));
      wire.on('error', () => settle(soFar('closed')));
      wire.on('close', () => settle(soFar('closed')));
      check(session, (status) => settle({ answer: 'answered', status, bytes }));
      return () => {
        // The session ends with its stream. Destroyed by itself it would write GOAWAY, and Node asserts, uncatchably,
        // when an earlier write is still under way.
        wire.destroy();
        stream.destroy();
      };
    },
  );
}

function check(session: http2.ClientHttp2Session, answered: (status: string) => void): void {
  const call = session.request({
    ':method': 'POST',
    ':path': Health.Check.path,
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  const body: Buffer[] = [];
  const status = (headers: http2.IncomingHttpHeaders): void => {
    const code = headers['grpc-status'];
    if (code === undefined) return;
    answered(code === '0' ? servingWord(Buffer.concat(body)) : `grpc-status ${String(code)}`);
  };
  call.on('response', (headers) => {
    if (headers[':status'] !== 200) answered(String(headers[':status']));
    else status(headers);
  });
  call.on('data', (chunk: Buffer) => body.push(chunk));
  call.on('trailers', status);
  // Whatever ends the call also ends the session or the bound; there is nothing to add here.
  call.on('error', () => {});
  call.end(Buffer.alloc(prefixBytes));
}

function servingWord(framed: Buffer): string {
  const { status } = Health.Check.responseDeserialize(framed.subarray(prefixBytes));
  const words: Record<number, string> = {
    [servingStatus.serving]: 'SERVING',
    [servingStatus.notServing]: 'NOT_SERVING',
    [servingStatus.serviceUnknown]: 'SERVICE_UNKNOWN',
  };
  return words[status] ?? 'UNKNOWN';
}
