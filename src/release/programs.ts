/**
 * Says what every program of a release reads: the whole platform, also services that no case starts. Files are
 * `releases/programs/*.yaml`; `programs-file.ts` reads them.
 */

/** Variables of a listener; a knob that the release does not read is absent. */
export interface ListenerReads {
  protocol: 'http' | 'grpc' | 'mqtt' | 'ws' | 'coap';
  /** Port inside a container where no variable says another. */
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
  /** False where pair or CA variables are read and nothing comes of them. */
  heedsClientCa: boolean;
}

/** Variables of a gRPC hop to another service. */
export interface PeerReads {
  /** Service of the release that is called. */
  service: string;
  url: string;
  ca?: string;
  cert?: string;
  key?: string;
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
  peers: PeerReads[];
  database?: DatabaseReads;
  /** Every other variable that it reads: broker, event store, Redis, SpiceDB, intervals and so on. */
  others: readonly string[];
  /** File and line of the tag in which it was read: `cmd/users/main.go:67`. */
  source: string;
}

/** How all programs of a release take certificates and database modes. */
export interface ReleaseTraits {
  /** Whether a pair may be given as PEM in place of a path (v0.18.0 and later). */
  pem: boolean;
  /** Exit code of a service whose pair cannot be used. */
  exitOfBadPair: number;
  /** Words of the database mode that it takes. */
  databaseModes: string[];
  /** Words that are taken by the driver but do not do what the page promises are told by cases, not here. */
}

export interface ReleasePrograms {
  release: string;
  /** Prefix of its variables, `SMQ_`. */
  prefix: string;
  /** Repository and tag in which all this was read. */
  source: string;
  traits: ReleaseTraits;
  programs: ReadonlyMap<string, ProgramReads>;
  /** Variable → why no program reads it. */
  neverRead: Readonly<Record<string, string>>;
  /** Service that other releases have and this one has not → what became of it. */
  gone: Readonly<Record<string, string>>;
}
