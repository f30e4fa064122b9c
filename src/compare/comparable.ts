/**
 * Says what keeps two reports, or one case of them, from being compared, and to what a difference goes back. Pure.
 */
import type { Report, ReportedCase } from '../report/schema.ts';
import type { Comparison } from './schema.ts';

export interface Both {
  before: Report;
  after: Report;
  id: string;
  was: ReportedCase | undefined;
  is: ReportedCase | undefined;
}

/** Completes the sentence "cannot be compared: …"; undefined where it can. */
export const incomparableReason = ({ before, after, id, was, is }: Both): string | undefined => {
  if (before.page.digest !== after.page.digest) return 'the reports are about different texts of the page';
  if (!was) return `only in the new report: ${absence(before, id, 'old')}`;
  if (!is) return `only in the old report: ${absence(after, id, 'new')}`;
  const otherwise = askedOtherwise(was, is, sameRelease(before, after));
  return otherwise.length > 0 ? `asked otherwise: another ${otherwise.join(', another ')}` : undefined;
};

/** Why a report does not judge a case that the other one judges. */
const absence = (report: Report, id: string, which: 'old' | 'new'): string => {
  const inapplicable = report.notApplicable.find((each) => each.id === id);
  if (inapplicable) return `not applicable in the ${which} one (${inapplicable.reason})`;
  const lost = report.selection.notRunBecause.find(({ cases }) => cases.includes(id));
  if (lost) return `not executed in the ${which} one (${lost.code})`;
  if (report.selection.notRun.includes(id)) return `not executed in the ${which} one`;
  const filtered = Object.values(report.run.filters).some((values) => values.length > 0);
  return filtered || report.run.shard !== null
    ? `not selected in the ${which} one`
    : `no case of the ${which} one's catalogue`;
};

/** What a case is about, where it has changed under the same id. Settings have other names in another release. */
const askedOtherwise = (was: ReportedCase, is: ReportedCase, settings: boolean): string[] => [
  ...(was.level === is.level ? [] : ['level']),
  ...(was.basis === is.basis ? [] : ['basis']),
  ...(settings && inOrder(was.settings) !== inOrder(is.settings) ? ['setting'] : []),
];

const inOrder = (settings: Record<string, string>): string =>
  JSON.stringify(Object.entries(settings).toSorted(([a], [b]) => (a < b ? -1 : 1)));

const sameRelease = (before: Report, after: Report): boolean =>
  before.target.release === after.target.release && before.target.releaseFile === after.target.releaseFile;

/** A suite without a commit is a published one: its version names it. */
const sameSuite = ({ suite: a, page: p }: Report, { suite: b, page: q }: Report): boolean =>
  a.version === b.version && a.commit === b.commit && p.digest === q.digest;

const sameProduct = (before: Report, after: Report): boolean => {
  const [a, b] = [before.target, after.target];
  if (a.kind !== b.kind || a.runtime !== b.runtime || !sameRelease(before, after)) return false;
  // The reference is part of the suite.
  if (a.kind === 'reference') return sameSuite(before, after);
  const [made, remade] = [artefacts(before), artefacts(after)];
  return made !== undefined && made === remade;
};

/** Digests of what was tested; undefined where one is not known. */
const artefacts = ({ target: { images, binaries } }: Report): string | undefined => {
  if (images.some(({ digest }) => digest === null)) return undefined;
  const digests = [
    ...images.map(({ role, digest }) => `${role} ${digest}`),
    ...binaries.map(({ service, sha256 }) => `${service} ${sha256}`),
  ];
  return digests.length > 0 ? digests.toSorted().join('\n') : undefined;
};

export const sourceOf = (before: Report, after: Report): Comparison['source'] => {
  const [suite, product] = [sameSuite(before, after), sameProduct(before, after)];
  if (suite && product) return 'machine';
  if (suite) return 'product';
  return product ? 'suite' : 'unclear';
};

/** What a reader has to know before the first difference, in words. */
export const differencesOfRuns = (before: Report, after: Report): string[] => {
  const [a, b] = [before.target, after.target];
  const filters = (report: Report): string => JSON.stringify(report.run.filters);
  return [
    differing('page', before.page.digest.slice(0, 12), after.page.digest.slice(0, 12)),
    differing('suite', suiteName(before), suiteName(after)),
    differing(
      'catalogue',
      before.suite.catalogueDigest.slice(0, 12),
      after.suite.catalogueDigest.slice(0, 12),
    ),
    differing('release', a.release, b.release),
    differing('target', a.kind, b.kind),
    differing('runtime', a.runtime, b.runtime),
    ...(a.kind === b.kind && a.release === b.release && artefacts(before) !== artefacts(after)
      ? [`other ${a.kind} of the same release`]
      : []),
    ...(filters(before) === filters(after) ? [] : ['other cases were selected']),
    ...(before.complete ? [] : ['the old run is not complete']),
    ...(after.complete ? [] : ['the new run is not complete']),
  ].filter((text) => text !== undefined);
};

const differing = (what: string, was: string, is: string): string | undefined =>
  was === is ? undefined : `${what}: ${was} → ${is}`;

const suiteName = ({ suite: { version, commit } }: Report): string =>
  commit === null ? version : `${version} (${commit.slice(0, 12)})`;
