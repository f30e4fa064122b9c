/** Joins the records of two whole runs of one release, one about the page and one about the rest of the platform. Pure. */
import { UsageError } from '../model/errors.ts';
import type { JournalFooter, JournalHeader, JournalLine, JournalObservation } from '../model/journal.ts';

/**
 * A case of the page that the other run has observed as well, as a control, keeps the observation of the page's run: what
 * is recorded of the page stays as it is.
 * @param page a record that holds the page; what it holds beyond is left out
 * @param pageIds of the catalogue of the page
 * @throws UsageError for runs of two targets
 */
export const joinedRecords = (
  page: readonly JournalLine[],
  platform: readonly JournalLine[],
  pageIds: ReadonlySet<string>,
): JournalLine[] => {
  const [first, second] = [partsOf(page, (id) => pageIds.has(id)), partsOf(platform)];
  const { release, runtime, kind } = first.header.target;
  const other = second.header.target;
  if (release !== other.release || runtime !== other.runtime || kind !== other.kind) {
    throw new UsageError(
      `runs of one target: ${kind} of ${release} as ${runtime}`,
      `${other.kind} of ${other.release} as ${other.runtime}`,
      'record both scopes of the same release in the same way',
    );
  }
  const known = new Set(first.observations.flatMap(({ cases }) => cases));
  const added = about(second.observations, (id) => !known.has(id));
  return [headerOf(first.header, second.header), ...first.observations, ...added, footerOf(first, second)];
};

/** What a record holds of the page, as a run would have left it that asked for no more. */
export const pageOf = (lines: readonly JournalLine[], pageIds: ReadonlySet<string>): JournalLine[] => {
  const { header, observations, footer } = partsOf(lines, (id) => pageIds.has(id));
  const { run, selection } = header;
  const { scopes: _, ...filters } = run.filters;
  const own = { ...header, run: { ...run, filters }, selection: { ...selection, catalogue: pageIds.size } };
  return [own, ...observations, footer];
};

interface Parts {
  header: JournalHeader;
  observations: JournalObservation[];
  footer: JournalFooter;
}

const partsOf = (lines: readonly JournalLine[], holds: (id: string) => boolean = () => true): Parts => {
  const [header] = lines;
  const footer = lines.at(-1);
  if (header?.type !== 'header' || footer?.type !== 'footer') {
    throw new Error('a record has a header and a footer');
  }
  const { selection } = header;
  const observations = lines.filter((line) => line.type === 'observation');
  return {
    header: { ...header, selection: { ...selection, selected: selection.selected.filter(holds) } },
    observations: about(observations, holds),
    footer,
  };
};

const about = (
  observations: readonly JournalObservation[],
  holds: (id: string) => boolean,
): JournalObservation[] =>
  observations
    .map((line) => ({ ...line, cases: line.cases.filter(holds) }))
    .filter(({ cases }) => cases.length > 0);

/** The newer run says by which suite, and of which programs: those of the page are among them. */
const headerOf = (page: JournalHeader, platform: JournalHeader): JournalHeader => {
  const selected = [...new Set([...page.selection.selected, ...platform.selection.selected])];
  const chosen = new Set(selected);
  return {
    ...platform,
    run: { ...platform.run, filters: { ...platform.run.filters, scopes: ['page', 'platform'] } },
    selection: {
      catalogue: selected.length,
      selected,
      controlOnly: [...new Set([...page.selection.controlOnly, ...platform.selection.controlOnly])].filter(
        (id) => !chosen.has(id),
      ),
    },
  };
};

const footerOf = ({ footer: page }: Parts, { footer: platform }: Parts): JournalFooter => ({
  ...platform,
  ms: page.ms + platform.ms,
  complete: page.complete && platform.complete,
  lost: [...page.lost, ...platform.lost],
});
