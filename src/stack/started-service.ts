/** Holds what is known of a service from its start until it is ended. */
import type { ListenerObservation, SocketObservation } from '../model/observation.ts';
import type { PlaintextWatcher } from '../probe/watch.ts';
import type { StartedName } from '../release/schema.ts';
import type { Exited, Hung, Ready } from '../runtime/runtime.ts';
import type { Arrangement } from './variables.ts';

export interface StartedService {
  name: StartedName;
  boot: Ready | Exited | Hung;
  arrangement: Arrangement;
  watchers: ReadonlyMap<string, PlaintextWatcher>;
  listeners: Record<string, ListenerObservation>;
  /** Its sockets, as far as they were observed. */
  sockets?: SocketObservation[];
  /** Host by listener, where the host moves an inner port. */
  hosts: ReadonlyMap<string, string>;
  /** ms until a service that does not end is killed. */
  graceMs: number;
  /** Held until the service has ended: its turn at ports that it cannot share. */
  turn: AsyncDisposable;
  /** Settles when a service that dies at once would have died. Throws InfrastructureError as a start does. */
  settled: Promise<void>;
  /** Output of earlier starts of the same service, where it has to be started more than once. */
  earlier: readonly string[];
}

/** How a service has ended that was not stopped; undefined while it runs. */
export const endedByItself = async (boot: Ready) => {
  const ended = await Promise.race([
    boot.exited,
    new Promise<undefined>((resolve) => setImmediate(resolve, undefined)),
  ]);
  return ended && { code: ended.code, signal: ended.signal, ms: Math.round(ended.ms) };
};
