/** Opens an HTTP/2 session on a connection and says what was heard. */
import http2 from 'node:http2';
import type { Duplex } from 'node:stream';
import type { Address } from '../../model/address.ts';
import type { PlainAnswer } from '../../model/observation.ts';
import { settleWithin } from '../../system/wait.ts';
import { RecordedStream } from '../tap/recorded-stream.ts';
import { connect } from './connect.ts';
import { type Conversation, type Heard, Hearing } from './heard.ts';
import { authorityOf, defaultTimeoutMs, type ProbeOptions } from './protocol.ts';

/**
 * Opens HTTP/2 on an open connection and sends a request. SETTINGS from the server count as an answer; `ask` reports
 * one with more detail.
 */
export async function askOverHttp2(
  stream: Duplex,
  about: Pick<Conversation, 'address' | 'timeoutMs' | 'signal'>,
  ask: (session: http2.ClientHttp2Session, answered: (status: string) => void) => void,
): Promise<Heard> {
  const hearing = new Hearing();
  let settings = false;
  const soFar = (withoutBytes: 'closed' | 'silent'): Heard =>
    settings ? { answer: 'answered', status: 'SETTINGS', bytes: hearing.bytes } : hearing.end(withoutBytes);
  return settleWithin(
    about.timeoutMs,
    about.signal,
    () => soFar('silent'),
    (settle) => {
      const wire = new RecordedStream(stream, { read: (chunk) => void hearing.add(chunk) }, 'gone');
      const session = http2.connect(`http://${authorityOf(about.address)}`, { createConnection: () => wire });
      session.on('remoteSettings', () => (settings = true));
      session.on('error', () => settle(soFar('closed')));
      session.on('close', () => settle(soFar('closed')));
      wire.on('error', () => settle(soFar('closed')));
      wire.on('close', () => settle(soFar('closed')));
      ask(session, (status) => settle({ answer: 'answered', status, bytes: hearing.bytes }));
      return () => {
        // Destroying the stream ends the session. Destroying the session would write GOAWAY, and Node asserts,
        // uncatchably, when an earlier write is still under way.
        wire.destroy();
        stream.destroy();
      };
    },
  );
}

/**
 * Sends a GET over plaintext HTTP/2 with prior knowledge (RFC 9113, section 3.3) on a fresh connection: a TLS server
 * that refuses plaintext HTTP/1 may still accept it.
 */
export async function probeHttp2(
  address: Address,
  { signal, timeoutMs = defaultTimeoutMs, path = '/health' }: ProbeOptions = {},
): Promise<PlainAnswer> {
  const deadline = performance.now() + timeoutMs;
  const made = await connect(address, { timeoutMs, signal });
  if ('error' in made) return { answer: 'refused', status: made.error, bytes: '' };
  const about = { address, timeoutMs: deadline - performance.now(), signal };
  const heard = await askOverHttp2(made.socket, about, (session, answered) => {
    const request = session.request({ ':method': 'GET', ':path': path });
    request.on('response', (headers) => answered(String(headers[':status'])));
    // An error of the request also ends the session, or the bound ends both.
    request.on('error', () => {});
    request.resume().end();
  });
  return { ...heard, bytes: heard.bytes.toString('hex') };
}
