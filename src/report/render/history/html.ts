/** Renders a history as one HTML page that loads nothing and needs no script. Pure. */
import type { Cell, History, HistoryRow, HistoryRule, State } from '../../../history/schema.ts';
import { permanentLink, row } from '../html/cases.ts';
import { htmlPage, partLinks } from '../html/page.ts';
import { markup, type Markup } from '../html/template.ts';
import { sectionsOf, sectionTitles } from '../html/words.ts';
import { count } from '../words.ts';
import {
  alsoMeans,
  attributionInWords,
  cellInWords,
  faultInWords,
  faultsOf,
  marks,
  meanings,
  namesOf,
  releaseInWords,
  scopeInWords,
  spansInWords,
  statesInWords,
  subjectInWords,
  suffix,
  type Fault,
} from './view.ts';

const tones: Record<State, string> = {
  conforms: 'pass',
  renamed: 'non-strict',
  deviates: 'fail',
  ignored: 'fail',
  moot: 'moot',
  absent: 'not-applicable',
  partial: 'untestable',
  untestable: 'untestable',
};

export const renderHistoryHtml = (history: History): string => {
  const parts = [
    { id: 'overview', title: 'At a glance', part: overviewPart(history) },
    ...sectionsOf(history).map((section) => ({
      id: section,
      title: sectionTitles[section],
      part: sectionPart(section, history),
    })),
    { id: 'reasons', title: 'Not as promised', part: reasonsPart(history) },
    { id: 'runs', title: 'Releases', part: runsPart(history) },
  ].filter(({ part }) => part !== null);
  return htmlPage({
    title: `Magistrala security by release: ${namesOf(history).join(', ')}`,
    header: markup`<h1>Magistrala security conformance, by release</h1>
<div class="gate">
<strong>Which promise holds in which release</strong>
<div>${namesOf(history).join(', ')}, for ${scopeInWords(history)}. Of what lies between two of them nothing is known.</div>
</div>
${partLinks(parts)}`,
    main: parts.map(({ part }) => part),
    footer: `${history.suite.name} ${history.suite.version}`,
    extraStyle: historyStyle,
  });
};

const overviewPart = (history: History): Markup => markup`
<section id="overview">
<h2>At a glance</h2>
<ul class="legend small">${Object.entries(meanings).map(
  ([state, meaning]) =>
    markup`<li><span class="state ${tones[state as State]}">${marks[state as State]} ${state}</span> ${meaning}</li>`,
)}</ul>
<p class="small faint">A cell shows the gravest state of all subjects of its rule; ° where they differ.</p>
<section class="scroll" tabindex="0" aria-label="Rules by release"><table class="history overview">
<thead><tr><th scope="col">rule</th>${namesOf(history).map((name) => markup`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>
${history.rules.map(
  ({ id, title, overall }) =>
    markup`<tr><th scope="row"><a href="#${id}" title="${title}">${id}</a></th>${overall.map(
      ({ state, mixed }) => markup`<td>${badge(state, mixed ? '°' : '')}</td>`,
    )}</tr>\n`,
)}</tbody></table></section>
</section>`;

const badge = (state: State, more: string): Markup =>
  markup`<span class="state ${tones[state]}">${marks[state]} ${state}${more}</span>`;

const sectionPart = (section: HistoryRule['section'], history: History): Markup => markup`
<section id="${section}">
<h2>${sectionTitles[section]}</h2>
<p class="small faint">${Object.values(alsoMeans).join('. ')}.</p>
${history.rules.filter((rule) => rule.section === section).map((rule) => rulePart(rule, namesOf(history)))}
</section>`;

const rulePart = (rule: HistoryRule, names: readonly string[]): Markup =>
  markup`<div class="head" id="${rule.id}"><h3>${rule.title}</h3> ${permanentLink(rule.id, rule.id)}</div>
<p class="small faint"><code>${rule.id}</code>, ${rule.level}, ${rule.basis}; risk: ${rule.risk}</p>
<section class="scroll" tabindex="0" aria-label="${rule.id} by release"><table class="history">
<thead><tr><th scope="col">subjects</th>${names.map((name) => markup`<th scope="col">${name}</th>`)}<th scope="col">since when</th></tr></thead>
<tbody>
${rule.rows.map((each) => rowPart(each, names))}</tbody></table></section>
${whyPart(rule, names)}
`;

const rowPart = (each: HistoryRow, names: readonly string[]): Markup =>
  markup`<tr><th scope="row">${subjects(each, names)}</th>${each.cells.map(cellPart)}<td class="small">${spansInWords(each, names)}</td></tr>\n`;

const subjects = (each: HistoryRow, names: readonly string[]): string =>
  each.subjects.map((one) => subjectInWords(one, names)).join(', ');

/** The tooltip is for a pointer; the same words, out of sight, are for a reader's voice. */
const cellPart = (cell: Cell): Markup =>
  markup`<td title="${cellInWords(cell)}">${badge(cell.state, suffix(cell))}${
    cell.state !== 'absent' &&
    markup` <small>${cell.cases.kept + cell.cases.loose}/${cell.cases.total ?? '?'}</small>`
  }</td>`;

/** What each cell says in full, for keyboard and paper. */
const whyPart = ({ rows }: HistoryRule, names: readonly string[]): Markup =>
  markup`<details><summary class="small">Counts and reasons</summary><dl>${rows.flatMap((each) =>
    each.cells.map((cell) =>
      row(
        cell.release,
        markup`${subjects(each, names)}: ${cellInWords(cell)}${cell.why.map(
          ({ text, cases, code, facts, example }) =>
            markup`<div class="small">${count(cases, 'case')}, ${code}${facts.length > 0 && ` (${facts.join(', ')})`}: ${text} <code>${example}</code></div>`,
        )}`,
      ),
    ),
  )}</dl></details>`;

const reasonsPart = (history: History): Markup | null => {
  const groups = [...Map.groupBy(faultsOf(history), ({ why }) => attributionInWords(why.attribution))];
  if (groups.length === 0) return null;
  return markup`
<section id="reasons">
<h2>Not as promised</h2>
${groups.map(([title, faults]) => markup`<h3>${title}</h3>${faults.map(faultPart)}`)}
</section>`;
};

const faultPart = (fault: Fault): Markup =>
  markup`<article class="card ${fault.risk === 'weaker' ? 'fail' : 'non-strict'}">
<p>${fault.ranges.join(', ')}</p>
<p>${fault.why.text}</p>
<p class="small faint">${faultInWords(fault)}${fault.why.link !== null && markup`; <a href="${fault.why.link}">source</a>`}</p>
<p class="small">${fault.rules.map((id) => markup`<a href="#${id}">${id}</a> `)}</p>
</article>
`;

const runsPart = (history: History): Markup => markup`
<section id="runs">
<h2>Releases</h2>
<div class="card"><dl>
${history.releases.map((each) =>
  row(
    each.release,
    markup`${releaseInWords(each)}: ${statesInWords(each)} <span class="faint small">${each.run}, suite ${each.suite.version}</span>`,
  ),
)}
${row('Page', markup`<code>${history.page.path}</code> at <code>${history.page.commit.slice(0, 12)}</code>`)}
</dl></div>
</section>`;

const historyStyle = `
main, header.top { overflow-wrap: anywhere; }
.legend { list-style: none; margin: .5rem 0; padding: 0; display: grid; grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr)); gap: .3rem 1rem; }
.state { display: inline-block; border-radius: 4px; padding: 0 .4rem; white-space: nowrap; background: var(--tone-ground); color: var(--tone); }
.state.not-applicable { background: none; }
.scroll:has(> .history) { width: fit-content; max-width: 100%; margin-bottom: .3rem; }
.history { width: auto; }
.history th[scope=row] { font-weight: 400; min-width: 11rem; max-width: 22rem; overflow-wrap: anywhere; }
.history td { white-space: nowrap; }
.history td.small { white-space: normal; min-width: 13rem; }
.history td small { color: var(--faint); font-variant-numeric: tabular-nums; }
.overview :is(th, td) { padding-block: .15rem; }
.overview th[scope=row] { position: sticky; left: 0; background: var(--raised); border-right: 1px solid var(--line); min-width: 9rem; }
@media print { .state { print-color-adjust: exact; -webkit-print-color-adjust: exact; } .history td { white-space: normal; } .overview th[scope=row] { position: static; } }
`;
