/**
 * Says what every program of a release reads: the whole platform, also services that no case starts. Files are
 * `releases/programs/*.yaml`; `programs-file.ts` says their form, `load-programs.ts` reads them.
 */

/** Variables of a listener; a knob that the release does not read is absent. */
export interface ListenerReads {
  protocol: 'http' | 'grpc' | 'mqtt' | 'ws' | 'coap';
  /** Port inside a container where no variable says another; 0: the system chooses one. */
  port: number;
  /** Variables. */
  host?: string;
  portVariable?: string;
  cert?: string;
  key?: string;
  /** CA list for client certificates (CLIENT_CA_CERTS). */
  clientCa?: string;
  /** SERVER_CA_CERTS at a server. */
  serverCa?: string;
  /** False where HOST is read and it listens on every address all the same. */
  heedsHost: boolean;
  /** False where the pair is read and the listener stays in plaintext all the same. */
  heedsPair: boolean;
  /** Half a pair leaves it in plaintext; false: the program ends. */
  halfPairIsPlaintext: boolean;
  /** Whether its pair may be given as PEM in place of a path. */
  pem: boolean;
  /** False where CA variables are read and nothing comes of them. */
  heedsClientCa: boolean;
  /** Variables of timeouts and the like → what for. */
  others: Readonly<Record<string, string>>;
}

/** Variables of a gRPC hop to another service. */
export interface PeerReads {
  /** Service of the release that is called. */
  service: string;
  url: string;
  ca?: string;
  cert?: string;
  key?: string;
  timeout?: string;
  /** Called at start: the program ends where the call fails. */
  atStart: boolean;
}

export interface DatabaseReads {
  host: string;
  port: string;
  user: string;
  password: string;
  name: string;
  mode: string;
  cert: string;
  key: string;
  root: string;
}

export interface ProgramReads {
  /** Name of the service, as in release files: `users`, `http-adapter`, `fluxmq-auth`. */
  name: string;
  /** Images without registry and tag: `supermq/users`. */
  images: string[];
  listeners: Readonly<Record<string, ListenerReads>>;
  /** Ports that it binds besides, in plaintext, and that no setting moves or secures: `tcp/81`. */
  inner: readonly string[];
  peers: PeerReads[];
  database?: DatabaseReads;
  /** Every other variable that it reads (broker, event store, Redis, SpiceDB, intervals and so on) → what for. */
  others: Readonly<Record<string, string>>;
  /** Variables that it takes from the environment and uses for nothing → why; they stand nowhere else. */
  unused: Readonly<Record<string, string>>;
  /** File and line of the tag in which it was read: `cmd/users/main.go:67`. */
  source: string;
}

/** How all programs of a release take certificates and database modes. */
export interface ReleaseTraits {
  /** A listener whose HOST is not set is reached from its own machine or container alone. */
  hostDefaultsToLoopback: boolean;
  /** Whether a pair may be given as PEM in place of a path (v0.18.0 and later). */
  pem: boolean;
  /** Exit code of a service whose server pair, or half of one, cannot be used. */
  exitOfBadPair: number;
  /** Exit code of a service that cannot use a CA file, or the client pair beside it. */
  exitOfBadCa: number;
  /** A gRPC server with a pair alone demands client certificates, checked against the authorities of the system. */
  pairDemandsClientCertificate: boolean;
  /** A pair for clients without a CA file is not even opened: the hop stays in plaintext. */
  clientPairNeedsCa: boolean;
  /** A CA file of no bytes gives TLS with the authorities of the system. */
  emptyCaMeansSystemRoots: boolean;
  /** SERVER_CA_CERTS alone at a server demands client certificates, checked against the authorities of the system. */
  serverCaDemandsClientCertificate: boolean;
  /** A CLIENT_CA_CERTS file of no bytes asks for no client certificate. */
  emptyClientCaAsksForNone: boolean;
  /** Words of the database mode that it takes. */
  databaseModes: string[];
  /** An empty mode is taken, and is plaintext. */
  emptyDatabaseModeIsPlaintext: boolean;
  /**
   * A mode with TLS does not start without a client pair, not even with a root certificate alone; two quote characters
   * as the value of both files stand for none.
   */
  databaseNeedsPair: boolean;
  /** The root certificate is opened in every mode, `disable` included. */
  databaseRootAlwaysOpened: boolean;
  /** Exit code of a service that cannot use its database settings. */
  exitOfBadDatabase: number;
}

export interface ReleasePrograms {
  release: string;
  /** Prefix of its variables, `SMQ_`. */
  prefix: string;
  /** Repository and tag in which all this was read. */
  source: string;
  traits: ReleaseTraits;
  /** Of each trait: ids of cases that show it, or `read in the source` with file and line of the tag. */
  traitSources: Readonly<Record<keyof ReleaseTraits, string>>;
  programs: ReadonlyMap<string, ProgramReads>;
  /** Variable → why no program reads it. */
  neverRead: Readonly<Record<string, string>>;
  /** Service that other releases have and this one has not → what became of it. */
  gone: Readonly<Record<string, string>>;
}
