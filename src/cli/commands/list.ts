/**
 * Runs the command `list`, which prints rules and cases of a release, and what is not applicable, with the exact
 * number.
 */
import { rules } from '../../../suites/catalogue.ts';
import { liveList } from './explain-live.ts';
import { scopesOf } from '../../plan/options.ts';
import { catalogueOf, select } from '../../plan/select.ts';
import { loadRelease } from '../../release/load.ts';
import { settingsInWords } from '../../report/build/settings-in-words.ts';
import { count } from '../../report/render/words.ts';
import { UsageError } from '../../model/errors.ts';
import { filtersOf, type FilterFlags } from '../options/filters.ts';

export interface ListFlags extends FilterFlags {
  json?: true;
  target?: string;
  release: string;
  releaseFile?: string;
}

/** @throws UsageError */
export const listCommand = (flags: ListFlags): void => {
  if (flags.target !== undefined) {
    listOf(flags.target, flags);
    return;
  }
  const release = loadRelease(flags.release, flags.releaseFile);
  const filters = filtersOf(flags);
  const catalogue = catalogueOf(release, filters);
  const { selected } = select(catalogue, filters);
  const scopes = scopesOf(filters);
  // Filters are about cases: what is not applicable is listed for the rules that are left.
  const asked = catalogue.cases.filter(({ scope }) => scopes.includes(scope));
  const filtered = selected.length < asked.length;
  const absentIn = catalogue.notApplicable.filter(({ scope }) => scopes.includes(scope));
  const has = (cases: readonly { rule: string }[], id: string): boolean =>
    cases.some((one) => one.rule === id);
  const shown = rules.filter((rule) => has(selected, rule.id) || (!filtered && has(absentIn, rule.id)));
  const absent = absentIn.filter((one) => shown.some((rule) => rule.id === one.rule));
  const notCovered = filtered ? [] : catalogue.notCovered;
  if (flags.json) {
    const list = {
      release: release.release,
      catalogueDigest: catalogue.digest,
      rules: shown.map(({ id, section, basis, level, title }) => ({ id, section, basis, level, title })),
      cases: selected.map((one) => {
        const { id, rule, scope, level, basis, subject, condition, naming } = one;
        return {
          id,
          rule,
          scope,
          level,
          basis,
          subject,
          condition,
          naming,
          settings: settingsInWords(one, release),
        };
      }),
      notApplicable: absent,
      notCovered,
    };
    process.stdout.write(`${JSON.stringify(list, null, 1)}\n`);
    return;
  }
  const lines: string[] = [];
  for (const rule of shown) {
    lines.push(`${rule.id}  (${rule.level}, ${rule.basis})`, `  ${rule.title}`);
    for (const one of selected) if (one.rule === rule.id) lines.push(`    ${one.id}`);
    for (const one of absent) {
      if (one.rule === rule.id) lines.push(`    ${one.id}  not applicable: ${one.reason}`);
    }
    lines.push('');
  }
  if (notCovered.length) {
    lines.push('Not covered, of what the release has beyond the page:');
    lines.push(...notCovered.map(({ subject, reason }) => `    ${subject}: ${reason}`), '');
  }
  const part = filtered ? ` of ${asked.length}` : '';
  lines.push(
    ...(filtered ? [] : ['A running deployment has rules of its own: list --target live.', '']),
    `${selected.length}${part} cases of ${count(shown.length, 'rule')} for ${release.release}, ${absent.length} not applicable.`,
  );
  process.stdout.write(`${lines.join('\n')}\n`);
};

/** Of a live target no filter can say anything: its cases are known with a deployment file alone. */
const listOf = (target: string, { json, ...flags }: ListFlags): void => {
  if (target !== 'live')
    throw new UsageError(
      '--target live, or none',
      `"${target}"`,
      'name a release with --release in its place',
    );
  const { sections, rules: some, cases, subjects, namings } = filtersOf(flags);
  if (json || [sections, some, cases, subjects, namings].some(({ length }) => length > 0)) {
    throw new UsageError(
      'no other option beside --target live but --release',
      json ? '--json' : 'a filter',
      'leave it out: which cases there are is for the deployment file to say',
    );
  }
  process.stdout.write(`${liveList().join('\n')}\n`);
};
