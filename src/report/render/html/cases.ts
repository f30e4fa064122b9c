/** The cases of report.html: by section and rule, each with what was expected, observed, and how to see it again. */
import type { Report, ReportedCase, ReportedRule } from '../../schema.ts';
import { filtersPart } from './filters.ts';
import { seenIn, type Seen } from './seen.ts';
import { tagsOf } from './tags.ts';
import { markup, plainText, type Markup, type Part } from './template.ts';
import { sectionsOf, sectionTitles } from './words.ts';

/** Link to a case on this page; plain code when the page has none, as for one that was not executed. */
export const caseLink = (id: string, report: Report): Markup =>
  report.cases.some((one) => one.id === id)
    ? markup`<a href="#${id}"><code>${id}</code></a>`
    : markup`<code>${id}</code>`;

/** Link to this very place, to be kept or sent on; the sign of it is in the style. */
export const permanentLink = (id: string, to: string): Markup =>
  markup`<a href="#${id}" aria-label="Link to ${to}"></a>`;

export const casesPart = (report: Report): Markup => {
  const [first] = report.cases;
  if (!first) {
    return markup`
<section id="cases">
<h2>Cases</h2>
<p>No case was executed.</p>
</section>`;
  }
  const seen = seenIn(report);
  return markup`
<section id="cases">
<h2>Cases</h2>
<p class="small faint">One case again, with what it rests on: ${command(first.reproduce)}</p>
${filtersPart(report)}
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

const rulePart = (rule: ReportedRule, report: Report, seen: Seen): Markup => {
  const cases = report.cases.filter((one) => one.rule === rule.id);
  const source = rule.practice ?? `the page, under ${rule.headings.join(', ')}`;
  return markup`<section data-group id="${rule.id}">
<div class="head"><h4>${rule.title}</h4>${permanentLink(rule.id, `rule ${rule.id}`)}</div>
<p class="small faint"><code>${rule.id}</code> · ${rule.level}, ${rule.basis} · ${source}</p>
<p class="small">${rule.why} ${rule.how}</p>
${cases.map((one) => casePart(one, report, seen))}
</section>
`;
};

/** The id is inside what is folded: a browser that follows a link unfolds the case, without a script as well. */
const casePart = (one: ReportedCase, report: Report, seen: Seen): Markup => {
  const own = one.naming === 'release' && markup` <i>@release</i>`;
  const name = markup`<span><b>${one.subject}</b> ${one.condition}${own}</span>`;
  const link = permanentLink(one.id, one.id.slice(one.rule.length + 1));
  return markup`<div class="case ${one.outcome}${one.disposition === 'known' && ' known'}">${link}<details>
<summary>${name}${tagsOf(one)}</summary>
<dl id="${one.id}">${[
    row('Expected', plainText(one.expected)),
    row('Observed', plainText(one.observed)),
    row('Cause', one.cause !== null && caseLink(one.cause, report)),
    row('Settings', settings(one)),
    row('Facts', one.facts.length > 0 && markup`<code>${one.code}</code> ${one.facts.join(', ')}`),
    row('Why known', whyKnown(one)),
    row('On file', one.hint?.text),
    row('Reproduce', isSaidWhole(one) && command(one.reproduce)),
    row('Control', one.control !== null && seen.link(one.control)),
    row('Premise', one.premise !== null && seen.link(one.premise)),
    row('Attempts', attempts(one)),
    row('Time', isSaidWhole(one) && time(one)),
    row('Evidence', seen.of(one)),
  ]}</dl>
</details></div>
`;
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

/** Of what passed, and of what another case decides, the page is brief. */
const isSaidWhole = ({ outcome }: ReportedCase): boolean => outcome !== 'pass' && outcome !== 'moot';

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
