/** Lets scripted peers answer with another certificate from the next connection on. */
import type { Looking } from '../looking.ts';

/** From the second message or call on, a peer may be somebody else. */
export const turnPeers = async ({ plan, stack }: Looking): Promise<void> => {
  const turning = Object.entries(plan.start.peers ?? {}).filter(([, peer]) => peer.later !== undefined);
  for (const name of plan.start.services) {
    for (const [peer] of turning) await stack.hops.get(`${name}→${peer}`)?.turn?.();
  }
};
