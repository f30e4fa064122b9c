/** Asks a gRPC listener for its health. */
import type http2 from 'node:http2';
import type { Duplex } from 'node:stream';
import { Health, servingStatus } from '../../../fixtures/proto/services.ts';
import type { Conversation, Heard } from './heard.ts';
import { askOverHttp2 } from './http2.ts';

/** Length-prefixed message (gRPC over HTTP/2, "Length-Prefixed-Message"): no compression, then the length. */
const prefixBytes = 5;

/**
 * Calls `grpc.health.v1.Health/Check` for the server as a whole. SETTINGS from the server count as an answer; a status
 * of the call adds detail (`SERVING`, `grpc-status 12`, …).
 */
export const askHealth = (stream: Duplex, about: Conversation): Promise<Heard> =>
  askOverHttp2(stream, about, check);

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
  // An error of the call also ends the session, or the bound ends both: nothing to do here.
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
