/** Chooses which run speaks for a release, and puts the releases in order. Pure. */
import { UsageError } from '../model/errors.ts';
import type { Catalogue } from '../../suites/catalogue.ts';
import type { Report, ReportedCase } from '../report/schema.ts';

export interface Source {
  report: Report;
  /** As the user named it. */
  name: string;
  kind: 'recorded' | 'report';
  /** All cases that the release has, of both scopes, where that is known: then a part shows as a part. */
  catalogue?: Pick<Catalogue, 'cases' | 'notApplicable'>;
}

export interface Chosen extends Source {
  /** Other runs of the release, which agree with it. */
  others: Source[];
}

export const reference = 'reference';

/** The built-in reference is no release; it is shown, as the last, only where it was asked for. */
const isReference = ({ report: { target } }: Source): boolean => target.kind === 'reference';

/**
 * One run a release, the oldest release first. Of several runs of a release that agree in every case that both judge,
 * the one that judges most counts, of equal ones the newest.
 * @throws UsageError where there is nothing to show, two runs of a release differ, or a release has no place in the order
 */
export const chooseRuns = (
  sources: readonly Source[],
  { releases, withReference = false }: { releases?: readonly string[]; withReference?: boolean } = {},
): Chosen[] => {
  const wanted = sources.filter((one) => withReference || !isReference(one));
  const byRelease = Map.groupBy(wanted, (one) => (isReference(one) ? reference : one.report.target.release));
  if (byRelease.size === 0) {
    throw new UsageError(
      'a report of a release',
      sources.length > 0 ? 'reports of the built-in reference alone' : 'none',
      sources.length > 0
        ? 'give reports of releases, or add --with-reference'
        : 'give report.json files or folders of runs, or --recorded',
    );
  }
  for (const name of releases ?? []) {
    if (byRelease.has(name)) continue;
    throw new UsageError(
      `--release with one of ${[...byRelease.keys()].join(', ')}`,
      name,
      'choose one of these, or give a report of that release',
    );
  }
  const shown = [...byRelease].filter(([name]) => releases === undefined || releases.includes(name));
  const chosen = shown.map(([release, runs]) => ({ release, run: oneOf(release, runs) }));
  samePage(chosen.map(({ run }) => run));
  return chosen.toSorted((a, b) => compareReleases(a.release, b.release)).map(({ run }) => run);
};

const oneOf = (release: string, runs: readonly Source[]): Chosen => {
  const distinct = [...new Map(runs.map((one) => [runKey(one), one])).values()];
  const [best, ...others] = distinct.toSorted(
    (a, b) => judged(b).size - judged(a).size || (a.report.run.started < b.report.run.started ? 1 : -1),
  );
  for (const other of others) {
    const differing = differingCases(best!, other);
    if (differing.length === 0) continue;
    throw new UsageError(
      `runs of ${release} that agree`,
      `${best!.name} and ${other.name}, which differ in ${differing.length} of the cases that both judge (such as ${differing[0]})`,
      'give one of them; `compare` says what differs',
    );
  }
  return { ...best!, others };
};

/** A report that is given twice is one run; a record of a run is not a second one. */
const runKey = ({ report: { run } }: Source): string => `${run.id} ${run.started} ${run.reruns.length}`;

const says = ({ outcome, finding, risk, code }: ReportedCase): string =>
  [outcome, finding, risk, code].join(' ');

const judged = ({ report }: Source): Map<string, string> =>
  new Map(
    report.cases
      .filter(({ controlOnly, outcome }) => !controlOnly && outcome !== 'untestable' && outcome !== 'error')
      .map((one) => [one.id, says(one)]),
  );

const differingCases = (one: Source, other: Source): string[] => {
  const [a, b] = [judged(one), judged(other)];
  return [...a].flatMap(([id, said]) => (b.has(id) && b.get(id) !== said ? [id] : []));
};

const samePage = (runs: readonly Chosen[]): void => {
  const other = runs.find(({ report }) => report.page.digest !== runs[0]!.report.page.digest);
  if (other === undefined) return;
  const digest = ({ report }: Source): string => report.page.digest.slice(0, 12);
  throw new UsageError(
    'reports about one text of the page',
    `${runs[0]!.name} about ${digest(runs[0]!)}, ${other.name} about ${digest(other)}`,
    'observe the releases with one version of the suite',
  );
};

const version = /^v?(\d+)\.(\d+)(?:\.(\d+))?(?:-([0-9A-Za-z.-]+))?$/;

/** By version; a pre-release stands before its release, the reference last. */
export const compareReleases = (a: string, b: string): number => {
  if (a === reference || b === reference) return Number(a === reference) - Number(b === reference);
  const [one, other] = [partsOf(a), partsOf(b)];
  for (const at of [0, 1, 2] as const) {
    if (one.numbers[at] !== other.numbers[at]) return one.numbers[at]! - other.numbers[at]!;
  }
  if (one.pre === other.pre) return 0;
  if (one.pre === undefined || other.pre === undefined) return one.pre === undefined ? 1 : -1;
  return one.pre.localeCompare(other.pre, 'en', { numeric: true });
};

/** @throws UsageError for a name that is no version */
export const partsOf = (release: string): { numbers: number[]; pre: string | undefined } => {
  const found = version.exec(release);
  if (found) return { numbers: [1, 2, 3].map((at) => Number(found[at] ?? 0)), pre: found[4] };
  throw new UsageError(
    'releases that are named as versions, such as v0.19.1: only those have an order',
    `a report of the release "${release}"`,
    'name it so in its release file (release: v0.19.1-own), or leave the report out',
  );
};
