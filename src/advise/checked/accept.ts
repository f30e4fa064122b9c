/** Holds statements against a baseline: what is accepted, and which entries are out of date. Pure. */
import { globMatcher } from '../../judge/glob.ts';
import type { Acceptance } from './baseline.ts';
import type { BaselineEntry, CheckedStatement } from './checked.ts';
import type { Statement } from '../schema.ts';

/**
 * @param today as YYYY-MM-DD; the last day of an entry still counts
 * @returns statements in their order, and what became of each entry
 */
export const accept = (
  statements: readonly Statement[],
  entries: readonly Acceptance[],
  today: string,
): { statements: CheckedStatement[]; entries: BaselineEntry[] } => {
  const made = entries.map((entry) => ({ entry, names: naming(entry), expired: entry.expires < today }));
  return {
    statements: statements.map((one) => {
      const by = made.find(({ names, expired }) => !expired && names(one))?.entry;
      return by ? { ...one, accepted: { reason: by.reason, expires: by.expires, line: by.line } } : one;
    }),
    entries: made.map(({ entry, names, expired }) => {
      const named = statements.filter(names).length;
      return {
        line: entry.line,
        about: inWords(entry),
        reason: entry.reason,
        expires: entry.expires,
        became: expired ? 'expired' : named === 0 ? 'stale' : 'accepted',
        statements: named,
      };
    }),
  };
};

/** What is in effect needs no acceptance: an entry that names nothing else is stale. */
const naming = ({ fingerprint, kind, container, variable }: Acceptance): ((one: Statement) => boolean) => {
  const [ofKind, ofContainer, ofVariable] = [kind, container, variable].map(matching);
  return (one) =>
    one.severity !== 'good' &&
    (fingerprint === undefined || one.fingerprint === fingerprint) &&
    ofKind!(one.kind) &&
    ofContainer!(one.container) &&
    ofVariable!(one.variable);
};

const matching = (glob: string | undefined): ((text: string | undefined) => boolean) => {
  if (glob === undefined) return () => true;
  const matches = globMatcher(glob);
  return (text) => text !== undefined && matches(text);
};

const inWords = ({ fingerprint, kind, container, variable }: Acceptance): string =>
  Object.entries({ fingerprint, kind, container, variable })
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${value}`]))
    .join(', ');
