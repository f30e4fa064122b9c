/** Decides with which exit code `check-env` ends. Pure. */
import type { BaselineEntry, Checked, CheckedStatement, FailOn } from './checked.ts';
import type { Severity } from '../schema.ts';

/** What decides: findings are what `--fail-on` counts, and nothing of them is accepted. */
export interface EndingFacts {
  statements: readonly CheckedStatement[];
  entries: readonly BaselineEntry[];
  /** Settings of the release that were recognised. */
  recognised: number;
  failOn: FailOn;
  strict: boolean;
  verification: Checked['verification'];
}

const counted: Record<FailOn, readonly Severity[]> = {
  availability: ['availability'],
  weaker: ['availability', 'weaker'],
  any: ['availability', 'weaker', 'note'],
};

/** A value that cannot be known is no finding, and no proof that all is well. */
export const isOpen = ({ kind, severity, accepted }: CheckedStatement): boolean =>
  kind === 'unresolved' && accepted === undefined && counted.weaker.includes(severity);

export const isFinding = (
  { kind, severity, accepted }: CheckedStatement,
  { failOn, strict }: Pick<EndingFacts, 'failOn' | 'strict'>,
): boolean => {
  if (accepted !== undefined || severity === 'good') return false;
  if (kind === 'undefined variable' && strict) return true;
  // Each format has a list of these; that a file was not given is no fault of the files that were.
  if (kind === 'not read') return false;
  if (kind === 'unresolved' && counted.weaker.includes(severity)) return false;
  return counted[failOn].includes(severity);
};

/** Where nothing is recognised there is nothing to be right or wrong: that comes first. */
export const endingOf = ({
  statements,
  entries,
  recognised,
  failOn,
  strict,
  verification,
}: EndingFacts): Checked['ending'] => {
  if (recognised === 0) return { exitCode: 3, reason: 'nothing here is a setting that the release knows' };
  const doubt = verification ? doubtIn(verification) : undefined;
  if (doubt !== undefined) return { exitCode: 3, reason: doubt };
  const found = statements.filter((one) => isFinding(one, { failOn, strict }));
  if (found.length > 0) return { exitCode: 1, reason: findingsInWords(found) };
  const stale = entries.filter(({ became }) => became !== 'accepted').length;
  if (strict && stale > 0) {
    const reason = stale === 1 ? 'an entry of the baseline is' : `${stale} entries of the baseline are`;
    return { exitCode: 1, reason: `${reason} out of date, which --strict counts` };
  }
  const open = statements.filter(isOpen).length;
  if (open > 0) {
    const values = open === 1 ? 'a value that matters is' : `${open} values that matter are`;
    return {
      exitCode: 3,
      reason: `${values} not in the files, so that nothing can be said of what depends on it`,
    };
  }
  const accepted = statements.some((one) => one.accepted !== undefined);
  const reason = `nothing that --fail-on ${failOn} counts${accepted ? ' but what the baseline accepts' : ''}`;
  return { exitCode: 0, reason };
};

/** A prediction that is wrong in one place is not trusted in another. */
const doubtIn = ({ comparisons }: NonNullable<Checked['verification']>): string | undefined => {
  const differ = comparisons.filter(({ outcome }) => outcome === 'differs').length;
  if (differ > 0) {
    return differ === 1
      ? 'one prediction does not hold on the services that were started'
      : `${differ} predictions do not hold on the services that were started`;
  }
  return comparisons.some(({ outcome }) => outcome === 'agrees')
    ? undefined
    : 'nothing of what is predicted could be observed';
};

/** `2 problems keep something from working, 3 weaken its protection`. */
const findingsInWords = (found: readonly CheckedStatement[]): string => {
  const words = {
    availability: ['problem keeps something from working', 'problems keep something from working'],
    weaker: ['problem weakens protection', 'problems weaken protection'],
    note: ['note counts as well', 'notes count as well'],
  } as const;
  const parts = (['availability', 'weaker', 'note'] as const).flatMap((severity) => {
    const n = found.filter((one) => one.severity === severity).length;
    return n === 0 ? [] : [`${n} ${words[severity][n === 1 ? 0 : 1]}`];
  });
  return parts.join(', ');
};
