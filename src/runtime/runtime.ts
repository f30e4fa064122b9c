/** Defines how a start runs its services, as processes or as containers. */
import type { Address } from '../model/address.ts';
import type { Exit } from '../model/exit.ts';
import type { PinnedImage } from '../model/image.ts';
import type { PlacedFile } from '../model/placed-file.ts';

/**
 * Starts services. `boot` returns which of three things the service did: it became ready, exited, or hung. It throws
 * only when the runtime is broken (`InfrastructureError`).
 */
export interface Runtime {
  readonly kind: 'processes' | 'containers';
  /** Name by which a service reaches a listener in the test process. */
  readonly peerHost: (name: string) => string;
  /** The address of the test process as an IP literal. */
  readonly peerAddress: string;
  /** Address on which the test process must listen so that services reach it. */
  readonly listenHost: string;
  /** Reserves a folder and ports, which a service needs before its environment can be written. */
  place(request: PlaceRequest): Promise<Place>;
  boot(spec: BootSpec, signal: AbortSignal): Promise<Ready | Exited | Hung>;
}

export interface PlaceRequest {
  service: string;
  /** Key of the start, for the name of the folder: by it the benchmark knows whose process it sees. */
  start?: string;
  /** Ports by listener name. `fixed`: the port the service uses inside a container. */
  ports: Record<string, { fixed: number; protocol: 'tcp' | 'udp' }>;
}

export interface Place extends AsyncDisposable {
  readonly service: string;
  /** Port to configure the service with, by listener name. */
  readonly ports: Record<string, number>;
  /** Host the service must bind. */
  readonly bindHost: string;
  /** Path of a file as the service sees it. */
  path(file: string): string;
}

export interface BootSpec {
  place: Place;
  program: Program;
  env: Record<string, string>;
  files: PlacedFile[];
  /** Run the service under another uid than the owner of `unreadable` files. */
  otherUser: boolean;
  /** The service has to open a port below 1024, which only root may do. */
  lowPorts?: boolean;
  /** ms after which a service that is neither ready nor ended counts as hung; waiting for a CPU does not count. */
  timeoutMs: number;
  /** Called repeatedly, every `pollMs` (25 by default), until it returns true. */
  ready: (address: (listener: string) => Address, signal: AbortSignal) => Promise<boolean>;
  pollMs?: number;
  /** Called, and awaited, as soon as the addresses of the listeners are known, before the service can bind them. */
  onAddress?: (address: (listener: string) => Address) => void | Promise<void>;
}

export type Program =
  | { kind: 'process'; command: string; args: string[]; cwd?: string }
  | { kind: 'container'; image: PinnedImage; command: string[] };

/** A listening socket. */
export interface BoundSocket {
  protocol: 'tcp' | 'udp';
  /** IP literal that the socket is bound to, as the service sees it. */
  address: string;
  port: number;
  /** Address at which this machine reaches the socket, if it can. */
  reach?: Address;
}

export interface Ready extends AsyncDisposable {
  outcome: 'ready';
  ms: number;
  address: (listener: string) => Address;
  /** Settles when the service ends, by itself or by `stop`; an InfrastructureError where that can no longer be known. */
  exited: Promise<Exit>;
  /** Complete output so far, stdout and stderr in order of arrival. */
  output: () => Promise<string>;
  /** Sockets on which the service listens now; undefined where the system does not show them. */
  sockets: () => Promise<BoundSocket[] | undefined>;
  /** SIGINT, then SIGKILL after `graceMs` (default 2000). Idempotent. */
  stop: (graceMs?: number) => Promise<Exit>;
}

export interface Exited extends Exit {
  outcome: 'exited';
  output: string;
}

export interface Hung {
  outcome: 'hung';
  ms: number;
  /**
   * ms of these in which the service or the suite waited for a CPU: the service did not get its time, so nothing is
   * decided.
   */
  starvedMs?: number;
  output: string;
}
