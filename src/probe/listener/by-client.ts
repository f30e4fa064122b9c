/** Asks a TLS listener as clients with different certificates: whom does it serve? */
import https from 'node:https';
import type { TlsOptions } from 'node:tls';
import type { Address } from '../../model/address.ts';
import { InfrastructureError } from '../../model/errors.ts';
import type { ClientOffer, TlsAnswer } from '../../model/observation.ts';
import { openServer } from '../../system/open-server.ts';
import type { ListenerProtocol, ProbeOptions } from './protocol.ts';
import { probeTls } from './tls.ts';

export const clientOffers = ['none', 'known', 'foreign'] as const satisfies ClientOffer[];

/** PEM: chain and key of a client. */
export interface ClientPair {
  cert: string;
  key: string;
}

/** Certificates of clients: of the authority that the service is to know, and of another one. */
export type ClientPairs = Readonly<Record<Exclude<ClientOffer, 'none'>, ClientPair>>;

/**
 * One handshake and request for each kind of client. In TLS 1.3 a server judges a client after the client's handshake is
 * done, so whether the request is answered says whom it serves. The certificate of the server is not verified: only
 * that of the client may decide.
 */
export async function probeByClient(
  address: Address,
  protocol: ListenerProtocol,
  pairs: ClientPairs,
  options: ProbeOptions & { servername: string },
): Promise<Record<ClientOffer, TlsAnswer>> {
  const answers = await Promise.all(
    clientOffers.map(async (offer): Promise<[ClientOffer, TlsAnswer]> => {
      const identity = offer === 'none' ? {} : { identity: pairs[offer] };
      return [offer, await probeTls(address, protocol, { ...options, ...identity, verify: false })];
    }),
  );
  return Object.fromEntries(answers) as Record<ClientOffer, TlsAnswer>;
}

export interface ClientProof extends ProbeOptions {
  /** Of the servers that the proof starts. */
  pair: ClientPair;
  /** PEM: the authority of the known client. */
  ca: string;
  clients: ClientPairs;
}

/**
 * Asks two servers whose answers are known: one that takes every client, and one that takes those of one authority.
 * Throws `InfrastructureError` PROBE_DISHONEST where the probe reports anything else: a client that does not send its
 * certificate would report a server that demands one as a server that refuses everybody.
 */
export async function proveByClient({ pair, ca, clients, ...options }: ClientProof): Promise<void> {
  const differing = async (server: KnownServer): Promise<string[]> => {
    const listening = https.createServer({ ...pair, ...server.options }, (_, response) => response.end('{}'));
    listening.on('tlsClientError', () => {});
    await using opened = await openServer(listening, '127.0.0.1');
    const seen = await probeByClient(opened.address, 'http', clients, {
      ...options,
      servername: 'localhost',
    });
    return clientOffers
      .filter((offer) => (seen[offer].answer === 'answered') !== server.serves.includes(offer))
      .map((offer) => `${server.what}, client ${offer}: ${inWords(seen[offer])}`);
  };
  const differences = [
    ...(await differing({
      what: 'a server that asks for no certificate',
      options: {},
      serves: clientOffers,
    })),
    ...(await differing({
      what: 'a server that demands a certificate',
      options: { ca, requestCert: true, rejectUnauthorized: true },
      serves: ['known'],
    })),
  ];
  if (differences.length === 0) return;
  throw new InfrastructureError(
    'PROBE_DISHONEST',
    `the probe with certificates of clients did not see what a known server does: ${differences.join('; ')}`,
    'look for options of Node or OpenSSL that change how certificates are presented, then run again',
  );
}

interface KnownServer {
  what: string;
  options: TlsOptions;
  serves: readonly ClientOffer[];
}

const inWords = ({ answer, error, status }: TlsAnswer): string =>
  [answer, error, status].filter(Boolean).join(' ') || 'no handshake';
