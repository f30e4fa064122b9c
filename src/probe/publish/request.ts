/** Describes a message to send, and what became of it. */
import { isIP } from 'node:net';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import type { Address } from '../../model/address.ts';
import type { MessageFate } from '../../model/exchange.ts';
import { isByPeer } from '../listener/tls.ts';

/**
 * Template of a release for its addresses: `{domain}`, `{channel}`, `{clientId}`, `{secret}`, `{basic}` (base64 of
 * id:secret).
 */
export interface Templates {
  http: { path: string; authorization: string };
  mqtt: { topic: string };
  ws: { path: string; authorization: string };
  coap: { path: string };
}

export interface PublishRequest {
  protocol: keyof Templates;
  address: Address;
  /** Ids, or the names to look them up by. */
  path: { domain: string; channel: string };
  clientId: string;
  secret: string;
  templates: Templates;
  body: Uint8Array;
  /** ms of silence after which a message counts as hung. */
  timeoutMs: number;
  /** The message goes within TLS; absent: in plaintext. CoAP knows no TLS. */
  tls?: PublishTls;
}

export interface PublishTls {
  servername: string;
  /** PEM: a secret goes to no peer that is not verified. */
  ca: string;
  identity?: { cert: string; key: string };
}

/** Options of a TLS connection, as Node takes them. */
export const tlsOptions = ({ servername, ca, identity }: PublishTls) => ({
  servername: isIP(servername) ? '' : servername,
  checkServerIdentity: (_host: string, certificate: PeerCertificate) =>
    checkServerIdentity(servername, certificate),
  rejectUnauthorized: true,
  ca,
  ...identity,
});

/** The result of one message; `publish` adds the time. */
export type Fate = Omit<MessageFate, 'ms'>;

export const accepted = (detail: string): Fate => ({ outcome: 'accepted', detail });
export const refused = (detail: string): Fate => ({ outcome: 'refused', detail });
export const hung = (detail: string): Fate => ({ outcome: 'hung', detail });
export const unreachable = (detail: string): Fate => ({ outcome: 'unreachable', detail });

/**
 * The fate of a message whose connection failed with this code before anything was answered: refused when the
 * adapter closed, sent an alert, or sent what the protocol does not know; otherwise `unreachable`.
 */
export const failed = (code: string): Fate => {
  if (code === 'ECONNRESET' || code === 'EPIPE') return refused('closed');
  const foreign = code === 'Error' || code.startsWith('HPE_');
  return isByPeer(code) || foreign ? refused(code) : unreachable(code);
};

/** Puts the values of a request into a template; `encode` escapes each for its place. */
export function fill(
  template: string,
  { path, clientId, secret }: PublishRequest,
  encode: (value: string) => string = (value) => value,
): string {
  const basic = Buffer.from(`${clientId}:${secret}`).toString('base64');
  const values: Record<string, string> = { ...path, clientId, secret, basic };
  return template.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : encode(value);
  });
}
