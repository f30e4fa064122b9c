/** Sentences that several statements share: what happens after a program has ended. */
import type { Speaks } from '../listeners.ts';
import type { Instance } from '../matching.ts';
import { called } from '../statement.ts';

/** `users ends at once with exit code 0 …`, and whether something starts it again. */
export const afterEnd = (instance: Instance, end: Speaks | { code: number }): string => {
  const code = 'code' in end ? end.code : 0;
  return `${called(instance)} ends at once with exit code ${code}${restarted(instance, code)}.`;
};

const forEver = 'and is started again for ever';

/** What Compose and Kubernetes do after exit code 0, and after any other. */
const policies: Readonly<Record<string, readonly [zero: string, other: string]>> = {
  'on-failure': [
    'which `restart: on-failure` takes for a wanted stop: it stays down',
    'and `restart: on-failure` starts it again for ever',
  ],
  always: [forEver, forEver],
  'unless-stopped': [forEver, forEver],
  Always: [forEver, forEver],
  OnFailure: ['which Kubernetes takes for a success: it stays down', forEver],
};

const restarted = ({ container: { restart = '' } }: Instance, code: number): string => {
  // `on-failure:5` has a number of tries.
  const policy = Object.hasOwn(policies, restart) ? policies[restart] : policies[restart.split(':')[0] ?? ''];
  return policy ? `, ${code === 0 ? policy[0] : policy[1]}` : '';
};
