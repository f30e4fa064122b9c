/** Lists the protocols of listeners and what a probe must know to ask in them. */
import type { Address } from '../../model/address.ts';
import { h2Preface } from '../tap/opening.ts';

/** What a listener speaks. `ws` is HTTP until it is upgraded; `coap` is the one on UDP. */
export type ListenerProtocol = 'http' | 'grpc' | 'mqtt' | 'ws' | 'coap';
export type StreamProtocol = Exclude<ListenerProtocol, 'coap'>;

export interface ProbeOptions {
  signal?: AbortSignal | undefined;
  /** Bound of the whole probe, ms. Default 2000. */
  timeoutMs?: number;
  /** Path of the GET for `http` and `ws`. Default `/health`. */
  path?: string;
}

export const defaultTimeoutMs = 2000;

/** ALPN that a well-behaved client of the protocol offers; grpc-go ends a connection without `h2`. */
export function alpnOf(protocol: StreamProtocol): string[] {
  return { grpc: ['h2'], http: ['http/1.1'], ws: ['http/1.1'], mqtt: [] }[protocol];
}

/** Empty SETTINGS, with which every HTTP/2 client begins (RFC 9113 section 6.5). */
const h2Settings = Buffer.from('000000040000000000', 'hex');

/**
 * CONNECT of MQTT 3.1.1 with a clean session and no client identifier: legal, and refused by Magistrala's adapter
 * before it asks anybody, so that a probe leaves no trace at the adapter's peers.
 */
const mqttConnect = Buffer.from('100c00044d5154540402000a0000', 'hex');

/** The smallest request to which a server of the protocol answers. */
export function shortestRequest(protocol: StreamProtocol, address: Address, path = '/health'): Buffer {
  if (protocol === 'grpc') return Buffer.concat([h2Preface, h2Settings]);
  if (protocol === 'mqtt') return mqttConnect;
  return Buffer.from(`GET ${path} HTTP/1.1\r\nHost: ${authorityOf(address)}\r\nConnection: close\r\n\r\n`);
}

export function authorityOf({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
