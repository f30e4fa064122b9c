/** Makes a report of a journal in one pure pass: every verdict, finding, disposition and the gate. */
import { catalogueFor, rules as allRules, type Catalogue } from '../../../suites/catalogue.ts';
import type { ReleaseNames } from '../../../suites/naming.ts';
import { page } from '../../../suites/page.ts';
import type { Case, NotCovered, Rule } from '../../../suites/vocabulary.ts';
import { disposed, hits, type JudgedCase } from '../../judge/deviations/deviations.ts';
import type { Deviation } from '../../judge/deviations/file.ts';
import { findingOf, riskOf, rootCauseOf, type Surroundings } from '../../judge/findings.ts';
import { gateOf } from '../../judge/gate.ts';
import type { Verdict } from '../../judge/judge.ts';
import { journalName } from '../../journal/names.ts';
import type { JournalHeader, JournalLine } from '../../model/journal.ts';
import { catalogueOfRun, scopesOfRun } from '../../plan/select.ts';
import type { Report } from '../schema.ts';
import { reportCase, reportRule } from './reported.ts';
import { again } from './reproduce.ts';
import { endOfAll, notRunBecause, rerunOf } from './endings.ts';
import { startsOf } from './seen/starts.ts';
import { settled, type NamedJournal } from './settled.ts';
import { coverageOf, summaryOf } from './summary.ts';

/** Where known deviations come from. */
export interface OnFile {
  source: NonNullable<Report['deviationsFile']>;
  /** Line of each entry, from 1. */
  lines: readonly number[];
}

export interface JudgeOptions {
  /** Known deviations and non-strict cases fail the gate. */
  strict?: boolean;
  /** YYYY-MM-DD, by which deviations expire; the day on which the run started when not given. */
  today?: string;
  catalogue?: Catalogue;
  rules?: readonly Rule[];
  /** Journals of reruns of the same run, the oldest first. */
  reruns?: readonly NamedJournal[];
  /** Of `deviations`. */
  onFile?: OnFile;
  /** Of a live target: what was seen from outside. */
  live?: Report['live'];
}

/**
 * Judges every case that a journal holds an observation of. Nothing but the arguments is looked at, so the same
 * journal gives the same report for ever.
 * @param release names and values of the release that was observed
 * @throws Error when the first line is no header
 */
export const judgeJournal = (
  lines: readonly JournalLine[],
  release: ReleaseNames,
  deviations: readonly Deviation[] = [],
  options: JudgeOptions = {},
): Report => {
  const header = lines[0];
  if (header?.type !== 'header') throw new Error('a journal begins with its header');
  const { strict = false, today = header.run.started.slice(0, 10), rules = allRules } = options;
  const { reruns = [], onFile } = options;
  const catalogue = options.catalogue ?? catalogueOfRun(release, header);
  const byId = new Map(catalogue.cases.map((one) => [one.id, one]));
  const found = settled([{ name: journalName, lines }, ...reruns], byId);
  const starts = startsOf(found);
  const observed = (id: string) => found.get(id)?.line.observation;
  const around: Surroundings = { observed, cases: byId, names: release };

  const selected = new Set(header.selection.selected);
  const executed = catalogue.cases.filter((one) => found.has(one.id));
  const verdictOf = (id: string): Verdict | undefined => found.get(id)?.verdict;

  const judged = (one: Case): JudgedCase => {
    const { verdict } = found.get(one.id)!;
    const { outcome, code, facts, unobserved } = verdict;
    const finding = findingOf(one, verdict, around);
    return {
      ...{ id: one.id, rule: one.rule, naming: one.naming, outcome, code, facts, unobserved, finding },
      risk: riskOf(one, finding, verdict, observed),
      cause: rootCauseOf(one.id, verdictOf),
    };
  };
  const counting = executed.filter((one) => selected.has(one.id));
  // Entries about what the run left aside are in order, as long as they name anything.
  const known = deviations.every((entry) => hits(entry, catalogue.cases))
    ? catalogue
    : catalogueFor(release, 'platform');
  const dispositions = disposed(counting.map(judged), deviations, known.cases, today);

  const cases = executed.map((one) =>
    reportCase(one, {
      ...judged(one),
      settlement: found.get(one.id)!,
      evidence: starts.evidenceOf(one.id),
      around,
      controlOnly: !selected.has(one.id),
      disposition: dispositions.cases.get(one.id),
      deviations,
      again: again(header),
    }),
  );
  const scopes = scopesOfRun(header);
  const notApplicable = catalogue.notApplicable.filter(({ scope }) => scopes.includes(scope));
  const notRun = header.selection.selected.filter((one) => !found.has(one));
  const { complete, interrupted, lost, finished, ms } = endOfAll(lines, reruns, notRun);
  const drift = driftOf(header);
  const gate = gateOf({
    cases: cases.filter((one) => !one.controlOnly),
    entries: dispositions.entries.map((entry) => entry.disposition),
    selected: selected.size,
    complete,
    interrupted,
    lost: lost.map(({ code, message, cases: ids }) => ({ code, message, cases: ids.length })),
    ...(drift !== undefined && { pageDrift: drift }),
    strict,
  });
  const { shard, id, started, command, filters } = header.run;
  return {
    schemaVersion: 1,
    suite: header.suite,
    page: header.page,
    target: header.target,
    environment: header.environment,
    run: {
      ...{ id, started, finished, ms, command, filters, shard, strict },
      reruns: reruns.map(rerunOf),
    },
    selection: {
      catalogue: catalogue.cases.length,
      selected: selected.size,
      executed: counting.length,
      controlOnly: executed.length - counting.length,
      notRun,
      notRunBecause: notRunBecause(notRun, [lines, ...reruns.map((rerun) => rerun.lines)]),
    },
    rules: rules.map(reportRule),
    cases,
    starts: starts.seen(cases),
    notApplicable,
    notCovered: [...catalogue.notCovered, ...leftOut(header)],
    deviationsFile: onFile?.source ?? null,
    deviations: dispositions.entries.map((entry, at) => ({ ...entry, line: onFile?.lines[at] ?? null })),
    coverage: coverageOf(cases, rules, header.selection.selected, byId),
    summary: summaryOf(cases, notApplicable.length, {
      ...{ around, scopes },
      release: header.target.release,
    }),
    ...gate,
    complete,
    live: options.live ?? null,
  };
};

/** Services that the target did not have. */
const leftOut = ({ run }: JournalHeader): NotCovered[] =>
  (run.filters['without'] ?? []).map((subject) => ({
    subject,
    reason: 'its program or image is not there, and --only-present leaves its cases out',
  }));

const driftOf = (header: JournalHeader): string | undefined =>
  header.page.digest === page.digest
    ? undefined
    : `the page was observed at digest ${header.page.digest.slice(0, 12)}, this suite is about ${page.digest.slice(0, 12)}`;
