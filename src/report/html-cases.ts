/** The cases of report.html: by section and rule, each with what was expected, observed, and how to see it again. */
import { html, type Markup, type Part } from './html-template.ts';
import type { Report, ReportedCase, ReportedRule } from './schema.ts';

export const marks: Record<ReportedCase['outcome'] | 'not-applicable', string> = {
  pass: '✓',
  'non-strict': '~',
  fail: '✗',
  untestable: '?',
  error: '!',
  moot: '–',
  'not-applicable': '·',
};

export const sectionTitles: Record<ReportedRule['section'], string> = {
  server: 'Server configuration',
  standalone: 'Standalone mode',
  client: 'Client configuration',
  postgres: 'PostgreSQL connections',
  grpc: 'gRPC',
  deployment: 'Deployments',
};

export const sectionsOf = (report: Report): ReportedRule['section'][] => [
  ...new Set(report.rules.map((rule) => rule.section)),
];

/** Link to a case on this page; plain code when the page has none, as for one that was not executed. */
export const caseLink = (id: string, report: Report): Markup =>
  report.cases.some((one) => one.id === id)
    ? html`<a href="#${id}"><code>${id}</code></a>`
    : html`<code>${id}</code>`;

export const casesPart = (report: Report): Markup => html`
<section id="cases">
<h2>Cases</h2>
${filters(report)}
${sectionsOf(report).map((section) => {
  const rules = report.rules.filter((rule) => rule.section === section);
  const tested = rules.filter((rule) => report.cases.some((one) => one.rule === rule.id));
  return tested.length === 0
    ? null
    : html`<section data-group><h3 class="faint">${sectionTitles[section]}</h3>
${tested.map((rule) => rulePart(rule, report))}</section>`;
})}
</section>`;

const filters = (report: Report): Markup => {
  const values = (of: (one: ReportedCase) => string | null): string[] => [
    ...new Set(report.cases.map(of).filter((value) => value !== null)),
  ];
  const select = (name: string, label: string, options: readonly (readonly [string, string])[]): Markup =>
    html`<label class="half">${label}<select name="${name}"><option value="">all</option>${options.map(
      ([value, text]) => html`<option value="${value}">${text}</option>`,
    )}</select></label>`;
  const same = (all: string[]): [string, string][] => all.map((value) => [value, value]);
  return html`<form class="filters" autocomplete="off">
${select('outcome', 'Outcome', same(values((one) => one.outcome)))}
${select('finding', 'Finding', same(values((one) => one.finding)))}
${select(
  'section',
  'Section',
  sectionsOf(report)
    .filter((section) => report.cases.some((one) => one.section === section))
    .map((section) => [section, sectionTitles[section]]),
)}
${select('naming', 'Names', [
  ['documented', "the page's"],
  ['release', "the release's own"],
])}
<label>Text<input name="text" type="search" placeholder="id, variable, observation"></label>
<span id="shown" class="small faint" aria-live="polite"></span>
</form>`;
};

const rulePart = (rule: ReportedRule, report: Report): Markup => {
  const cases = report.cases.filter((one) => one.rule === rule.id);
  const source = rule.practice ?? `the page, under ${rule.headings.join(', ')}`;
  return html`<section data-group id="${rule.id}">
<h3>${rule.title}</h3>
<p class="small faint"><code>${rule.id}</code> · ${rule.level}, ${rule.basis} · ${source}</p>
<p class="small">${rule.why} ${rule.how}</p>
${cases.map((one) => casePart(one, report))}
</section>`;
};

const casePart = (one: ReportedCase, report: Report): Markup => html`<details class="case ${one.outcome}" id="${
  one.id
}" data-outcome="${one.outcome}" data-finding="${one.finding ?? ''}" data-section="${one.section}" data-naming="${
  one.naming
}">
<summary><span class="mark" aria-hidden="true">${marks[one.outcome]}</span><span class="name"><b>${
  one.subject
}</b> ${one.condition}${one.naming === 'release' && html` <span class="faint">@release</span>`}</span>${tagsOf(
  one,
)}</summary>
<dl>
${row('Expected', one.expected)}
${row('Observed', one.observed)}
${row('Cause', one.cause !== null && caseLink(one.cause, report))}
${row('Settings', settings(one))}
${row('Why known', one.reason)}
${row('Reproduce', html`<code class="command">${one.reproduce}</code>`)}
${row('Control', one.control !== null && caseLink(one.control, report))}
${row(
  'Attempts',
  one.attempts.length > 0 && one.attempts.map(({ code, message }) => html`<div>${code}: ${message}</div>`),
)}
${row(
  'Time',
  `${Math.round(one.timings.start)} ms to start, ${Math.round(one.timings.probe)} ms to look, ${Math.round(
    one.timings.stop,
  )} ms to stop`,
)}
${row(
  'Evidence',
  one.evidence.map(
    ({ kind, path, sha256 }) =>
      html`<div>${kind}: <code>${path}</code> <span class="faint small">SHA-256 ${sha256.slice(0, 16)}…</span></div>`,
  ),
)}
</dl>
</details>
`;

/** Outcome first; what is more than the ordinary course of a passing case beside it. */
export const tagsOf = (one: ReportedCase): Part => [
  html`<span class="tag">${one.outcome}</span>`,
  one.finding !== null && one.finding !== 'conforms' && html`<span class="tag plain">${one.finding}</span>`,
  one.risk !== null && html`<span class="tag plain">risk: ${one.risk}</span>`,
  one.disposition !== null &&
    html`<span class="tag plain">${
      one.disposition === 'expired' ? 'deviation expired' : one.disposition
    }</span>`,
  one.level === 'info' && html`<span class="tag plain">info</span>`,
  one.controlOnly && html`<span class="tag plain">control only</span>`,
];

const settings = (one: ReportedCase): Part => {
  const set = Object.entries(one.settings);
  if (!set.length) return 'none';
  return set.map(([name, value]) => html`<div><code>${name}</code> = ${value}</div>`);
};

export const row = (term: string, value: Part): Part =>
  value === null || value === undefined || value === false || value === ''
    ? null
    : html`<dt>${term}</dt><dd>${value}</dd>`;
