/** What a release has beyond the page: its other listeners, hops and databases, and what they are set by. */
import type { Listener } from '../checks/listener.ts';
import type { Hop } from '../checks/hop.ts';
import type { NotCovered, Probe, Setting } from '../vocabulary.ts';

export type ListenerKnob = 'cert' | 'key' | 'clientCa' | 'serverCa';

export interface PlatformListener extends Listener {
  protocol: NonNullable<Listener['protocol']>;
  /** The page has a pair for it: only rules that the page does not have are about it in this scope. */
  ofPage: boolean;
  /** Knobs that the release has a variable for. */
  knobs: readonly ListenerKnob[];
}

/** A hop that something provokes, and whose CA file the release has a variable for. */
export interface PlatformHop extends Hop {
  provokedBy: NonNullable<Hop['provokedBy']>;
  /** The release also has variables for a pair of the client. */
  pair: boolean;
}

export interface PlatformDatabase {
  service: string;
  /** The release file names calls that read and write it. */
  calls: boolean;
  /** It has a session before any call. */
  atStart: boolean;
}

/** Derived from the release file and the programs of the release by `src/release/platform.ts`. */
export interface Platform {
  /** Those of the page's own services as well. */
  listeners: readonly PlatformListener[];
  hops: readonly PlatformHop[];
  databases: readonly PlatformDatabase[];
  /** `auth.grpc.clientCa`, `journal.db.mode`, `users.domains.ca` → variable. */
  settings: Readonly<Record<Setting, string>>;
  /** Setting → the page's word → the release's, for modes of databases. */
  values: Readonly<Record<Setting, Readonly<Record<string, string>>>>;
  notCovered: readonly NotCovered[];
}

/** Listeners with a pair that the page has none for. */
export const pairedListeners = ({ listeners }: Platform): PlatformListener[] =>
  listeners.filter(({ ofPage, knobs }) => !ofPage && knobs.includes('cert') && knobs.includes('key'));

/** The same by service. */
export const byService = <L extends Listener>(listeners: readonly L[]): [string, L[]][] => [
  ...Map.groupBy(listeners, ({ service }) => service),
];

/** What makes a service use a hop beyond the page; at its start it does so by itself. */
export const provokingBeyond = ({ to, provokedBy }: Hop): Probe[] =>
  provokedBy === 'call' ? [`to:${to}`] : [];
