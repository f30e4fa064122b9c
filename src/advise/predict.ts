/** Works out what every listener, hop and database of a deployment will do under a release; words come later. */
import type { Configuration, Container } from '../configuration/model.ts';
import type { ReleasePrograms } from '../release/programs.ts';
import { backplaneOf, type BackplaneHop } from './backplane.ts';
import { databaseOf, type Database } from './database.ts';
import { endingsOf, hopsOf, type Ending, type Hop } from './hops.ts';
import { listenersOf, type Listener } from './listeners.ts';
import { instancesOf, type Instance } from './matching.ts';
import { outgoingOf } from './outgoing.ts';
import type { World } from './world.ts';

export interface Predicted {
  containers: readonly Container[];
  instances: readonly Instance[];
  /** Containers of other products. */
  strangers: readonly Container[];
  listeners: readonly Listener[];
  hops: readonly Hop[];
  databases: readonly Database[];
  backplane: readonly BackplaneHop[];
  endings: readonly Ending[];
}

export const predict = ({ containers }: Configuration, release: ReleasePrograms, world: World): Predicted => {
  const { instances, strangers } = instancesOf(containers, release);
  const listeners = instances.flatMap((one) => listenersOf(one, release, world));
  const databases = instances.flatMap((one) => databaseOf(one, release, world) ?? []);
  const hops = hopsOf(
    instances.flatMap((one) => outgoingOf(one, release, world)),
    { containers, instances, listeners },
    world,
  );
  return {
    ...{ containers, instances, strangers, listeners, hops, databases },
    backplane: instances.flatMap((one) => backplaneOf(one, release)),
    endings: endingsOf(
      listeners,
      hops.map(({ outgoing }) => outgoing),
      databases,
      hops,
    ),
  };
};
