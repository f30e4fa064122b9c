/**
 * Runs the command `explain`, which says what a rule or a case is about, where it comes from, how it is observed and
 * reproduced.
 */
import { catalogueFor, rules, type Catalogue } from '../../../suites/catalogue.ts';
import { page } from '../../../suites/page.ts';
import type { Case, Check, Rule } from '../../../suites/vocabulary.ts';
import { hits, nameOfEntry } from '../../judge/deviations/deviations.ts';
import { UsageError } from '../../model/errors.ts';
import { liveForms, type LiveForm } from '../../live/judged/forms.ts';
import { loadRelease } from '../../release/load.ts';
import type { Release } from '../../release/schema.ts';
import { checkout, installed, reproduceCommand } from '../../report/build/reproduce.ts';
import { settingsInWords } from '../../report/build/settings-in-words.ts';
import { inCheckout } from '../../system/package.ts';
import { allDeviations } from '../known-deviations.ts';
import { nearVariables } from '../near-variables.ts';
import { isLiveId, liveText } from './explain-live.ts';

export interface ExplainFlags {
  release: string;
  releaseFile?: string;
}

/** @throws UsageError for an id that the catalogue does not have */
export const explainCommand = (id: string, flags: ExplainFlags): void => {
  if (isLiveId(id)) {
    const shown = { program, entry, about: ({ rule, how }: LiveForm) => about({ ...rule, how }) };
    process.stdout.write(`${liveText(id, shown).join('\n')}\n`);
    return;
  }
  const release = loadRelease(flags.release, flags.releaseFile);
  const catalogue = catalogueFor(release, 'platform');
  const rule = rules.find((one) => one.id === id);
  const one = catalogue.cases.find((other) => other.id === id);
  const text = rule
    ? ruleText(rule, catalogue, release)
    : one
      ? caseText(one, catalogue, release)
      : notApplicableText(id, catalogue, release);
  process.stdout.write(`${text.join('\n')}\n`);
};

const again = (release: Release): string[] =>
  release.release === 'reference' ? [] : ['--target binaries --binaries DIR --release', release.release];
const program = inCheckout ? checkout : installed;

const ruleText = (rule: Rule, catalogue: Catalogue, release: Release): string[] => {
  const cases = catalogue.cases.filter((one) => one.rule === rule.id);
  const absent = catalogue.notApplicable.filter((one) => one.rule === rule.id);
  return [
    `${rule.id}  (${rule.level}, ${rule.basis})`,
    rule.title,
    '',
    ...about(rule),
    ...entry('Reproduce', [`${program} --rule ${rule.id} ${again(release).join(' ')}`.trim()]),
    ...entry(
      `Cases (${cases.length})`,
      cases.map((one) => one.id),
    ),
    ...entry(
      'Not applicable',
      absent.map((one) => `${one.id}: ${one.reason}`),
    ),
    ...known((one) => one.rule === rule.id, catalogue),
  ];
};

const caseText = (one: Case, catalogue: Catalogue, release: Release): string[] => {
  const rule = rules.find((other) => other.id === one.rule)!;
  const settings = Object.entries(settingsInWords(one, release));
  const seenIn = (name: string, at: { case: string; shows: Check } | undefined): string[] =>
    at ? entry(name, [at.case, `  must show: ${at.shows.says}`]) : [];
  return [
    `${one.id}  (${one.level}, ${one.basis})`,
    `${rule.title}; here: ${one.subject}, ${one.condition}, under ${one.naming === 'release' ? "the release's own names" : "the page's names"}`,
    '',
    ...entry('Set', settings.length ? settings.map(([name, value]) => `${name} = ${value}`) : ['nothing']),
    ...entry(
      'Must be seen',
      one.must.map((check) => check.says),
    ),
    ...entry(
      'Otherwise non-strict',
      one.should.map((check) => check.says),
    ),
    ...entry(
      'Must never be seen',
      one.never.map((check) => check.says),
    ),
    ...(one.over ? entry('Also judged', [`the observations of ${one.over.length} other cases`]) : []),
    ...seenIn('Control', one.control),
    ...seenIn('Premise', one.premise),
    ...about(rule),
    ...entry('Reproduce', [reproduceCommand(one.id, { program, options: again(release) })]),
    ...known((other) => other.id === one.id, catalogue),
  ];
};

const notApplicableText = (id: string, catalogue: Catalogue, release: Release): string[] => {
  const absent = catalogue.notApplicable.find((one) => one.id === id);
  if (absent) return [id, `Not applicable to ${release.release}: ${absent.reason}`];
  const ids = [
    ...rules.map((rule) => rule.id),
    ...catalogue.cases.map((one) => one.id),
    ...liveForms.map((form) => form.id),
  ];
  const near = [
    ...ids.filter((other) => other.includes(id) || id.includes(other)).slice(0, 5),
    ...nearVariables(id),
  ];
  throw new UsageError(
    `a rule or case of the catalogue for ${release.release}, or a variable of the product`,
    id,
    near.length ? `did you mean ${near.join(', ')}?` : 'all ids are listed by `npm start -- list`',
  );
};

const about = (rule: Rule): string[] => [
  ...entry('Why', [rule.why]),
  ...entry('How', [rule.how]),
  ...entry('Risk when broken', [rule.risk]),
  ...entry(
    'Source',
    'practice' in rule.source
      ? [rule.source.practice]
      : [
          `https://github.com/${page.repository}/blob/${page.commit}/${page.path}`,
          ...new Set(rule.source.map((sentence) => `heading: ${sentence.heading}`)),
        ],
  ),
];

const known = (of: (one: Case) => boolean, catalogue: Catalogue): string[] => {
  const cases = catalogue.cases.filter(of);
  const lines = allDeviations().flatMap((file) =>
    file.entries
      .filter((one) => hits(one, cases))
      .map((one) => `${file.release}: ${one.finding} (${nameOfEntry(one)}): ${one.reason} ${one.link}`),
  );
  return entry('Known deviations', lines);
};

const entry = (name: string, lines: readonly string[]): string[] =>
  lines.length ? [`${name}:`, ...lines.map((line) => `  ${line}`), ''] : [];
