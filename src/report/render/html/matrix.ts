/**
 * Shows rules × subjects at a glance, one table a heading of the page: each cell counts its cases, one line for the
 * page's names, one for the release's.
 */
import type { Report, ReportedCase, ReportedRule } from '../../schema.ts';
import { markup, type Markup, type Part } from './template.ts';
import { marks, sectionsOf, sectionTitles, subjectsIn } from './words.ts';

/** From worst to best: a cell takes the tone of its worst case. */
const order = ['fail', 'error', 'untestable', 'non-strict', 'pass', 'moot'] as const;

export const matrixPart = (report: Report): Markup | null => {
  const cells = cellsOf(report);
  if (!cells.size) return null;
  return markup`
<section id="matrix">
<h2>Rules and subjects</h2>
<p class="small faint">${legend(report.cases.some((one) => !one.controlOnly && one.naming === 'release'))}</p>
${sectionsOf(report).map((section) => tablePart(section, report, cells))}
</section>`;
};

/** By rule and subject: the cases counted there; none where the rule does not apply to the subject. */
type Cells = ReadonlyMap<string, ReadonlyMap<string, readonly ReportedCase[]>>;

const cellsOf = (report: Report): Cells => {
  const cells = new Map<string, Map<string, ReportedCase[]>>();
  const at = (rule: string, subject: string): ReportedCase[] => {
    const row = cells.get(rule) ?? new Map<string, ReportedCase[]>();
    const cases = row.get(subject) ?? [];
    cells.set(rule, row.set(subject, cases));
    return cases;
  };
  for (const one of report.notApplicable) at(one.rule, one.subject);
  for (const one of report.cases) {
    if (!one.controlOnly) at(one.rule, one.subject).push(one);
  }
  return cells;
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

const tablePart = (section: ReportedRule['section'], report: Report, cells: Cells): Part => {
  const rules = report.rules.filter((rule) => rule.section === section && cells.has(rule.id));
  if (!rules.length) return null;
  const subjects = subjectsIn(rules.flatMap((rule) => [...cells.get(rule.id)!.keys()]));
  const id = `matrix-${section}`;
  return markup`<h3 id="${id}">${sectionTitles[section]}</h3>
<section class="scroll" tabindex="0" aria-labelledby="${id}"><table class="matrix">
<thead>${headRows(subjects)}</thead>
<tbody>
${rules.map((rule) => ruleRow(rule, subjects, cells.get(rule.id)!))}
</tbody></table></section>
`;
};

/** Subjects of one service stand together under its name: `users` over `service`, `http` and `grpc`. */
const headRows = (subjects: readonly string[]): Part => {
  const services = [...Map.groupBy(subjects, serviceOf)];
  const [alone, together] = [services.filter(isAlone), services.filter((one) => !isAlone(one))];
  const rows = together.length > 0 && markup` rowspan="2"`;
  const first = services.map(([service, members]) =>
    alone.some(([name]) => name === service)
      ? markup`<th scope="col"${rows}>${service}</th>`
      : markup`<th scope="colgroup" colspan="${members.length}">${service}</th>`,
  );
  const second = together.flatMap(([service, members]) =>
    members.map(
      (one) => markup`<th scope="col">${one === service ? 'service' : one.slice(service.length + 1)}</th>`,
    ),
  );
  return [
    markup`<tr><th scope="col"${rows}>rule</th>${first}</tr>`,
    second.length > 0 && markup`<tr>${second}</tr>`,
  ];
};

const serviceOf = (subject: string): string => subject.split('.')[0] ?? subject;
const isAlone = ([service, members]: [string, string[]]): boolean => members.every((one) => one === service);

const ruleRow = (
  rule: ReportedRule,
  subjects: readonly string[],
  cells: ReadonlyMap<string, readonly ReportedCase[]>,
): Markup => {
  const name = rule.id.slice(rule.id.indexOf('.') + 1);
  const tested = [...cells.values()].some((cases) => cases.length > 0);
  const head = tested ? markup`<a href="#${rule.id}">${name}</a>` : name;
  return markup`<tr><th scope="row" title="${rule.title}">${head}</th>${subjects.map((subject) => cellPart(cells.get(subject)))}</tr>
`;
};

const cellPart = (cases: readonly ReportedCase[] | undefined): Markup => {
  if (!cases) return markup`<td></td>`;
  if (!cases.length) {
    return markup`<td><a class="not-applicable" href="#not-applicable"><span class="not-applicable"><i>not applicable</i></span></a></td>`;
  }
  return markup`<td>${line(cases, 'documented')}${line(cases, 'release')}</td>`;
};

/** The signs are in the style; the words, which are not shown, are for a reader's voice. */
const line = (all: readonly ReportedCase[], naming: ReportedCase['naming']): Part => {
  const cases = all.filter((one) => one.naming === naming);
  const counts = order.flatMap((outcome) => {
    const [first, ...others] = cases.filter((one) => one.outcome === outcome);
    return first ? [{ outcome, first, n: others.length + 1 }] : [];
  });
  const [worst] = counts;
  if (!worst) return null;
  const whose = naming === 'release' && markup`<span class="own"><i>the release's names:</i></span> `;
  const shown = counts.map(
    ({ outcome, n }) => markup`<span class="${outcome}">${n}<i> ${outcome}</i></span> `,
  );
  return markup`<a class="${worst.outcome}" href="#${worst.first.id}">${whose}${shown}</a>`;
};
