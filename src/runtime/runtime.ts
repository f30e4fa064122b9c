/** Contract between a start and what its services run as: processes or containers. */
import type { Address } from '../model/address.ts';
import type { Exit } from '../model/exit.ts';
import type { PinnedImage } from '../model/image.ts';
import type { PlacedFile } from '../model/placed-file.ts';

/**
 * Contract: how one service is started, whatever it runs as. `boot` never reports by an exception's text which of
 * three things the service did; it throws only when the runtime itself is broken (`InfrastructureError`).
 */
export interface Runtime {
  readonly kind: 'processes' | 'containers';
  /** Address family of names: how a service reaches something that listens in the test process. */
  readonly peerHost: (name: string) => string;
  /** The same as an IP literal. */
  readonly peerAddress: string;
  /** Address on which the test process must listen so that services reach it. */
  readonly listenHost: string;
  /** Reserves what a service needs before its environment can be written: a file folder and ports. */
  place(request: PlaceRequest): Promise<Place>;
  boot(spec: BootSpec, signal: AbortSignal): Promise<Ready | Exited | Hung>;
}

export interface PlaceRequest {
  service: string;
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
  /** Run under another uid than the owner of `unreadable` files. */
  otherUser: boolean;
  /** It has to open a port below 1024, which another user than root may not do by itself. */
  lowPorts?: boolean;
  /** A service that neither became ready nor ended is hung after so many ms, those in which it waited for a CPU left out. */
  timeoutMs: number;
  /** Called repeatedly (pause `pollMs`, default 25 ms) until true. */
  ready: (address: (listener: string) => Address, signal: AbortSignal) => Promise<boolean>;
  pollMs?: number;
  /** Called, and awaited, as soon as the addresses of the listeners are known, before the service can bind them. */
  onAddress?: (address: (listener: string) => Address) => void | Promise<void>;
}

export type Program =
  | { kind: 'process'; command: string; args: string[]; cwd?: string }
  | { kind: 'container'; image: PinnedImage; command: string[] };

/** A socket that waits for peers. */
export interface BoundSocket {
  protocol: 'tcp' | 'udp';
  /** IP literal that it is bound to, as the service sees it. */
  address: string;
  port: number;
  /** Where it is reached from here, if it is. */
  reach?: Address;
}

export interface Ready extends AsyncDisposable {
  outcome: 'ready';
  ms: number;
  address: (listener: string) => Address;
  /** Settles when the service ends, by itself or by `stop`. */
  exited: Promise<Exit>;
  /** Complete output so far, stdout and stderr in order of arrival. */
  output: () => Promise<string>;
  /** All that it listens on right now; undefined where the system does not tell. */
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
  /** ms of these in which it, or the suite, waited for a CPU: it did not get its time, so nothing can be said. */
  starvedMs?: number;
  output: string;
}
