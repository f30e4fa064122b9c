/** Says of a rule or a case of a live target what it is about, how it is seen from outside, and what turns it red. */
import { UsageError } from '../../model/errors.ts';
import { hasCondition, idsOf, liveForms, type LiveForm } from '../../live/judged/forms.ts';
import { liveSuffix } from '../../live/judged/made.ts';
import { unseenRules } from '../../live/judged/unseen.ts';
import { shellWord } from '../../report/build/reproduce.ts';
import { nearest } from '../nearest.ts';

/** What `explain` shows of every rule and case alike. */
export interface Shown {
  program: string;
  about: (form: LiveForm) => string[];
  entry: (name: string, lines: readonly string[]) => string[];
}

/** `live.…`, and what ends with `@live`: a run against a deployment has these ids. */
export const isLiveId = (id: string): boolean => id.startsWith('live.') || id.endsWith(liveSuffix);

/** @throws UsageError for an id that no live target has */
export const liveText = (id: string, shown: Shown): string[] => {
  const [ruleId = '', subject, condition, ...more] = id.replace(/@live$/, '').split('/');
  const form = liveForms.find(({ rule }) => rule.id === ruleId);
  if (form && subject === undefined) return ruleText(form, shown);
  const isCase = id.endsWith(liveSuffix) && more.length === 0;
  if (form && isCase && isSubject(subject) && condition !== undefined && hasCondition(form, condition))
    return caseText(form, { id, subject: subject!, condition }, shown);
  const unseen = unseenRules(new Set(liveForms.map(({ rule }) => rule.id))).find(
    ({ rule }) => rule === ruleId,
  );
  if (unseen && subject === undefined) return [id, `Not applicable: ${unseen.reason}`];
  const near = form
    ? idsOf(form).map((one) => (isSubject(subject) ? one.replace('SUBJECT', subject!) : one))
    : nearest(
        ruleId,
        liveForms.map(({ rule }) => rule.id),
      ).map((near) => liveForms.find(({ rule }) => rule.id === near)!.id);
  throw new UsageError(
    'a rule or case of a live target',
    id,
    near.length > 0
      ? `did you mean ${near.slice(0, 5).join(', ')}?`
      : 'all are listed by `list --target live`',
  );
};

const isSubject = (subject: string | undefined): boolean => /^[a-z][\w.-]*$/.test(subject ?? '');

const command = ({ program }: Shown, selects: string): string =>
  `${program} --target live --deployment FILE ${selects}`;

const ruleText = (form: LiveForm, shown: Shown): string[] => {
  const { rule, id, turnsRed, subject } = form;
  return [
    `${id}  (${rule.level}, ${rule.basis}), of a running deployment`,
    rule.title,
    '',
    ...shown.about(form),
    ...shown.entry('Turns red', turnsRed),
    ...shown.entry('Reproduce', [command(shown, `--rule ${rule.id}`)]),
    ...shown.entry(`Cases, of which SUBJECT is ${subject}`, idsOf(form)),
  ];
};

const caseText = (
  form: LiveForm,
  one: { id: string; subject: string; condition: string },
  shown: Shown,
): string[] => [
  `${one.id}  (${form.rule.level}, ${form.rule.basis}), of a running deployment`,
  `${form.rule.title}; here: ${one.subject}, ${conditionInWords(form, one.condition)}`,
  '',
  ...shown.about(form),
  ...shown.entry('Turns red', turnsRedOf(form, one.condition)),
  ...shown.entry('Reproduce', [command(shown, `--case ${shellWord(one.id)}`)]),
];

/** Faults that name a version or a kind of suites are about that alone. */
const turnsRedOf = (form: LiveForm, condition: string): readonly string[] => {
  const named = form.turnsRed.filter((fault) => / takes /.test(fault));
  const words = conditionInWords(form, condition);
  return named.length === 0 ? form.turnsRed : named.filter((fault) => fault.includes(words));
};

/** Days are those of the deployment file, and not of the form. */
const conditionInWords = ({ conditions, ...form }: LiveForm, condition: string): string =>
  condition.endsWith('-days')
    ? condition.replace('-', ' ')
    : (conditions.find((one) => hasCondition({ ...form, conditions: [one] }, condition)) ?? condition);

/** What `list --target live` prints. */
export const liveList = (): string[] => [
  ...liveForms.flatMap((form) => [
    `${form.id}  (${form.rule.level}, ${form.rule.basis})`,
    `  ${form.rule.title}`,
    `  SUBJECT: ${form.subject}`,
    ...idsOf(form).map((id) => `    ${id}`),
    '',
  ]),
  `${liveForms.length} rules for a running deployment; its deployment file says which cases there are.`,
];
