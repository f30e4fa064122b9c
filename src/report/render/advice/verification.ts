/** Renders what was seen of services that were started as the files configure them: text, Markdown and HTML. Pure. */
import type { Checked, Comparison, Verification } from '../../../advise/checked/checked.ts';
import { markup, type Markup } from '../html/template.ts';
import { markdownTable } from '../markdown-table.ts';
import { text } from '../markdown-text.ts';
import { count, printable } from '../words.ts';
import { wrap } from './wrap.ts';

const title = 'What was predicted, held against started services';
const outcomes = ['differs', 'not observed', 'agrees'] as const;

/** `44 agree, 0 differ, 7 were not observed`. */
const summary = ({ comparisons, target }: Verification): string => {
  const n = (outcome: Comparison['outcome']): number =>
    comparisons.filter((one) => one.outcome === outcome).length;
  return (
    `${count(comparisons.length, 'prediction')} held against ${target}: ${n('agrees')} agree, ` +
    `${n('differs')} differ, ${n('not observed')} could not be observed.`
  );
};

const how =
  'Each service was started alone, with its settings as in the files. Keys and certificates of the suite with the ' +
  'same defects stood for those of the files, and scripts for the services that it calls.';

/** What differs first; what agrees is counted. */
const notable = ({ comparisons }: Verification): Comparison[] =>
  comparisons
    .filter(({ outcome }) => outcome !== 'agrees')
    .toSorted((a, b) => outcomes.indexOf(a.outcome) - outcomes.indexOf(b.outcome));

const inWords = ({ container, what, predicted, observed, because }: Comparison): string =>
  printable(
    `${container} ${what}: predicted ${predicted}, ` +
      (observed === undefined ? `not observed: ${because ?? ''}` : `observed ${observed}`),
  );

export const verificationText = ({ verification }: Checked): string[] => {
  if (!verification) return [];
  return [
    '',
    title,
    ...wrap(summary(verification), '  '),
    ...wrap(how, '  '),
    ...notable(verification).flatMap((one) => wrap(inWords(one), '  ', '    ')),
    ...verification.notStarted.flatMap(({ container, because }) =>
      wrap(printable(`${container} was not started: ${because}`), '  ', '    '),
    ),
  ];
};

const heads = ['container', 'what', 'predicted', 'observed'] as const;
const cells = ({ container, what, predicted, observed, outcome, because }: Comparison): string[] => [
  container,
  what,
  predicted,
  observed === undefined ? `not observed: ${because ?? ''}` : `${observed} (${outcome})`,
];

export const verificationMarkdown = ({ verification }: Checked): string[] => {
  if (!verification) return [];
  return [
    `## ${title}`,
    '',
    `${text(summary(verification))} ${text(how)}`,
    '',
    ...markdownTable(
      heads,
      verification.comparisons.map((one) => cells(one).map(text)),
    ),
    ...verification.notStarted.map(
      ({ container, because }, at) =>
        `${at === 0 ? '\n' : ''}- ${text(`${container} was not started: ${because}`)}`,
    ),
    '',
  ];
};

export const verificationHtml = ({ verification }: Checked): Markup | null => {
  if (!verification) return null;
  return markup`
<section id="verification">
<h2>${title}</h2>
<p>${summary(verification)} ${how}</p>
<section class="scroll" tabindex="0" aria-label="${title}"><table>
<thead><tr>${heads.map((head) => markup`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>
${verification.comparisons.map((one) => markup`<tr>${cells(one).map((cell) => markup`<td>${cell}</td>`)}</tr>\n`)}</tbody></table></section>
${verification.notStarted.map(({ container, because }) => markup`<p class="small">${container} was not started: ${because}</p>`)}
</section>`;
};
