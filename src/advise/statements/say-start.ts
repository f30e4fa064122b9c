/** States once for each program that does not start what is lost with it. */
import type { Ending, Hop } from '../hops.ts';
import { serverOf } from '../hops.ts';
import type { Statement } from '../schema.ts';
import { further } from '../phrases.ts';
import { statement } from '../statement.ts';
import { afterEnd } from './words.ts';

export const sayEnding = (ending: Ending, hops: readonly Hop[]): Statement => {
  const { instance, because, at, shown } = ending;
  const callers = [
    ...new Set(
      hops.filter((hop) => serverOf(hop) === instance).map(({ outgoing }) => outgoing.instance.name),
    ),
  ];
  return statement({
    kind: 'does not start',
    severity: 'availability',
    instance,
    at: at[0] ?? instance.container.at,
    related: further(at, at[0] ?? instance.container.at),
    says: `${afterEnd(instance, ending)} Why: ${because}.${callers.length > 0 ? ` ${callers.join(', ')} cannot reach it.` : ''}`,
    todo: ending.follows
      ? 'Correct the connection that it needs at start.'
      : 'Correct the setting named here.',
    ...shown,
  });
};
