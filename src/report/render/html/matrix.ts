/** Rules × subjects, at a glance: each cell counts its cases, one line for the page's names, one for the release's. */
import type { Report, ReportedCase, ReportedRule } from '../../schema.ts';
import { markup, type Markup, type Part } from './template.ts';
import { marks, sectionsOf, sectionTitles } from './words.ts';

/** From worst to best: a cell takes the tone of its worst case. */
const order = ['fail', 'error', 'untestable', 'non-strict', 'pass', 'moot'] as const;

export const matrixPart = (report: Report): Markup | null => {
  const cases = report.cases.filter((one) => !one.controlOnly);
  const seen = [...cases, ...report.notApplicable];
  if (!seen.length) return null;
  const subjects = [...new Set(seen.map((one) => one.subject))].toSorted(byKind);
  const shown = report.rules.filter((rule) => seen.some((one) => one.rule === rule.id));
  return markup`
<section id="matrix">
<h2>Rules and subjects</h2>
<p class="small faint">${legend(cases.some((one) => one.naming === 'release'))}</p>
<div class="scroll" tabindex="0" role="region" aria-label="Rules and subjects"><table class="matrix">
<thead><tr><th>rule</th>${subjects.map((subject) => markup`<th scope="col">${subject}</th>`)}</tr></thead>
<tbody>
${sectionsOf(report).map((section) => {
  const rules = shown.filter((rule) => rule.section === section);
  return (
    rules.length > 0 && [sectionRow(section, subjects), rules.map((rule) => ruleRow(rule, subjects, report))]
  );
})}
</tbody></table></div>
</section>`;
};

const legend = (both: boolean): string => {
  const signs =
    `${marks.pass} passed, ${marks.fail} failed, ${marks['non-strict']} non-strict, ` +
    `${marks.untestable} untestable, ${marks.error} could not be set up, ${marks.moot} moot, ` +
    `${marks['not-applicable']} not applicable.`;
  return both
    ? `${signs} First line: under the page's names and values; second line (@): under the release's own.`
    : signs;
};

const sectionRow = (section: ReportedRule['section'], subjects: readonly string[]): Markup =>
  markup`<tr class="section"><th colspan="${subjects.length + 1}">${sectionTitles[section]}</th></tr>
`;

const ruleRow = (rule: ReportedRule, subjects: readonly string[], report: Report): Markup => {
  const name = rule.id.slice(rule.id.indexOf('.') + 1);
  const tested = report.cases.some((one) => one.rule === rule.id);
  const head = tested ? markup`<a href="#${rule.id}">${name}</a>` : name;
  return markup`<tr><th scope="row" title="${rule.title}">${head}</th>${subjects.map((subject) => cell(rule, subject, report))}</tr>
`;
};

const cell = (rule: ReportedRule, subject: string, report: Report): Markup => {
  const of = (one: { rule: string; subject: string }): boolean =>
    one.rule === rule.id && one.subject === subject;
  const cases = report.cases.filter((one) => of(one) && !one.controlOnly);
  const [absent] = report.notApplicable.filter(of);
  if (!cases.length) {
    return absent
      ? markup`<td class="none" title="${absent.reason}">${marks['not-applicable']}</td>`
      : markup`<td></td>`;
  }
  return markup`<td>${line(cases, 'documented')}${line(cases, 'release')}</td>`;
};

const line = (all: readonly ReportedCase[], naming: ReportedCase['naming']): Part => {
  const cases = all.filter((one) => one.naming === naming);
  const worst = order.find((outcome) => cases.some((one) => one.outcome === outcome));
  if (worst === undefined) return null;
  const first = cases.find((one) => one.outcome === worst)!;
  const counts = order.flatMap((outcome) => {
    const n = cases.filter((one) => one.outcome === outcome).length;
    return n ? [`${marks[outcome]}${n}`] : [];
  });
  const text = `${naming === 'release' ? '@ ' : ''}${counts.join(' ')}`;
  return markup`<a class="${worst}" href="#${first.id}">${text}</a>`;
};

/** Listeners first, then services, adapters and their hops. */
const byKind = (one: string, other: string): number =>
  kind(one) - kind(other) || (one < other ? -1 : one > other ? 1 : 0);
const kind = (subject: string): number => {
  if (/^(?:users|clients)\.(?:http|grpc)$/.test(subject)) return 0;
  if (/^(?:users|clients)$/.test(subject)) return 1;
  return subject.includes('adapter') ? 2 : 3;
};
