/** What every probe of the services of a start is given. */
import type { Observation } from '../model/observation.ts';
import type { Stack } from '../stack/stack.ts';
import type { StartedService } from '../stack/started-service.ts';

export interface Probing {
  stack: Stack;
  started: StartedService[];
  observation: Observation;
  signal: AbortSignal;
  isDecided: (seen: Observation) => boolean;
  onWaitForRetry: () => void;
}
