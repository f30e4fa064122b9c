/** What a worker knows of the run: plain JSON from the main process, and what it makes of it. */
import type { Authorities } from '../../certs/authorities.ts';
import type { PostgresDescription } from '../../fixtures/postgres/description.ts';
import type { Backplane } from '../model/backplane.ts';
import type { PinnedImage } from '../model/image.ts';
import type { Offerable, OfferableCiphers } from '../probe/listener.ts';
import type { Release } from '../release/schema.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { LauncherAddress } from '../system/processes/launcher.ts';
import type { Gate } from './admission.ts';

/** Handed from the main process to the workers; never written to disk. */
export interface RunDescription extends Surroundings {
  id: string;
  folder: string;
  runtime: RuntimeChoice;
  release: Release;
  programs: ProgramSource;
  /** Serialised authorities of the run's PKI. */
  authorities: string;
  /** Case ids to observe, selected ones and those that they need, in catalogue order. */
  cases: string[];
  startsPerWorker: number;
  ports: { from: number; to: number } | null;
  /** Each worker enters its own network namespace, so that ports that a release fixes exist once a worker. */
  separate?: true;
  /** What starts the services; absent: the process that observes them. */
  launcher?: LauncherAddress;
  /** Name by which the workers of a run find their shared gate; absent: a gate for this thread. */
  admissions?: string;
}

/** What takes seconds to come up: starts that need nothing of it are made meanwhile. */
export interface Surroundings {
  /** With the servers that are up; null: none is needed. */
  postgres: PostgresDescription | null;
  backplane: Backplane;
}

/** `holder`: an image with `sleep`, for the containers that hold the networks of the services. */
export type RuntimeChoice = { kind: 'processes' } | { kind: 'containers'; holder: PinnedImage };

/** Source of the services' programs. */
export type ProgramSource =
  /** `entry`: file that `node` runs; `proof`: file to which the services add the fault points that they pass. */
  | { kind: 'reference'; entry: string; mutant: string | null; proof?: string }
  | { kind: 'reference-image'; image: PinnedImage; mutant: string | null }
  | { kind: 'binaries'; folder: string }
  /** Images by service. */
  | {
      kind: 'images';
      images: Readonly<Record<string, PinnedImage>>;
      /** Why the image of a service could not be had. */
      missing: Readonly<Record<string, { code: string; message: string; todo: string }>>;
    };

export interface RunContext extends Omit<RunDescription, 'authorities' | 'runtime'> {
  authorities: Authorities;
  runtime: Runtime;
  gate: Gate;
  /** TLS versions that the probe was shown to be able to offer; unset where no case asks. */
  offerable?: Offerable | undefined;
  /** Kinds of cipher suites that the probe was shown to be able to offer. */
  offerableCiphers?: OfferableCiphers | undefined;
}
