/** Decides with which exit code `upgrade` ends. Pure. */
import type { Severity, Transport } from '../schema.ts';
import type { FailOn } from '../checked/checked.ts';
import type { HopChange, Told, Upgrade } from './schema.ts';

const counted: Record<FailOn, readonly Severity[]> = {
  availability: ['availability'],
  weaker: ['availability', 'weaker'],
  any: ['availability', 'weaker', 'note'],
};

/** Everything that an operator may have to do, by severity. */
export const severitiesOf = ({ settings, services, needed, hops }: Upgrade): Severity[] => [
  ...settings
    .filter(({ todo, changes }) => todo !== undefined || changes.length > 0)
    .map(({ severity }) => severity),
  ...services.map(({ severity }) => severity),
  ...needed.map(({ severity }) => severity),
  ...hops.flatMap((hop) => severityOfHop(hop) ?? []),
];

/** What remains of a hop's change when the files are rewritten; a hop that goes with its service is told there. */
export const severityOfHop = ({ before, rewritten }: HopChange): Severity | undefined => {
  if (!rewritten || before?.transport === rewritten.transport) return undefined;
  if (isBroken(rewritten.transport)) return 'availability';
  return before && isProtected(before.transport) && !isProtected(rewritten.transport) ? 'weaker' : 'note';
};

const isBroken = (transport: Transport): boolean => transport === 'refused' || transport === 'does not start';
export const isProtected = (transport: Transport): boolean => transport.startsWith('TLS');

export const endingOf = (upgrade: Upgrade, failOn: FailOn): Told['ending'] => {
  if (upgrade.recognised.settings === 0 && upgrade.recognised.services.length === 0) {
    return { exitCode: 3, reason: 'nothing here is a setting that one of the two releases knows' };
  }
  const severities = severitiesOf(upgrade);
  const count = (severity: Severity): number => severities.filter((one) => one === severity).length;
  const [stops, weakens, notes] = [count('availability'), count('weaker'), count('note')];
  const words = [
    ...(stops > 0 ? [`${stops} to do so that everything works`] : []),
    ...(weakens > 0 ? [`${weakens} so that nothing is protected less`] : []),
    ...(notes > 0 ? [`${notes} worth knowing`] : []),
  ].join(', ');
  const found = severities.some((severity) => counted[failOn].includes(severity));
  if (found) return { exitCode: 1, reason: `${words} (--fail-on ${failOn})` };
  return { exitCode: 0, reason: words === '' ? 'nothing to do' : `nothing that must be done; ${words}` };
};
