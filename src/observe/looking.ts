/** What everything that looks at the services of a start is given. */
import type { Observation } from '../model/observation.ts';
import type { Stack } from '../stack/stack.ts';
import type { StartedService } from '../stack/started-service.ts';

export interface Looking {
  stack: Stack;
  started: StartedService[];
  observation: Observation;
  signal: AbortSignal;
  isDecided: (seen: Observation) => boolean;
  onLinger: () => void;
}
