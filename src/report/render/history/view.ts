/** Puts into words what every format of a history says. Pure. */
import type { Cell, History, HistoryRow, Span, State, Why } from '../../../history/schema.ts';
import { gravest } from '../../../history/state.ts';
import { count } from '../words.ts';

export const marks: Record<State, string> = {
  conforms: '✓',
  renamed: '↷',
  deviates: '✗',
  ignored: '∅',
  moot: '–',
  absent: '·',
  partial: '…',
  untestable: '?',
};

export const meanings: Record<State, string> = {
  conforms: 'every case is kept, under the names of the page',
  renamed:
    "kept under the release's own names or values only: those of the page are not read, or it has none",
  deviates: 'a case fails, although its setting is read',
  ignored: 'no reading of any start shows an effect of the setting',
  moot: 'nothing can be said, because what it rests on is broken',
  absent: 'the release has nothing that the rule could apply to',
  partial: 'kept as far as it was observed, and not all was',
  untestable: 'nothing is known',
};

/** `renamed` beside another state: the page's names are not read, whatever holds under the release's own. */
export const alsoMeans = {
  loose: '~ beside a state: it holds, but not cleanly (non-strict)',
  renamed: '* beside a state: moreover, the names or values of the page are not read, or it has none',
};

type Look = Pick<Cell, 'state' | 'renamed' | 'loose'>;

export const suffix = ({ state, renamed, loose }: Look): string =>
  `${loose ? '~' : ''}${renamed && state !== 'renamed' ? '*' : ''}`;

/** `deviates*`: the state, with what else is to be said of it. */
export const stateInWords = (look: Look): string => `${look.state}${suffix(look)}`;

/** For a reader's voice and a tooltip: `deviates; the page's names are not read; 30 cases: 14 kept, …`. */
export const cellInWords = (cell: Cell): string =>
  [
    cell.state,
    ...(cell.loose ? ['not cleanly'] : []),
    ...(cell.renamed && cell.state !== 'renamed' ? ['the names of the page are not read'] : []),
    ...(cell.state === 'absent' ? [] : [countsInWords(cell)]),
    ...(cell.risk === null ? [] : [`risk: ${cell.risk}`]),
    ...(cell.reason === null ? [] : [cell.reason]),
  ].join('; ');

/** `14 of 30 kept, 15 renamed, 1 deviating`. */
export const countsInWords = ({ cases }: Pick<Cell, 'cases'>): string => {
  const { total, kept, loose, renamed, ignored, deviating, moot, open } = cases;
  const of = total === null ? '' : ` of ${count(total, 'case')}`;
  const parts: [number, string][] = [
    [loose, 'kept not cleanly'],
    [renamed, 'not under the names of the page'],
    [ignored, 'ignored'],
    [deviating, 'deviating'],
    [moot, 'moot'],
    [open, 'not observed'],
  ];
  return [`${kept}${of} kept`, ...parts.flatMap(([n, word]) => (n > 0 ? [`${n} ${word}`] : []))].join(', ');
};

/** `since v0.18.5`, `until v0.17.0`, `from v0.17.0 to v0.19.1`, `in v0.18.5 alone`, or `in every release of this table`. */
export const rangeInWords = (
  { first, last }: Pick<Span, 'first' | 'last'>,
  releases: readonly string[],
): string => {
  const [oldest, newest] = [releases[0], releases.at(-1)];
  if (releases.length > 1 && first === oldest && last === newest) return 'in every release of this table';
  if (releases.length === 1) return `in ${first}`;
  if (last === newest) return `since ${first}`;
  if (first === oldest) return `until ${last}`;
  return first === last ? `in ${first} alone` : `from ${first} to ${last}`;
};

/** `conforms until v0.19.1; renamed since v0.20.0 (risk: weaker)`: what is risked is that of who follows the page. */
export const spansInWords = ({ spans }: HistoryRow, releases: readonly string[]): string =>
  spans
    .map(
      (span) =>
        `${stateInWords(span)} ${rangeInWords(span, releases)}${span.risk === null ? '' : ` (risk: ${span.risk})`}`,
    )
    .join('; ');

export const namesOf = ({ releases }: History): string[] => releases.map(({ release }) => release);

/** `v0.19.1: binaries, recorded 2026-11-28`; what is no whole run is called so. */
export const releaseInWords = ({
  release,
  target,
  started,
  source,
  whole,
  others,
}: History['releases'][number]): string =>
  [
    `${release}: ${target.kind} as ${target.runtime}, observed ${started.slice(0, 10)}`,
    ...(source === 'recorded' ? ['judged again from the record'] : []),
    ...(whole ? [] : ['a part of the catalogue']),
    ...(others.length > 0 ? [`${count(others.length, 'other run')} of it agrees`] : []),
  ].join(', ');

/** `103 conforms, 60 renamed, …` over pairs of rule and subject. */
export const statesInWords = ({ states }: Pick<History['releases'][number], 'states'>): string =>
  Object.entries(states)
    .map(([state, n]) => `${n} ${state}`)
    .join(', ');

export interface Fault {
  /** What all cases of the reason have in common. */
  why: Pick<Why, 'text' | 'attribution' | 'link'>;
  /** What is found of them, and the gravest of their risks. */
  findings: string[];
  risk: Why['risk'];
  /** Spans of releases in which it was seen. */
  ranges: string[];
  /** Rules that it concerns, with their cases of all releases. */
  rules: string[];
  cases: number;
}

const attributions: readonly Why['attribution'][] = ['documentation', 'product', 'undecided', null];

/** What a history speaks of. */
export const scopeInWords = ({ scopes }: Pick<History, 'scopes'>): string =>
  scopes.length > 1
    ? 'all that a release has'
    : scopes[0] === 'page'
      ? 'what the page names'
      : 'what a release has beyond what the page names';

/** What is not as promised, each reason once with its releases: what the page has got wrong first. */
export const faultsOf = (history: History): Fault[] => {
  const names = namesOf(history);
  const found = history.rules.flatMap(({ id, rows }) =>
    rows.flatMap(({ cells }) =>
      cells.flatMap(({ release, why }) => why.map((each) => ({ rule: id, release, why: each }))),
    ),
  );
  return [...Map.groupBy(found, ({ why }) => JSON.stringify([why.text, why.attribution])).values()]
    .map((group) => ({
      why: group[0]!.why,
      findings: [...new Set(group.flatMap(({ why }) => why.finding ?? []))],
      risk: gravest(group.map(({ why }) => why.risk)),
      ranges: rangesOf(new Set(group.map(({ release }) => release)), names),
      rules: [...new Set(group.map(({ rule }) => rule))],
      cases: group.reduce((n, { why }) => n + why.cases, 0),
    }))
    .toSorted(
      (a, b) =>
        attributions.indexOf(a.why.attribution) - attributions.indexOf(b.why.attribution) ||
        b.cases - a.cases,
    );
};

/** `users.http`, or `ws-adapter (since v0.17.0)` where not every release of the row has it. */
export const subjectInWords = (
  { subject, releases }: HistoryRow['subjects'][number],
  names: readonly string[],
): string => (releases === null ? subject : `${subject} (${rangesOf(new Set(releases), names).join(', ')})`);

/** `318 cases, renamed, risk: weaker`. */
export const faultInWords = ({ cases, findings, risk }: Fault): string =>
  [count(cases, 'case'), ...findings, ...(risk === null ? [] : [`risk: ${risk}`])].join(', ');

const rangesOf = (seen: ReadonlySet<string>, names: readonly string[]): string[] => {
  const spans: { first: string; last: string }[] = [];
  names.forEach((name, at) => {
    if (!seen.has(name)) return;
    const last = spans.at(-1);
    if (last && last.last === names[at - 1]) last.last = name;
    else spans.push({ first: name, last: name });
  });
  return spans.map((span) => rangeInWords(span, names));
};

export const attributionInWords = (attribution: Why['attribution']): string =>
  ({
    documentation: 'What the page has got wrong',
    product: 'What the product does not keep',
    undecided: 'Where page and product differ, and neither is held responsible',
    none: 'Not on file',
  })[attribution ?? 'none'];
