/** The cases of report.html: by section and rule, each with what was expected, observed, and how to see it again. */
import type { Report, ReportedCase, ReportedRule } from '../../schema.ts';
import { seenIn, type Seen } from './seen.ts';
import { markup, plainText, type Markup, type Part } from './template.ts';
import { sectionsOf, sectionTitles } from './words.ts';

/** Link to a case on this page; plain code when the page has none, as for one that was not executed. */
export const caseLink = (id: string, report: Report): Markup =>
  report.cases.some((one) => one.id === id)
    ? markup`<a href="#${id}"><code>${id}</code></a>`
    : markup`<code>${id}</code>`;

export const casesPart = (report: Report): Markup => {
  const seen = seenIn(report);
  return markup`
<section id="cases">
<h2>Cases</h2>
<p class="small faint">One case again, with what it rests on: ${command(report.cases[0]?.reproduce ?? '')}</p>
${filters(report)}
${sectionsOf(report).map((section) => sectionPart(section, report, seen))}
</section>`;
};

const sectionPart = (section: ReportedRule['section'], report: Report, seen: Seen): Part => {
  const rules = report.rules.filter((rule) => rule.section === section);
  const tested = rules.filter((rule) => report.cases.some((one) => one.rule === rule.id));
  if (!tested.length) return null;
  return markup`<section data-group data-section="${section}">
<h3 class="faint">${sectionTitles[section]}</h3>
${tested.map((rule) => rulePart(rule, report, seen))}
</section>
`;
};

const filters = (report: Report): Markup => {
  const values = (of: (one: ReportedCase) => string | null): [string, string][] =>
    [...new Set(report.cases.map(of).filter((value) => value !== null))].map((value) => [value, value]);
  const sections = sectionsOf(report).filter((section) =>
    report.cases.some((one) => one.section === section),
  );
  const namings = [
    ['documented', "the page's"],
    ['release', "the release's own"],
  ] as const;
  return markup`<form class="filters" autocomplete="off">
${select(
  'outcome',
  'Outcome',
  values((one) => one.outcome),
)}
${select(
  'finding',
  'Finding',
  values((one) => one.finding),
)}
${select(
  'section',
  'Section',
  sections.map((section) => [section, sectionTitles[section]]),
)}
${select('naming', 'Names', namings)}
<label>Text<input name="text" type="search" placeholder="id, variable, observation"></label>
<span id="shown" class="small faint" aria-live="polite"></span>
</form>`;
};

const select = (name: string, label: string, options: readonly (readonly [string, string])[]): Markup =>
  markup`<label class="half">${label}<select name="${name}"><option value="">all</option>${options.map(
    ([value, text]) => markup`<option value="${value}">${text}</option>`,
  )}</select></label>`;

const rulePart = (rule: ReportedRule, report: Report, seen: Seen): Markup => {
  const cases = report.cases.filter((one) => one.rule === rule.id);
  const source = rule.practice ?? `the page, under ${rule.headings.join(', ')}`;
  return markup`<section data-group id="${rule.id}">
<h3>${rule.title}</h3>
<p class="small faint"><code>${rule.id}</code> · ${rule.level}, ${rule.basis} · ${source}</p>
<p class="small">${rule.why} ${rule.how}</p>
${cases.map((one) => casePart(one, report, seen))}
</section>
`;
};

const casePart = (one: ReportedCase, report: Report, seen: Seen): Markup => {
  const own = one.naming === 'release' && markup` <span class="faint">@release</span>`;
  const name = markup`<span class="name"><b>${one.subject}</b> ${one.condition}${own}</span>`;
  const data = one.finding !== null && markup` data-finding="${one.finding}"`;
  return markup`<details class="case ${one.outcome}" id="${one.id}"${data}>
<summary>${name}${tagsOf(one)}</summary>
<dl>${[
    row('Expected', one.expected),
    row('Observed', one.observed),
    row('Cause', one.cause !== null && caseLink(one.cause, report)),
    row('Settings', settings(one)),
    row('Facts', one.facts.length > 0 && markup`<code>${one.code}</code> ${one.facts.join(', ')}`),
    row('Why known', whyKnown(one)),
    row('On file', one.hint?.text),
    row('Reproduce', one.outcome !== 'pass' && command(one.reproduce)),
    row('Control', one.control !== null && seen.link(one.control)),
    row('Premise', one.premise !== null && seen.link(one.premise)),
    row('Attempts', attempts(one)),
    row('Time', one.outcome !== 'pass' && time(one)),
    row('Evidence', seen.of(one)),
  ]}</dl>
</details>
`;
};

/** Outcome first; what is more than the ordinary course of a passing case beside it. */
export const tagsOf = (one: ReportedCase): Part => {
  const more = [
    one.finding === 'conforms' ? null : one.finding,
    one.risk === null ? null : `risk: ${one.risk}`,
    one.disposition === 'expired' ? 'deviation expired' : one.disposition,
    one.level === 'info' ? 'info' : null,
    one.controlOnly ? 'control only' : null,
  ];
  return [
    markup`<span class="tag">${one.outcome}</span>`,
    more.map((tag) => tag !== null && markup`<span class="tag plain">${tag}</span>`),
  ];
};

/** The reason is said once, beside its entry. */
const whyKnown = ({ deviation, reason }: ReportedCase): Part =>
  deviation === null
    ? reason
    : markup`<a href="#deviation-${deviation}">as entry ${deviation + 1} on file says</a>`;

const settings = (one: ReportedCase): Part => {
  const set = Object.entries(one.settings);
  if (!set.length) return 'none';
  return set.map(([name, value], at) => markup`${at > 0 && markup`<br>`}<code>${name}</code> = ${value}`);
};

/** A command; of cases that passed, the page says only the first. */
export const command = (text: string): Markup => markup`<code class="command">${plainText(text)}</code>`;

const attempts = (one: ReportedCase): Part =>
  one.attempts.length > 0 && one.attempts.map(({ code, message }) => markup`<div>${code}: ${message}</div>`);

const time = ({ timings: { start, probe, stop } }: ReportedCase): string =>
  `${Math.round(start)} ms to start, ${Math.round(probe)} ms to look, ${Math.round(stop)} ms to stop`;

/** A line of a definition list; nothing where there is nothing to say. */
export const row = (term: string, value: Part): Part =>
  value === null || value === undefined || value === false || value === ''
    ? null
    : markup`<dt>${term}</dt><dd>${value}</dd>`;
