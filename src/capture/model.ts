/** Nouns of what a packet capture shows: its connections, and the groups that thousands of them are counted in. */
import type { HopConnection } from '../model/observation.ts';

export interface CapturedEnd {
  /** As text: `10.0.0.1`, `fd00::1`. */
  address: string;
  port: number;
}

/**
 * How the client opens, by the words of the suite's taps, and by more where a tap says `other`. `nothing`: no byte of
 * the client, though its beginning was captured; `unseen`: the capture does not hold the client's first bytes, so that
 * nothing is said of how it opens. `nats`: CONNECT in plaintext (TLS after INFO is `tls`, with `nats` beside it).
 */
export type CapturedOpening =
  HopConnection['opening'] | 'nats' | 'redis' | 'amqp' | 'coap' | 'dtls' | 'unseen';

export interface CapturedCertificate {
  /** Distinguished names in one line, `CN=…, O=…`. */
  subject: string;
  issuer: string;
  /** Subject alternative names, `DNS:…` and `IP:…`, at most 30; `names` counts them all. */
  altNames: string[];
  names: number;
  /** ISO times. */
  notBefore: string;
  notAfter: string;
  /** SHA-256 in the form of the suite's other observations: `AB:CD:…`. */
  fingerprint: string;
}

export interface CapturedTls {
  /** Of the ClientHello, which is absent where it is cut off. */
  hello?: NonNullable<HopConnection['hello']>;
  /** Names as Node has them, `TLSv1.3`; what the ServerHello chooses. Absent: no ServerHello was seen. */
  version?: string;
  /** IANA name of common suites, else `0x1301`. */
  cipherSuite?: string;
  /** What the ServerHello chooses; TLS 1.3 encrypts this answer, so that it is absent there. */
  alpn?: string;
  /** The server asked for another ClientHello first. */
  helloRetryRequest?: true;
  /** The server took up an earlier session (TLS 1.2 and below): it shows no certificate then. */
  resumed?: true;
  /** Leaf, where it is visible: TLS 1.2 and below. */
  serverCertificate?: CapturedCertificate;
  /** Certificates in the server's chain, leaf included. */
  chainLength?: number;
  /** TLS 1.2 and below: whether the server asked for a client certificate, once its flight was seen to its end. */
  certificateRequested?: boolean;
  /** TLS 1.2 and below: the client's leaf; null: the client answered with an empty chain. */
  clientCertificate?: CapturedCertificate | null;
  /** The first alert that is readable, and the side that sent it. */
  alert?: { by: 'client' | 'server'; level: 'warning' | 'fatal'; name: string };
  /** Both sides went on to encrypted records: the handshake was not refused before that. */
  encrypted: boolean;
  /** The peer did not answer the ClientHello with TLS; the first eight bytes that it sent instead, hex. */
  answeredWith?: string;
}

export interface CapturedPostgres extends NonNullable<HopConnection['postgres']> {
  /** Of a StartupMessage in plaintext. */
  protocol?: string;
  database?: string;
  user?: string;
  applicationName?: string;
  /** What the server asks for after a StartupMessage in plaintext. */
  authentication?: 'none' | 'cleartext' | 'md5' | 'scram' | 'other' | 'refused';
}

export interface CapturedMqtt {
  /** 3: MQTT 3.1; 4: MQTT 3.1.1; 5: MQTT 5. */
  level: number;
  /** Flags of the CONNECT; its fields are never kept. */
  username: boolean;
  password: boolean;
  /** Return or reason code of the CONNACK, where it is seen in plaintext. */
  connack?: number;
  overWebSocket?: true;
}

export interface CapturedHttp {
  method: string;
  /** `websocket`, `h2c`, or `other` where the client asks to change the protocol. */
  upgrade?: 'websocket' | 'h2c' | 'other';
  /** The WebSocket is for MQTT. */
  mqtt?: true;
  /** Of the first answer. */
  status?: number;
}

export interface CapturedNats {
  /** As INFO says. Absent: INFO was not seen, or could not be read. */
  tlsRequired?: boolean;
  tlsAvailable?: boolean;
  /** The client's next move. */
  next: 'tls' | 'connect' | 'closed';
}

export interface CapturedConnection {
  /** s since the first packet, and the same moment as ISO time. */
  at: number;
  time: string;
  transport: 'tcp' | 'udp';
  from: CapturedEnd;
  to: CapturedEnd;
  /**
   * What says which end is the client. `handshake`: its SYN, or the answer to it; `listed`: no SYN was captured, and
   * exactly one end is an endpoint that the caller listed; `first-datagram`: UDP; `unseen`: nothing, and `from` is
   * merely the end whose packet came first.
   */
  direction: 'handshake' | 'listed' | 'first-datagram' | 'unseen';
  opening: CapturedOpening;
  /** First bytes of the client, hex, as far as they can hold no secret; empty for `unseen`. */
  bytes: string;
  /** For `unseen`: what passes in the middle is TLS records, both ways as far as data passes. */
  resembles?: 'tls';
  tls?: CapturedTls;
  postgres?: CapturedPostgres;
  mqtt?: CapturedMqtt;
  http?: CapturedHttp;
  nats?: CapturedNats;
  /** The server answered plaintext with a TLS alert: it takes TLS only. */
  answeredByTls?: true;
  /**
   * The server did not take how the client opened: a ClientHello got an alert, other bytes or the end of the
   * connection; plaintext got a TLS alert or the end of the connection; an SSLRequest got `N`, and the client left.
   */
  refused?: true;
  /** Plaintext holds a password or a token (MQTT, HTTP, Redis, NATS, PostgreSQL). Never which. */
  credentials?: true;
  /** Bytes of the streams, retransmissions counted once: from the client, and to it. For UDP payload bytes. */
  sent: number;
  received: number;
  packets: number;
  /** SYN of both sides, and data both ways, were captured. */
  complete: boolean;
  /** `refused`: a RST answers the SYN; `unanswered`: nothing answers the SYN. */
  end: 'open' | 'closed' | 'reset' | 'refused' | 'unanswered';
  /** Who sent the first RST of a connection that was open. */
  resetBy?: 'client' | 'server';
  /** What limits what is said: bytes that the capture lacks, a bound that was met. */
  notes: string[];
}

/** All connections of one client address to one endpoint. */
export interface ConnectionGroup {
  transport: 'tcp' | 'udp';
  /** Client address; `*`: further clients, beyond those of which each has a group. */
  from: string;
  /** Server endpoint. Without a port: connections whose direction was not seen, between these two addresses. */
  to: { address: string; port?: number };
  connections: number;
  openings: Partial<Record<CapturedOpening, number>>;
  /** Connections with TLS (also after SSLRequest or INFO) by chosen version; `none`: no ServerHello was seen. */
  tlsVersions: Record<string, number>;
  /** By `client: bad_certificate`. */
  alerts: Record<string, number>;
  /** By the server's answer and the client's next move: `S tls`, `N startup`, `startup`. */
  postgres: Record<string, number>;
  ends: Partial<Record<CapturedConnection['end'], number>>;
  /** Names asked for, at most 20. */
  serverNames: string[];
  /** Leaf certificates of the server, at most 20. */
  certificates: CapturedCertificate[];
  /** Connections whose plaintext holds a password or a token. */
  credentials: number;
  /** Connections that the server did not take as the client opened them. */
  refused: { tls: number; plaintext: number };
  sent: number;
  received: number;
  /** s since the first packet. */
  first: number;
  last: number;
  /** The first connection of each kind, at most `examples` of them. */
  examples: CapturedConnection[];
}

export interface CaptureTotals {
  /** `pcap`, `pcapng`. */
  format: 'pcap' | 'pcapng';
  /** Bytes of the capture that were read, after decompression. */
  bytes: number;
  packets: number;
  /** Packets of which the capture holds only the beginning (snaplen). */
  truncatedPackets: number;
  /** Packets that are no IP, or whose headers cannot be read. */
  otherPackets: number;
  malformedPackets: number;
  /** IP fragments, which are not put together. */
  fragments: number;
  /** Packets in VXLAN or Geneve, whose inner packet was read. */
  encapsulated: number;
  connections: number;
  /** TCP packets of no connection that shows data or a SYN. */
  strayPackets: number;
  /** Connections that were still open and were given up, because more were open than are followed at a time. */
  dropped: number;
  /** Connections that have no group, because there are too many groups. */
  ungrouped: number;
  /** ISO times; absent without a packet. */
  first?: string;
  last?: string;
}

export interface CaptureReading {
  totals: CaptureTotals;
  groups: ConnectionGroup[];
  /** Sentences for a person: what was seen and limits what is said; where the file was cut off. */
  notes: string[];
}

/** An address as text, and a port; without one, every port of the address. */
export interface ListedEnd {
  address: string;
  port?: number;
}

export interface CaptureOptions {
  /** Endpoints of the deployment: they give the direction where no SYN was captured, and always have a group. */
  listed?: readonly ListedEnd[];
  /** Client addresses, as text in its shortest form, that have a group each at every endpoint. */
  callers?: readonly string[];
  /** Of each group; 8 by default. */
  examples?: number;
  signal?: AbortSignal;
}

/**
 * Reads a capture in bounded memory; `-` is standard input. Throws a UsageError for what is no capture or cannot be
 * opened; whatever breaks later is a note, and what was read before it is reported.
 */
export type ReadCapture = (path: string, options?: CaptureOptions) => Promise<CaptureReading>;
