/** Tells how a listener answered each probe, one line a probe. Pure. */
import type {
  ClientOffer,
  ListenerObservation,
  PlainAnswer,
  PlaintextWatch,
  TlsAnswer,
  VersionAnswer,
} from '../../../model/observation.ts';
import { chainInWords, joined } from './phrases.ts';

export const listenerInWords = (listener: ListenerObservation): string[] => {
  const { plain, http2, tls, tlsLater, verified, byClient, versions, ciphers, watch } = listener;
  return [
    plain && `plaintext: ${plainInWords(plain)}`,
    http2 && `HTTP/2 in plaintext: ${plainInWords(http2)}`,
    tls && `TLS: ${tlsInWords(tls)}`,
    tlsLater && `TLS two seconds later: ${tlsInWords(tlsLater)}`,
    verified && `TLS, verified, without a client certificate: ${tlsInWords(verified)}`,
    ...clientOffers.map(
      (offer) => byClient && `TLS, client ${clients[offer]}: ${tlsInWords(byClient[offer])}`,
    ),
    versions && `versions: ${offersInWords(versions)}`,
    ciphers && `cipher suites: ${offersInWords(ciphers)}`,
    watch && `byte probe: ${watchInWords(watch)}`,
  ].filter((line) => line !== undefined);
};

const clients: Record<ClientOffer, string> = {
  none: 'without a certificate',
  known: "with a certificate of the run's authority",
  foreign: 'with a certificate of another authority',
};
const clientOffers = Object.keys(clients) as ClientOffer[];

export const plainInWords = ({ answer, status, bytes }: PlainAnswer): string =>
  joined([answer, status, status === undefined && bytes !== '' && `first bytes ${bytes.slice(0, 16)}`]);

const tlsInWords = (tls: TlsAnswer): string =>
  tls.handshake
    ? joined([
        tls.protocol,
        tls.alpn !== undefined && `ALPN ${tls.alpn}`,
        tls.chain && tls.chain.length > 0 && `presented ${chainInWords(tls.chain)}`,
        joined([tls.answer, tls.status], ' '),
      ])
    : joined([
        'no handshake',
        tls.error,
        tls.byPeer !== undefined && (tls.byPeer ? 'ended by the peer' : 'given up by the probe'),
      ]);

const offersInWords = (offers: Readonly<Record<string, VersionAnswer>>): string =>
  Object.entries(offers)
    .map(([name, { outcome, detail }]) => `${name} ${outcome}${detail === '' ? '' : ` (${detail})`}`)
    .join(', ');

const watchInWords = (watch: PlaintextWatch): string => {
  const times = (at: readonly number[]): string =>
    at.length > 0 ? `at ${at.map(Math.round).join(', ')} ms` : 'never';
  return joined(
    [
      `${watch.samples} samples, at most ${Math.round(watch.maxGapMs)} ms apart, ${watch.connected} reached an open port`,
      `answered in plaintext ${times(watch.plaintextAt)}`,
      watch.http2At && `by HTTP/2 in plaintext ${times(watch.http2At)}`,
      watch.tlsAt !== undefined && `answered as a TLS listener first at ${Math.round(watch.tlsAt)} ms`,
      watch.stranger && 'another program answered at the port',
    ],
    '; ',
  );
};
