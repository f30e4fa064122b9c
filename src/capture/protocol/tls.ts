/** Says of the first bytes of both sides of a TLS connection what was offered, chosen, shown and refused. */
import { readClientHello } from '../../probe/tap/client-hello.ts';
import type { CapturedTls } from '../model.ts';
import { readCertificate } from './certificate.ts';
import { plainText } from './plain-text.ts';
import { readServerHello, type ServerHello } from './server-hello.ts';
import { alertName, suiteName } from './tls-names.ts';
import { beginsRecord, readDirection, record, type HandshakeMessage } from './tls-records.ts';

/** Types of handshake messages (RFC 8446 section 4, RFC 5246 section 7.4). */
const message = { serverHello: 2, certificate: 11, certificateRequest: 13, serverHelloDone: 14 } as const;

/** @param client from the ClientHello on; `server` from what answers it */
export const readTls = (client: Buffer, server: Buffer): { tls: CapturedTls; settled: boolean } => {
  const reading = readClientHello(client);
  const tls: CapturedTls = { encrypted: false };
  if (reading.state === 'complete') tls.hello = cleanHello(reading.hello);
  const cut =
    server.length < 5 && server[0]! >= record.changeCipherSpec && server[0]! <= record.applicationData;
  if (server.length > 0 && !cut && !beginsRecord(server)) {
    tls.answeredWith = server.subarray(0, 8).toString('hex');
    return { tls, settled: reading.state !== 'incomplete' && server.length >= 8 };
  }
  const retried = asksAgain(readDirection(server).messages);
  const fromClient = readDirection(client, retried);
  const fromServer = readDirection(server, retried);
  readAnswer(tls, fromServer.messages);
  const alert = firstAlert(fromClient.alert, fromServer.alert);
  if (alert) tls.alert = alert;
  tls.encrypted = fromClient.encrypted && fromServer.encrypted;
  if (tls.version !== undefined && tls.version !== 'TLSv1.3') {
    readFlight(tls, fromServer.messages, fromServer.encrypted);
    const shown = fromClient.messages.find(({ type }) => type === message.certificate);
    if (shown) {
      const { leaf, length } = chainOf(shown);
      if (length === 0) tls.clientCertificate = null;
      else if (leaf) tls.clientCertificate = leaf;
    }
  }
  return { tls, settled: tls.encrypted || fromClient.broken || fromServer.broken };
};

export const cleanHello = (hello: NonNullable<CapturedTls['hello']>): NonNullable<CapturedTls['hello']> => ({
  ...hello,
  ...(hello.sni !== undefined && { sni: plainText(hello.sni) }),
  alpn: hello.alpn.slice(0, 20).map((name) => plainText(name)),
  versions: hello.versions.slice(0, 20),
});

const serverHellos = (messages: readonly HandshakeMessage[]): ServerHello[] =>
  messages
    .filter(({ type, body, size }) => type === message.serverHello && body.length === size)
    .flatMap(({ body }) => readServerHello(body) ?? []);

const asksAgain = (messages: readonly HandshakeMessage[]): boolean =>
  serverHellos(messages)[0]?.isRetry === true;

const readAnswer = (tls: CapturedTls, messages: readonly HandshakeMessage[]): void => {
  const hellos = serverHellos(messages);
  if (hellos[0]?.isRetry) tls.helloRetryRequest = true;
  const hello = hellos.find(({ isRetry }) => !isRetry);
  if (!hello) return;
  tls.version = hello.version;
  tls.cipherSuite = suiteName(hello.suite);
  if (hello.alpn !== undefined) tls.alpn = plainText(hello.alpn);
};

/** What the server sends in plaintext after its ServerHello, in TLS 1.2 and below. */
const readFlight = (tls: CapturedTls, messages: readonly HandshakeMessage[], encrypted: boolean): void => {
  const certificate = messages.find(({ type }) => type === message.certificate);
  const done = messages.some(({ type }) => type === message.serverHelloDone);
  if (certificate) {
    const { leaf, length } = chainOf(certificate);
    if (leaf) tls.serverCertificate = leaf;
    if (length !== undefined) tls.chainLength = length;
  }
  if (messages.some(({ type }) => type === message.certificateRequest)) tls.certificateRequested = true;
  else if (done) tls.certificateRequested = false;
  if (encrypted && !certificate && !done) tls.resumed = true;
};

/** `length` is absent where the end of the chain is missing. */
const chainOf = ({
  body,
  size,
}: HandshakeMessage): { leaf?: ReturnType<typeof readCertificate>; length?: number } => {
  const complete = body.length === size;
  let leaf: ReturnType<typeof readCertificate>;
  let length = 0;
  for (let at = 3; at + 3 <= body.length;) {
    const bytes = body.readUIntBE(at, 3);
    at += 3;
    if (at + bytes > body.length) return { ...(leaf && { leaf }) };
    if (length === 0) leaf = readCertificate(body.subarray(at, at + bytes));
    length += 1;
    at += bytes;
  }
  return { ...(leaf && { leaf }), ...(complete && { length }) };
};

type RawAlert = { level: number; description: number } | undefined;

/** A fatal alert says more than a warning; one of the server is the answer to the client. */
const firstAlert = (client: RawAlert, server: RawAlert): CapturedTls['alert'] => {
  const all = [
    { by: 'server' as const, alert: server },
    { by: 'client' as const, alert: client },
  ].flatMap(({ by, alert }) => (alert ? [{ by, ...alert }] : []));
  const one = all.find(({ level }) => level === 2) ?? all[0];
  return (
    one && { by: one.by, level: one.level === 2 ? 'fatal' : 'warning', name: alertName(one.description) }
  );
};
