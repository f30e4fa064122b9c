/** What everything that looks at the services of a start is given. */
import type { Observation } from '../model/observation.ts';
import type { PlannedStart } from '../plan/plan.ts';
import type { RunContext } from '../stack/context.ts';
import type { StartedService } from '../stack/service-start.ts';
import type { Stack } from '../stack/stack.ts';

export interface Looking {
  plan: PlannedStart;
  ctx: RunContext;
  stack: Stack;
  started: StartedService[];
  observation: Observation;
  signal: AbortSignal;
  isDecided: (seen: Observation) => boolean;
  onLinger: () => void;
}
