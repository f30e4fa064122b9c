/** Writes entries for what a report shows and no entry excuses. Pure. */
import { releaseSuffix } from '../../../suites/catalogue.ts';
import type { Finding } from '../findings.ts';
import { halfAYearAfter, quoted } from '../written-entries.ts';
import { nameOfEntry } from './deviations.ts';
import type { Deviation } from './file.ts';
import { globsFor } from './globs.ts';

/** A case of a report that deviates and that no entry excuses. */
export interface Unexcused {
  id: string;
  rule: string;
  cause: string | null;
  outcome: string;
  code: string;
  facts: readonly string[];
  risk: string | null;
  finding: Finding | null;
  observed: string;
  /** The entry that says something else of the case, or the same of the case under its other name. */
  hint?: { kind: 'graver' | 'milder' | 'other name'; entry: Deviation };
}

/**
 * Entries for everything in a report that deviates without an excuse: one for all cases that deviate exactly alike
 * and go back to the same rule. What only a person can know is left open, so that the entries do not pass as they
 * stand; where a case is known under its other name, that entry is offered anew, for both.
 * @param all ids of the catalogue; no glob names a case beyond `cases`
 * @param onFile entries that say the same of other cases are named
 * @param today as YYYY-MM-DD; entries are proposed for half a year
 */
export const suggestDeviations = (
  release: string,
  cases: readonly Unexcused[],
  {
    all,
    today,
    onFile = [],
  }: {
    all: readonly string[];
    today: string;
    onFile?: readonly Deviation[] | undefined;
  },
): string => {
  const deviating = cases.filter((one) => one.finding !== null && one.finding !== 'conforms');
  const [twins, others] = [
    deviating.filter(({ hint }) => hint?.kind === 'other name'),
    deviating.filter(({ hint }) => hint?.kind !== 'other name'),
  ];
  const known = Map.groupBy(twins, ({ hint }) => hint!.entry);
  const groups = Map.groupBy(others, (one) =>
    JSON.stringify([ruleAtRoot(one), one.code, one.facts, one.risk, one.finding]),
  );
  const entries = [
    ...[...known].map(([entry, group]) => widened(entry, group, all)),
    ...[...groups.values()].map((group) => opened(group, all, today, onFile)),
  ];
  const list = entries.length ? `deviations:\n${entries.join('\n')}\n` : 'deviations: []\n';
  return `release: ${quoted(release)}\n${list}`;
};

const ruleAtRoot = ({ cause, rule }: Unexcused): string => cause?.split('/')[0] ?? rule;

const saysTheSame = (entry: Deviation, { code, facts, risk, finding }: Unexcused): boolean =>
  entry.code === code &&
  entry.risk === risk &&
  entry.finding === finding &&
  entry.facts.toSorted().join() === facts.toSorted().join();

/** The entry as it is on file, for the case's other name as well. */
const widened = (entry: Deviation, group: readonly Unexcused[], all: readonly string[]): string => {
  const ids = globsOf(group, all);
  const { owner, link, expires, reason, attribution } = entry;
  const where = entry.rule ?? (entry.case === undefined ? entry.cause : undefined);
  return [
    `  # in place of the entry ${oneLine(nameOfEntry(entry))}: known under its other name`,
    ...(where === undefined ? [] : [`  # it names ${oneLine(where)}; list its cases here as well`]),
    ...namedBy([...[entry.case ?? []].flat(), ...ids]),
    ...tupleOf(entry),
    `    attribution: ${attribution}`,
    `    reason: ${quoted(reason)}`,
    `    link: ${word(link)}`,
    ...(owner === undefined ? [] : [`    owner: ${word(owner)}`]),
    `    expires: ${expires}`,
  ].join('\n');
};

const opened = (
  group: readonly Unexcused[],
  all: readonly string[],
  today: string,
  onFile: readonly Deviation[],
): string => {
  const [first] = group as [Unexcused];
  const instead = new Set(group.flatMap(({ hint }) => (hint ? [nameOfEntry(hint.entry)] : [])));
  const others = group.length === 1 ? '' : ` (${group.length} cases)`;
  return [
    `  # ${oneLine(first.observed)}${others}`,
    ...onFile
      .filter((entry) => saysTheSame(entry, first))
      .map(
        (entry) =>
          `  # where it is so for the reason of the entry ${oneLine(nameOfEntry(entry))}: add it there`,
      ),
    ...[...instead].map((name) => `  # in place of what the entry ${oneLine(name)} says of it`),
    ...namedBy(globsOf(group, all)),
    ...tupleOf(first),
    '    attribution: undecided # product, documentation or undecided',
    `    reason: '' # why this is known and accepted for now`,
    `    link: '' # the upstream thread or file`,
    `    expires: ${halfAYearAfter(today)}`,
  ].join('\n');
};

/** Where something is renamed, an entry names nothing under the release's own names, whatever a glob matches. */
const globsOf = (group: readonly Unexcused[], all: readonly string[]): string[] =>
  globsFor(
    group.map(({ id }) => id),
    group[0]?.finding?.startsWith('renamed') ? all.filter((id) => !id.endsWith(releaseSuffix)) : all,
  );

const namedBy = (globs: readonly string[]): string[] =>
  globs.length === 1
    ? [`  - case: ${quoted(globs[0]!)}`]
    : ['  - case:', ...globs.map((glob) => `      - ${quoted(glob)}`)];

const tupleOf = ({
  outcome,
  code,
  facts,
  risk,
  finding,
}: Pick<Unexcused, 'outcome' | 'code' | 'facts' | 'risk' | 'finding'>): string[] => [
  `    outcome: ${outcome}`,
  `    code: ${word(code)}`,
  ...listOf('facts', facts),
  `    risk: ${risk}`,
  `    finding: ${finding}`,
];

/** In one line where that is short enough to be read. */
const listOf = (name: string, words: readonly string[]): string[] => {
  const written = words.map(word);
  const line = `    ${name}: [${written.join(', ')}]`;
  return line.length <= 110 ? [line] : [`    ${name}:`, ...written.map((one) => `      - ${one}`)];
};

const oneLine = (text: string): string => {
  const flat = text.replaceAll(/\s+/g, ' ').trim();
  return flat.length > 100 ? `${flat.slice(0, 99)}…` : flat;
};

/** A scalar that needs no quotes stays without. */
const word = (text: string): string => (/^[a-z][\w./:%?=&-]*$/i.test(text) ? text : quoted(text));
