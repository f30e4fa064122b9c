/** What everything that looks at the services of a start is given. */
import type { Observation } from '../model/observation.ts';
import type { StartPlan } from '../plan/plan.ts';
import type { RunContext } from '../stack/context.ts';
import type { StartedService } from '../stack/service-start.ts';
import type { World } from '../stack/world.ts';

export interface Looking {
  plan: StartPlan;
  ctx: RunContext;
  world: World;
  started: StartedService[];
  observation: Observation;
  signal: AbortSignal;
  isDecided: (seen: Observation) => boolean;
  onLinger: () => void;
}
