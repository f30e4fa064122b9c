/** Rules × subjects, at a glance: each cell counts its cases, one line for the page's names, one for the release's. */
import { marks, sectionsOf, sectionTitles } from './html-cases.ts';
import { html, type Markup, type Part } from './html-template.ts';
import type { Report, ReportedCase, ReportedRule } from './schema.ts';

/** From worst to best: a cell takes the tone of its worst case. */
const order = ['fail', 'error', 'untestable', 'non-strict', 'pass', 'moot'] as const;

export const matrixPart = (report: Report): Markup | null => {
  const cases = report.cases.filter((one) => !one.controlOnly);
  const seen = [...cases, ...report.notApplicable];
  if (!seen.length) return null;
  const subjects = [...new Set(seen.map((one) => one.subject))].toSorted(byKind);
  const both = cases.some((one) => one.naming === 'release');
  return html`
<section id="matrix">
<h2>Rules and subjects</h2>
<p class="small faint">${marks.pass} passed, ${marks.fail} failed, ${marks['non-strict']} kept but not strictly, ${
    marks.untestable
  } untestable, ${marks.error} could not be arranged, ${marks.moot} moot, ${marks['not-applicable']} not applicable.
${both && "First line: under the page's names and values; second line (@): under the release's own."}</p>
<div class="scroll" tabindex="0" role="region" aria-label="Rules and subjects"><table class="matrix">
<thead><tr><th>rule</th>${subjects.map((subject) => html`<th scope="col">${subject}</th>`)}</tr></thead>
<tbody>
${sectionsOf(report).map((section) => {
  const rules = report.rules.filter(
    (rule) => rule.section === section && seen.some((one) => one.rule === rule.id),
  );
  return rules.length === 0
    ? null
    : html`<tr class="section"><th colspan="${subjects.length + 1}">${sectionTitles[section]}</th></tr>
${rules.map((rule) => ruleRow(rule, subjects, report))}`;
})}
</tbody></table></div>
</section>`;
};

const ruleRow = (rule: ReportedRule, subjects: readonly string[], report: Report): Markup => {
  const name = rule.id.slice(rule.id.indexOf('.') + 1);
  const tested = report.cases.some((one) => one.rule === rule.id);
  return html`<tr><th scope="row" title="${rule.title}">${
    tested ? html`<a href="#${rule.id}">${name}</a>` : name
  }</th>${subjects.map((subject) => cell(rule, subject, report))}</tr>
`;
};

const cell = (rule: ReportedRule, subject: string, report: Report): Markup => {
  const of = (one: { rule: string; subject: string }): boolean =>
    one.rule === rule.id && one.subject === subject;
  const cases = report.cases.filter((one) => of(one) && !one.controlOnly);
  const absent = report.notApplicable.filter(of);
  if (!cases.length) {
    return absent.length
      ? html`<td class="none" title="${absent[0]!.reason}">${marks['not-applicable']}</td>`
      : html`<td></td>`;
  }
  return html`<td>${(['documented', 'release'] as const).map((naming) =>
    line(
      cases.filter((one) => one.naming === naming),
      naming,
    ),
  )}</td>`;
};

const line = (cases: readonly ReportedCase[], naming: ReportedCase['naming']): Part => {
  const worst = order.find((outcome) => cases.some((one) => one.outcome === outcome));
  if (worst === undefined) return null;
  const first = cases.find((one) => one.outcome === worst)!;
  const counts = order.flatMap((outcome) => {
    const n = cases.filter((one) => one.outcome === outcome).length;
    return n ? [`${marks[outcome]}${n}`] : [];
  });
  return html`<a class="${worst}" href="#${first.id}">${naming === 'release' && '@ '}${counts.join(' ')}</a>`;
};

/** Listeners first, then services, adapters and their hops. */
const byKind = (one: string, other: string): number =>
  kind(one) - kind(other) || (one < other ? -1 : one > other ? 1 : 0);
const kind = (subject: string): number =>
  /^(?:users|clients)\.(?:http|grpc)$/.test(subject)
    ? 0
    : /^(?:users|clients)$/.test(subject)
      ? 1
      : subject.includes('adapter')
        ? 2
        : 3;
