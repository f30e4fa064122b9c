/** Makes one TLS handshake with an endpoint that may be anything, and keeps what it presented. */
import { X509Certificate } from 'node:crypto';
import net from 'node:net';
import tls from 'node:tls';
import type { TlsAnswer } from '../../model/observation.ts';
import { codeOf } from '../../probe/error-code.ts';
import { converse } from '../../probe/listener/converse.ts';
import type { Heard } from '../../probe/listener/heard.ts';
import { alpnOf, type StreamProtocol } from '../../probe/listener/protocol.ts';
import { isByPeer } from '../../probe/listener/tls.ts';
import { settleWithin } from '../../system/wait.ts';
import type { Identity } from '../file/deployment.ts';
import { anchorsIn, mostPresented } from './trust.ts';

export interface TlsLook {
  answer: TlsAnswer;
  /** Leaf first, as far as each is the issuer of the one before it. */
  presented: X509Certificate[];
  /** What Node says against the chain. */
  node?: string;
  /** IANA name of the suite that the server chose. */
  suite?: string;
  /** No TCP connection was made: the code. */
  unreached?: string;
  /** The peer ended the connection after the handshake, before it was asked anything. */
  endedUnasked?: true;
}

export interface TlsLookOptions {
  ip: string;
  port: number;
  protocol: StreamProtocol;
  path?: string | undefined;
  servername: string;
  ca?: string | undefined;
  identity?: Identity | undefined;
  timeoutMs: number;
  signal: AbortSignal;
  /** Asks in place of the shortest request of the protocol. */
  ask?: ((socket: tls.TLSSocket, timeoutMs: number) => Promise<Answered>) | undefined;
}

type Answered = Pick<Heard, 'answer' | 'status'>;

/** ms after the handshake in which a server of TLS 1.3 says that it refuses the client: it decides after the client. */
const refusalMs = 150;

/**
 * What Go offers a server by default since 1.23, so that a server that its callers cannot talk to is told: neither DHE nor
 * static RSA, no SHA-1 in signatures. Small keys are seen here, and judged with the certificate.
 */
const offeredByGo = {
  minVersion: 'TLSv1.2',
  ciphers: [
    ...['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'],
    ...['ECDHE-ECDSA', 'ECDHE-RSA'].flatMap((exchange) =>
      ['AES128-GCM-SHA256', 'AES256-GCM-SHA384', 'CHACHA20-POLY1305', 'AES128-SHA', 'AES256-SHA'].map(
        (suite) => `${exchange}-${suite}`,
      ),
    ),
    '@SECLEVEL=0',
  ].join(':'),
  sigalgs: [
    ...['RSA-PSS+SHA256', 'ECDSA+SHA256', 'ed25519', 'RSA-PSS+SHA384', 'RSA-PSS+SHA512', 'RSA+SHA256'],
    ...['RSA+SHA384', 'RSA+SHA512', 'ECDSA+SHA384', 'ECDSA+SHA512'],
  ].join(':'),
} as const;

/** Offers what Go offers. */
export const lookTls = async (options: TlsLookOptions): Promise<TlsLook> => {
  const { ip, port, protocol, path, servername, ca, identity, timeoutMs, signal, ask } = options;
  const deadline = performance.now() + timeoutMs;
  const seen: { connected: boolean; error?: string } = { connected: false };
  const socket = tls.connect({
    host: ip,
    port,
    servername: net.isIP(servername) ? '' : servername,
    ...offeredByGo,
    rejectUnauthorized: false,
    ALPNProtocols: alpnOf(protocol),
    checkServerIdentity: (_host, one) => tls.checkServerIdentity(servername, one),
    // Without a CA, the roots of Node would complete the chain.
    ca: ca ?? [],
    ...identity,
  });
  socket.on('connect', () => (seen.connected = true));
  socket.on('error', (error) => (seen.error ??= codeOf(error)));
  const shaken = await settleWithin(
    timeoutMs,
    signal,
    () => false,
    (settle) => {
      socket.on('secureConnect', () => settle(true));
      socket.on('error', () => settle(false));
      socket.on('close', () => settle(false));
      return () => {};
    },
  ).catch((error: unknown) => {
    socket.destroy();
    throw error;
  });
  if (!shaken) {
    socket.destroy();
    const error = seen.error ?? (performance.now() >= deadline ? 'TIMEOUT' : 'CLOSED');
    return {
      answer: { handshake: false, error, byPeer: seen.connected && (error === 'CLOSED' || isByPeer(error)) },
      presented: [],
      ...(!seen.connected && { unreached: error }),
    };
  }
  const presented = presentedBy(socket, ca);
  const { standardName: suite } = socket.getCipher();
  const node =
    typeof socket.authorizationError === 'string'
      ? socket.authorizationError
      : codeIn(socket.authorizationError);
  const made: TlsAnswer = {
    handshake: true,
    ...(socket.getProtocol() && { protocol: socket.getProtocol()! }),
    ...(socket.alpnProtocol ? { alpn: socket.alpnProtocol } : {}),
    chain: presented.map(({ fingerprint256 }) => fingerprint256),
  };
  const endedUnasked = await gone(socket, Math.min(refusalMs, deadline - performance.now()), signal);
  const address = { host: servername, port };
  const left = Math.max(1, deadline - performance.now());
  const heard: Answered = ask
    ? await ask(socket, left)
    : await converse(socket, { protocol, address, path, timeoutMs: left, signal });
  socket.destroy();
  const answer = heard.answer === 'redirect' ? 'answered' : heard.answer;
  return {
    answer: {
      ...made,
      answer,
      ...(seen.error !== undefined &&
        answer === 'closed' && { error: seen.error, byPeer: isByPeer(seen.error) }),
      ...(heard.status !== undefined && { status: heard.status }),
    },
    presented,
    suite,
    ...(endedUnasked && { endedUnasked }),
    ...(ca !== undefined && node !== undefined && { node }),
  };
};

const codeIn = (error: Error | null | undefined): string | undefined => (error ? codeOf(error) : undefined);

/** Resolves when the connection ends, or after `ms`; says whether it ended. */
const gone = (socket: tls.TLSSocket, ms: number, signal: AbortSignal): Promise<boolean> =>
  settleWithin(
    ms,
    signal,
    () => false,
    (settle) => {
      const end = (): void => settle(true);
      socket.once('error', end);
      socket.once('close', end);
      return () => {
        socket.off('error', end);
        socket.off('close', end);
      };
    },
  );

/** Node lists the leaf and, link by link, its issuers, at the end one of the given CAs that was not presented. */
const presentedBy = (socket: tls.TLSSocket, ca = ''): X509Certificate[] => {
  const anchors = new Set(anchorsIn(ca).map(({ fingerprint256 }) => fingerprint256));
  const chain: X509Certificate[] = [];
  const known = new Set<string>();
  let one: tls.DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  while (one?.raw && !known.has(one.fingerprint256) && chain.length < mostPresented) {
    known.add(one.fingerprint256);
    if (chain.length === 0 || !anchors.has(one.fingerprint256)) chain.push(new X509Certificate(one.raw));
    const issuer: tls.DetailedPeerCertificate | undefined = one.issuerCertificate;
    if (issuer === one) break;
    one = issuer;
  }
  return chain;
};

/** `bad certificate` of an alert; the code itself where it is none. */
export const alertInWords = (code: string): string => {
  const [, alert] = /^ERR_SSL_(?:SSLV3_|TLSV1_|TLSV13_)(?:ALERT_)?(.+)$/.exec(code) ?? [];
  if (alert !== undefined) return `TLS alert: ${alert.toLowerCase().replaceAll('_', ' ')}`;
  return otherCodes[code] ?? code;
};

/** Why a name was not found. */
export const errorOfName = (error: unknown): string => alertInWords(codeOf(error));

/** OpenSSL takes 100 kB of certificates, Go 256 KiB: what Go would make of them stays open. */
export const tooLarge = 'the certificates take more room than OpenSSL accepts';

const otherCodes: Record<string, string> = {
  CLOSED: 'closed without an alert',
  ECONNRESET: 'connection reset',
  TIMEOUT: 'no answer in time',
  ERR_SSL_WRONG_VERSION_NUMBER: 'the answer is no TLS',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'the answer is no TLS',
  ERR_SSL_EXCESSIVE_MESSAGE_SIZE: tooLarge,
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'it takes no TLS 1.2 or newer',
  ECONNREFUSED: 'connection refused',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to the network',
  ENOTFOUND: 'no such name',
  EAI_AGAIN: 'the name could not be looked up',
};
