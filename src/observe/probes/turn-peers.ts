/** Lets scripted peers answer with another certificate from the next connection on. */
import type { Probing } from '../probing.ts';

/** From the second message or call on, a peer may be somebody else. */
export const turnPeers = async ({ stack }: Probing): Promise<void> => {
  const { start } = stack.plan;
  const turning = Object.entries(start.peers ?? {}).filter(([, peer]) => peer?.later !== undefined);
  for (const name of start.services) {
    for (const [peer] of turning) await stack.hop(name, peer)?.turn?.();
  }
};
