/** Describes a tap: an address that records the connections to it. */
import type { HopObservation } from '../../model/observation.ts';

/** Something that stands between a client and what it talks to, and records what really passes. */
export interface Tap extends AsyncDisposable {
  /** Port on which it is reached; for an absent peer a port on which nothing listens. */
  readonly port: number;
  /** What was seen so far, in order of arrival. A snapshot: later traffic does not change it. */
  observe(): HopObservation;
  /**
   * Closes what is open, and meets those who come back as a peer's `later` identity, where it has one. Resolves when
   * the clients have closed their side too, or after a second.
   */
  turn?(): Promise<void>;
}
