/** Makes a TLS handshake with a listener, and sends a request inside it. */
import { X509Certificate } from 'node:crypto';
import net from 'node:net';
import tls from 'node:tls';
import type { Address } from '../../model/address.ts';
import type { TlsAnswer } from '../../model/observation.ts';
import { codeOf } from '../error-code.ts';
import { settleWithin } from '../../system/wait.ts';
import { converse } from './converse.ts';
import { alpnOf, defaultTimeoutMs, type ListenerProtocol, type ProbeOptions } from './protocol.ts';

export interface TlsProbeOptions extends ProbeOptions {
  /** Trust anchors, PEM; needed with `verify`. */
  ca?: string;
  /** Name to send as SNI, unless an IP literal; with `verify` it must be in the certificate. */
  servername: string;
  /** Refuse a certificate that does not chain to `ca`, is out of date, or does not name `servername`. */
  verify: boolean;
  /** Chain and key of a client, PEM, for a server that asks for one. */
  identity?: { cert: string; key: string };
}

/**
 * A TLS handshake, without a client certificate unless one is given, then the protocol inside it. TLS 1.3 lets a handshake succeed on
 * the client before the server has judged it, so only `answer` shows that the server accepted it.
 * `chain` holds what was presented; with `ca`, anchors of the probe's own are left out of it.
 */
export async function probeTls(
  address: Address,
  protocol: ListenerProtocol,
  { ca, servername, verify, identity, signal, timeoutMs = defaultTimeoutMs, path }: TlsProbeOptions,
): Promise<TlsAnswer> {
  if (protocol === 'coap') return { handshake: false, error: 'DTLS_NOT_PROBED', byPeer: false };
  const deadline = performance.now() + timeoutMs;
  const socket = tls.connect({
    ...address,
    servername: net.isIP(servername) ? '' : servername,
    checkServerIdentity: (_host, certificate) => tls.checkServerIdentity(servername, certificate),
    rejectUnauthorized: verify,
    ALPNProtocols: alpnOf(protocol),
    secureContext: contextOf(ca, identity),
  });
  const failed = await shakeHands(socket, timeoutMs, signal);
  if (failed) return failed;
  const shaken: TlsAnswer = {
    handshake: true,
    ...(socket.getProtocol() && { protocol: socket.getProtocol()! }),
    ...(socket.alpnProtocol ? { alpn: socket.alpnProtocol } : {}),
    chain: chainOf(socket, ca),
  };
  const left = deadline - performance.now();
  const heard = await converse(socket, { protocol, address, path, timeoutMs: left, signal });
  // Inside TLS a redirect is an answer like any other.
  const answer = heard.answer === 'redirect' ? 'answered' : heard.answer;
  return { ...shaken, answer, ...(heard.status !== undefined && { status: heard.status }) };
}

/** By trust anchors, for handshakes without a client certificate: making one takes longer than a handshake. */
const mostContexts = 8;
const contexts = new Map<string | undefined, tls.SecureContext>();

function contextOf(ca: string | undefined, identity: TlsProbeOptions['identity']): tls.SecureContext {
  const made = identity ? undefined : contexts.get(ca);
  if (made) return made;
  const context = tls.createSecureContext({ ...(ca !== undefined && { ca }), ...identity });
  // One process may make many runs, each with other authorities.
  if (contexts.size >= mostContexts) contexts.clear();
  if (!identity) contexts.set(ca, context);
  return context;
}

const tooLate = (): TlsAnswer => ({ handshake: false, error: 'TIMEOUT', byPeer: false });

/** Returns `undefined` after a handshake, with the socket open; otherwise what failed. */
async function shakeHands(
  socket: tls.TLSSocket,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<TlsAnswer | undefined> {
  let done = false;
  return settleWithin<TlsAnswer | undefined>(timeoutMs, signal, tooLate, (settle) => {
    let connected = false;
    socket.on('connect', () => (connected = true));
    socket.on('secureConnect', () => {
      done = true;
      settle(undefined);
    });
    socket.on('error', (error) => {
      const code = codeOf(error);
      settle({ handshake: false, error: code, byPeer: connected && isByPeer(code) });
    });
    socket.on('close', () => settle({ handshake: false, error: 'CLOSED', byPeer: true }));
    return () => {
      if (!done) socket.destroy();
    };
  });
}

/**
 * Whether an error came over the wire: OpenSSL names received alerts `…_ALERT_…`, the younger ones only `TLSV1_…` or
 * `TLSV13_…` (openssl/ssl/ssl_err.c); every other name is its own finding. ECONNRESET stands for a close before the
 * handshake was done.
 */
export const isByPeer = (code: string): boolean =>
  code === 'ECONNRESET' || code === 'EPIPE' || /^ERR_SSL_(TLSV1_|TLSV13_|.*_ALERT_)/.test(code);

function chainOf(socket: tls.TLSSocket, ca: string | undefined): string[] {
  const anchors = ca === undefined ? [] : fingerprintsOf(ca);
  const chain: string[] = [];
  let certificate: tls.DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  while (certificate?.fingerprint256 && !chain.includes(certificate.fingerprint256)) {
    const leaf = chain.length === 0;
    if (leaf || !anchors.includes(certificate.fingerprint256)) chain.push(certificate.fingerprint256);
    const issuer: tls.DetailedPeerCertificate | undefined = certificate.issuerCertificate;
    if (issuer === certificate) break;
    certificate = issuer;
  }
  return chain;
}

function fingerprintsOf(pem: string): string[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) => new X509Certificate(block).fingerprint256);
}
