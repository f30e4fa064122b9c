/** Puts into words what every format of an upgrade says. Pure. */
import type { Severity } from '../../../advise/schema.ts';
import type { HopChange, Told } from '../../../advise/upgrade/schema.ts';
import { count, printable } from '../words.ts';
import { beginOf, endOf } from './words.ts';

export const upgradeTitles: Record<Severity, string> = {
  availability: 'To do first: without it a service stops, or a connection fails',
  weaker: 'To do: without it there is less protection',
  note: 'Worth knowing',
  good: 'Unchanged',
};

/** `Magistrala v0.17.0 to v0.19.1, over v0.18.0 …; 2 files: 300 settings of 12 services`. */
export const upgradeInWords = ({
  from,
  to,
  between,
  files,
  recognised: { settings, services },
}: Told): string =>
  `Magistrala ${from} to ${to}${between.length > 0 ? `, over ${between.join(', ')}` : ''}; ${count(files.length, 'file')}: ` +
  (settings === 0
    ? 'nothing in them is a setting that one of these releases knows'
    : `${count(settings, 'setting')} of ${count(services.length, 'service')}`);

export const hopInWords = ({ to, listener }: HopChange): string => endOf({ to, listener });

/** `ws-adapter → auth gRPC, outside → ws-adapter WebSocket`. */
export const goInWords = (hops: readonly HopChange[]): string =>
  hops.map((hop) => `${beginOf(hop)} → ${hopInWords(hop)}`).join(', ');

/** What check-env says of the three sides. */
export const checksInWords = ({ from, to, checks: { before, asTheyAre, rewritten } }: Told): string =>
  `check-env: with ${from} ${findings(before)}; with ${to} and the files as they are ${findings(asTheyAre)}; ` +
  `with ${to} and the files as --write writes them ${findings(rewritten)}.`;

const findings = ({ availability, weaker }: Told['checks']['before']): string =>
  availability + weaker === 0
    ? 'nothing to mend'
    : [
        ...(availability > 0 ? [`${availability} of what does not work`] : []),
        ...(weaker > 0 ? [`${weaker} of less protection`] : []),
      ].join(' and ');

export const titleOf = ({ from, to }: Told): string =>
  `Upgrade of Magistrala from ${printable(from)} to ${printable(to)}`;
