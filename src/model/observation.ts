/**
 * What was observed of one start: facts only, never a verdict. Everything here is plain JSON; it is what the
 * journal holds and what the judge reads. Times are milliseconds since the start began unless named otherwise.
 * `src/journal/observation-schema.ts` holds the same forms for reading; a change here raises `journalVersion`.
 */
import type { CallsObservation, MessageObservation } from './exchange.ts';

export interface Observation {
  /** Set when the infrastructure around the services could not be set up; then nothing below may be judged. */
  infrastructure?: { code: string; message: string };
  /**
   * The plain start, made once more because this start did not do what its case expects: shows whether the
   * stack around it still works.
   */
  premise?: { holds: boolean; detail: string };
  /**
   * Cases whose required facts were absent in this start and present in a second one that was otherwise equal: two
   * equal readings make a verdict, two different ones make none.
   */
  unstable?: string[];
  /** Why the machine was too busy for what was not seen, or seen late, to count. */
  busy?: string;
  /** One entry a service that was started, by service name. */
  services: Record<string, ServiceObservation>;
  /** One entry a hop, by its name, see `hopName`: what a tap between the two saw. */
  hops: Record<string, HopObservation>;
  /** PostgreSQL's own view of the sessions, by service name. */
  sessions: Record<string, SessionObservation>;
  /** One entry an adapter, attempt and phase, in the order in which they were first answered. */
  messages: MessageObservation[];
  calls: CallsObservation;
  configured: Configured;
  /** In a deployment: whether Auth, Channels, Domains and SpiceDB are services or scripts. */
  core?: 'services' | 'scripts';
  /** What no setting secures, and what was seen there. */
  unsecurable: UnsecurableObservation[];
  /** Clients was given a new certificate and started again. */
  restart?: { ready: boolean; newCertificate: boolean };
}

/** The observation of a start as it begins. */
export const nothingSeen = (configured: Configured): Observation => ({
  services: {},
  hops: {},
  sessions: {},
  messages: [],
  calls: { byName: {}, database: {}, again: {}, wrongToken: {} },
  configured,
  unsecurable: [],
});

/** What the start was configured to be: what is observed is held against it. */
export interface Configured {
  /** By setting: the certificate in the file that it names. */
  certificates: Record<string, ConfiguredCertificate>;
  /** By name of the hop. Empty where scripts stand for a part of the deployment: they take whatever they are opened with. */
  hops: Record<string, 'tls' | 'plaintext'>;
  /** By name of the hop: why nothing of the deployment opens it. */
  unused: Record<string, string>;
}

export interface ConfiguredCertificate {
  /** SHA-256 fingerprints, leaf first. */
  chain: string[];
  /** As PostgreSQL writes it: `/CN=…`. */
  subject: string;
}

/** A hop, or an inner port, where the release has no setting for TLS. */
export interface UnsecurableObservation {
  /** The service that opens the hop, or that has the port. */
  from: string;
  /** The other end of the hop, or the port as in the release file: `tcp/81`. */
  to: string;
  /** First bytes of the client on the hop, or of the answer at the port, hex. */
  bytes: string;
}

export interface ServiceObservation {
  boot: BootObservation;
  /** How often it was started until it stayed, where that was more than once. */
  starts?: number;
  /** How it ended when it ended by itself after it had become ready. */
  endedLater?: { code: number | null; signal: string | null; ms: number };
  /** How it ended when the suite stopped it; signal SIGKILL means that it had to be killed. */
  stopped?: { code: number | null; signal: string | null; ms: number };
  output: OutputObservation;
  /** By listener name (`http`, `grpc`, `mqtt`, `coap`). */
  listeners: Record<string, ListenerObservation>;
  /** All addresses that it listened on; unset where that was not asked or the system did not say. */
  sockets?: SocketObservation[];
  /** Names and redacted values of the environment that the case itself set. */
  environment: Record<string, string>;
}

export type BootObservation =
  | { outcome: 'ready'; ms: number }
  | { outcome: 'exited'; ms: number; code: number | null; signal: string | null }
  | { outcome: 'hung'; ms: number };

export interface OutputObservation {
  /** Bytes of output in all. */
  bytes: number;
  /** The last lines, redacted, at most 40. */
  tail: string[];
  /** Lines that report an error, redacted, at most 40: level error or fatal, or an uncaught failure. */
  errors: string[];
  /** Names of the configured files and variables of this start that occur in any error line. */
  errorsName: string[];
  /** Secrets of this start found in the complete output. The secret itself is never stored. */
  secrets: SecretSighting[];
}

export interface SecretSighting {
  kind: 'private-key' | 'password' | 'token' | 'device-secret' | 'user-token';
  /** Which secret, for example the setting it was configured by. */
  of: string;
  /** Which messages carry it: the others of the same start say nothing about it. */
  carriedBy?: 'right-secret' | 'wrong-secret';
  /** Lines of the output in which it was seen, from 1, at most three. */
  lines?: number[];
}

/** A socket that waited for peers, listening or, by UDP, at a chosen port. */
export interface SocketObservation {
  protocol: 'tcp' | 'udp';
  address: string;
  port: number;
  /** The listener or inner port (`tcp/81`) that the release file declares at this port; absent for none. */
  declared?: string;
  /** The listener was probed at this very socket. */
  probed?: true;
  /** Answer to plaintext at any other socket; absent where it is not reached from outside. */
  plain?: PlainAnswer;
}

export interface ListenerObservation {
  /** A plaintext request of the listener's protocol on a fresh connection. */
  plain?: PlainAnswer;
  /** At an HTTP listener: a plaintext request by HTTP/2 with prior knowledge. */
  http2?: PlainAnswer;
  /** A TLS handshake (no verification) followed by the listener's protocol. */
  tls?: TlsAnswer;
  /** The same two seconds later, where the byte probe ran as long. */
  tlsLater?: TlsAnswer;
  /** The same by a client that trusts only the issuing CA, checks the name, and has no certificate. */
  verified?: TlsAnswer;
  /** The same, without verification, by what the client has for a certificate. */
  byClient?: Record<ClientOffer, TlsAnswer>;
  /** By offered protocol version. */
  versions?: Record<TlsVersion, VersionAnswer>;
  /** By offered kind of cipher suites, each offered alone with TLS 1.2. */
  ciphers?: Record<CipherOffer, VersionAnswer>;
  /** The byte probe that runs from before the start to the end. */
  watch?: PlaintextWatch;
}

/** No certificate, one of the authority that the service is to know, or one of another. */
export type ClientOffer = 'none' | 'known' | 'foreign';

/** `ecdhe`: what a client of today offers; it shows that the same ClientHello with other suites can be read. */
export type CipherOffer = 'ecdhe' | 'rc4' | '3des' | 'null-or-export' | 'static-rsa';

export type TlsVersion = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';

/**
 * `refused`: no connection; `closed`: closed or an alert without an answer of the protocol; `silent`: connected,
 * nothing came within the bound; `bad-request`: a bare HTTP 400; `redirect`: to https, without any data of the
 * service; `answered`: the service itself answered.
 */
export interface PlainAnswer {
  answer: 'refused' | 'closed' | 'silent' | 'bad-request' | 'redirect' | 'answered';
  /** HTTP status, or gRPC status code, or the protocol's own word. */
  status?: string;
  /** First bytes received, hex, at most 64 bytes. */
  bytes: string;
}

export interface TlsAnswer {
  handshake: boolean;
  /** Error code of OpenSSL or the system when the handshake failed. */
  error?: string;
  /** True when the failure is an alert or a close by the peer, false when the probe itself gave up. */
  byPeer?: boolean;
  protocol?: string;
  alpn?: string;
  /** SHA-256 fingerprints of the presented chain, leaf first. */
  chain?: string[];
  /** What the protocol answered inside TLS. */
  answer?: 'answered' | 'closed' | 'silent' | 'bad-request';
  status?: string;
}

export interface VersionAnswer {
  /** `not-offered`: the probe could not offer it, which makes the row unobserved. */
  outcome: 'accepted' | 'refused-by-peer' | 'not-offered' | 'unclear';
  detail: string;
}

export interface PlaintextWatch {
  samples: number;
  /** Largest gap between two samples, ms. */
  maxGapMs: number;
  /** Samples that received an answer of the service in plaintext: ms since the start, at most 10. */
  plaintextAt: number[];
  /** The same for samples by HTTP/2 with prior knowledge at an HTTP listener: SETTINGS, or success. */
  http2At?: number[];
  /** ms since the start of the first sample that was answered as a TLS listener answers plaintext: an alert, or a 400. */
  tlsAt?: number;
  /** Samples that reached an open port. */
  connected: number;
  /** Somebody else than the service answered in plaintext at its port. */
  stranger?: true;
}

export interface HopObservation {
  connections: HopConnection[];
  /** Connections beyond the tap's bound, which are counted only; absent when there was none. */
  unrecorded?: number;
}

export interface HopConnection {
  at: number;
  /** How the client opened. */
  opening:
    | 'tls'
    | 'h2-plaintext'
    | 'postgres-ssl-request'
    | 'postgres-startup'
    | 'mqtt'
    | 'http1'
    | 'other'
    | 'nothing';
  /** First bytes of the client, hex, at most 32 bytes. */
  bytes: string;
  hello?: {
    sni?: string;
    alpn: string[];
    versions: string[];
    /** The ClientHello lists no versions: it names its newest, and what it takes below that is not said. */
    newestOnly?: true;
  };
  /**
   * For PostgreSQL: what followed the SSLRequest: the server's answer and the client's next move. `gss`: the answer
   * to a GSSENCRequest. Without a request before it, only the move: a plaintext start, a cancel, or TLS at once.
   */
  postgres?: {
    answer?: 'S' | 'N' | 'E';
    gss?: 'G' | 'N' | 'E';
    next: 'tls' | 'startup' | 'cancel' | 'closed';
  };
  /** TLS as terminated by a scripted peer; absent at a relay. */
  tls?: {
    established: boolean;
    version?: string;
    alpn?: string;
    /** Alert or error code when not established. */
    error?: string;
    /** Subject of the client's certificate, null when none was presented. */
    clientCertificate: string | null;
  };
  /** Who answered was the later peer or server, see `Peer.later` and `Posture.later`. */
  later?: true;
  /** Application bytes of the client that a scripted peer received (inside TLS where there is TLS). */
  applicationBytes: number;
  /** Bytes that passed in each direction, as seen from outside. */
  sent: number;
  received: number;
  /** Full gRPC method names that were called, at scripted peers only. */
  calls: string[];
}

export interface SessionObservation extends ServerObservation {
  /** The server that took the first one's place, see `Posture.later`. */
  later?: ServerObservation;
}

export interface ServerObservation {
  /** One entry a session that PostgreSQL authorized, in order. */
  sessions: { tls: boolean; version?: string; clientDn?: string; user: string }[];
  /** Lines of the server's log that refused this service, shortened. */
  refusals: string[];
}
