/** Describes a tap: an address that records the connections to it. */
import type { HopObservation } from '../../model/observation.ts';

/** Stands between a client and its peer, and records what passes. */
export interface Tap extends AsyncDisposable {
  /** Port at which the tap is reached; for an absent peer a port on which nothing listens. */
  readonly port: number;
  /** Connections so far, in order of arrival. A snapshot: later traffic does not change it. */
  observe(): HopObservation;
  /**
   * Closes the open connections, and answers later ones with the peer's `later` identity, where it has one. Resolves
   * when the clients have closed their side too, or after a second.
   */
  turn?(): Promise<void>;
}
