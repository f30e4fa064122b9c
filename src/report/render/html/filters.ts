/** Offers filters and a search over the cases; a script shows them, since they do nothing without one. */
import type { Report, ReportedCase } from '../../schema.ts';
import { dispositionTag, findingTag } from './tags.ts';
import { markup, type Markup } from './template.ts';
import { sectionsOf, sectionTitles, subjectsIn } from './words.ts';

type Option = readonly [value: string, text: string];

export const filtersPart = ({ cases, ...report }: Report): Markup => {
  const values = (of: (one: ReportedCase) => string | null): Option[] =>
    [...new Set(cases.map(of).filter((value) => value !== null))].map((value) => [value, value]);
  const sections = sectionsOf(report).filter((section) => cases.some((one) => one.section === section));
  const selects: [name: string, label: string, options: readonly Option[]][] = [
    ['outcome', 'Outcome', values((one) => one.outcome)],
    ['disposition', 'Disposition', values(dispositionTag)],
    ['finding', 'Finding', values(findingTag)],
    ['section', 'Section', sections.map((section) => [section, sectionTitles[section]])],
    ['subject', 'Subject', subjectsIn(cases.map((one) => one.subject)).map((one) => [one, one])],
    ['naming', 'Names', namings],
  ];
  return markup`<search class="filters" hidden>
<label>Search<input name="text" type="search" autocomplete="off" placeholder="id, variable, observation"></label>
${selects.map(select)}
<button type="button">Show all</button>
<output class="small faint" aria-live="polite"></output>
</search>`;
};

const namings: readonly Option[] = [
  ['documented', "the page's"],
  ['release', "the release's own"],
];

const select = ([name, label, options]: [string, string, readonly Option[]]): Markup | null =>
  options.length === 0
    ? null
    : markup`<label class="half">${label}<select name="${name}" autocomplete="off"><option value="">all</option>${options.map(
        ([value, text]) => markup`<option value="${value}">${text}</option>`,
      )}</select></label>`;
