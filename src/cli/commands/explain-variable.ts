/**
 * Runs the command `explain` for a variable: which release reads it and what for, what it comes to alone, what the page
 * says of it, and which name is read in its place.
 */
import type { Section, Setting } from '../../../suites/vocabulary.ts';
import { UsageError } from '../../model/errors.ts';
import { aloneOf } from '../../release/alone.ts';
import { knownPrograms, loadAllPrograms } from '../../release/load-programs.ts';
import type { ReleasePrograms } from '../../release/programs.ts';
import { historyOf, pageNameOf, pageSettingsOf, type Span } from '../../release/variable-history.ts';
import type { Use } from '../../release/variable-use.ts';
import type { ExplainFlags } from './explain.ts';
import { nearVariables } from '../near-variables.ts';

/**
 * Of the release alone that the flags name, or of every one.
 * @throws UsageError for a name that no release and no page knows
 */
export const explainVariable = async (
  variable: string,
  { release, releaseFile }: ExplainFlags,
): Promise<void> => {
  if (releaseFile !== undefined) {
    throw new UsageError(
      'no --release-file with a variable',
      releaseFile,
      'leave it out: what programs read stands in no release file',
    );
  }
  const all = loadAllPrograms();
  if (release !== 'reference' && !all.some((one) => one.release === release)) {
    throw new UsageError(
      `a release whose programs the suite knows: ${knownPrograms().join(', ')}`,
      `release "${release}"`,
      'name one of these with --release, or leave it out for all of them',
    );
  }
  const spans = historyOf(variable, all);
  const page = pageNameOf(variable, all);
  const settings = pageSettingsOf(page ?? variable);
  if (
    !settings.length &&
    spans.every(({ answer: { status, instead } }) => status === 'unknown' && !instead.length)
  ) {
    const near = nearVariables(variable, all);
    throw new UsageError(
      'a variable that a release or the Security page names',
      `${variable}, which no program reads and no file of a release names`,
      near.length ? `did you mean ${near.join(', ')}?` : 'look for it in releases/programs',
    );
  }
  const shown = release === 'reference' ? spans : spans.filter(({ releases }) => releases.includes(release));
  const named = release === 'reference' ? undefined : release;
  const text = [
    variable,
    '',
    ...entry(
      'Read',
      inSpans(shown, named, (span) => (isRead(span) ? readers(span, all) : [])),
    ),
    ...entry(
      'Not read',
      inSpans(shown, named, (span) => (isRead(span) ? [] : unread(span, all))),
    ),
    ...entry(
      'Alone',
      inSpans(shown, named, (span) => (isRead(span) ? alone(span, all) : [])),
    ),
    ...entry('The page', await pageLines(variable, page, settings)),
  ];
  process.stdout.write(`${text.join('\n').trimEnd()}\n`);
};

const isRead = ({ answer }: Span): boolean => answer.status === 'read';

/**
 * What is said of releases one after another, once where it is the same; nothing where there is nothing to say.
 * @param spans of every release, so that those of which nothing is said come between the others
 */
const inSpans = (
  spans: readonly Span[],
  release: string | undefined,
  linesOf: (span: Span) => readonly string[],
): string[] => {
  const parts: { since: string; until: string; lines: readonly string[] }[] = [];
  for (const span of spans) {
    const lines = linesOf(span);
    const last = parts.at(-1);
    if (last && last.lines.join('\n') === lines.join('\n')) last.until = span.until;
    else parts.push({ since: span.since, until: span.until, lines });
  }
  return parts
    .filter(({ lines }) => lines.length)
    .flatMap(({ since, until, lines }) => [
      `${release ?? (since === until ? since : `${since} to ${until}`)}:`,
      ...lines.map((line) => `  ${line}`),
    ]);
};

const programsOf = ({ answer }: Span, all: readonly ReleasePrograms[]): ReleasePrograms =>
  all.find(({ release }) => release === answer.release)!;

/** Programs that take it for the same thing, in one line; what comes to nothing is said as such. */
const readers = (span: Span, all: readonly ReleasePrograms[]): string[] => {
  const { programs } = programsOf(span, all);
  return grouped(span.answer.uses, phrase).map(([says, services]) =>
    services.length === programs.size ? `every program: ${says}` : `${services.join(', ')}: ${says}`,
  );
};

const phrase = ({ says, ignored }: Use): string =>
  ignored === undefined ? says : says === 'nothing' ? ignored : `${says}; ${ignored}`;

const unread = (span: Span, all: readonly ReleasePrograms[]): string[] => {
  const { status, why, instead, gone } = span.answer;
  const taken = status === 'without effect' ? readers(span, all) : [];
  const others = grouped(instead, ({ variable, says }) => `${variable}|${says}`).map(([key, services]) => {
    const [name, says] = key.split('|');
    return `read in its place: ${name}, by ${services.join(', ')}: ${says}`;
  });
  const lacking = Object.entries(gone).map(([service, became]) => ({ service, became }));
  const missing = instead.length ? [] : grouped(lacking, ({ became }) => became);
  const lines = [
    ...(why === undefined ? [] : [why]),
    ...taken,
    ...others,
    ...missing.map(([became, services]) => `${services.join(', ')}: ${became}`),
  ];
  return lines.length ? lines : ['no program reads it, and no file of the release names it'];
};

/** What is said of services → these services, each once. */
const grouped = <T extends { service: string }>(
  uses: readonly T[],
  says: (use: T) => string,
): [string, string[]][] =>
  Object.entries(Object.groupBy(uses, says)).map(([text, same]) => [
    text,
    [...new Set(same!.map(({ service }) => service))],
  ]);

const alone = (span: Span, all: readonly ReleasePrograms[]): string[] => {
  const programs = programsOf(span, all);
  return [...new Set(span.answer.uses.flatMap((use) => aloneOf(use, programs) ?? []))];
};

const pageLines = async (
  variable: string,
  page: string | undefined,
  settings: readonly Setting[],
): Promise<string[]> => {
  if (!settings.length) return ['has no name for it'];
  const name = page ?? variable;
  const headings = [...new Set(settings.map(headingOf))].join(', ');
  const { rules } = await import('../../../suites/catalogue.ts');
  const sections = settings.flatMap(sectionsOf);
  const promised = rules.filter(({ section, basis }) => basis === 'explicit' && sections.includes(section));
  return [
    `${name === variable ? 'names it' : `calls it ${name}`}, under ${headings}`,
    ...promised.map(({ id, title }) => `  ${title} (${id})`),
  ];
};

const headingOf = (setting: Setting): string => {
  if (setting.includes('.db.')) return 'Securing PostgreSQL Connections';
  if (setting.includes('.standalone.')) return 'Standalone mode';
  if (setting.endsWith('.ca')) {
    return setting.startsWith('clients.') ? 'Clients Configuration' : 'Adapter Configuration';
  }
  return setting.startsWith('users.') ? 'Users' : 'Clients';
};

const sectionsOf = (setting: Setting): Section[] => {
  if (setting.includes('.db.')) return ['postgres'];
  if (setting.includes('.standalone.')) return ['standalone'];
  return setting.endsWith('.ca') ? ['client', 'grpc'] : ['server'];
};

const entry = (name: string, lines: readonly string[]): string[] =>
  lines.length ? [`${name}:`, ...lines.map((line) => `  ${line}`), ''] : [];
