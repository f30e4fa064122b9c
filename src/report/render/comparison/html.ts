/** Renders a comparison as one HTML page that loads nothing and needs no script. Pure. */
import type { Ending } from '../../../compare/gate.ts';
import type { Comparison, Difference } from '../../../compare/schema.ts';
import { permanentLink, row } from '../html/cases.ts';
import { htmlPage, partLinks } from '../html/page.ts';
import { idList } from '../html/parts.ts';
import { markup, type Markup } from '../html/template.ts';
import { count } from '../words.ts';
import {
  countsInWords,
  incomparableCases,
  incomparableInWords,
  partsOf,
  sideInWords,
  sourceInWords,
  wayOf,
  type ComparisonPart,
  type DifferenceGroup,
} from './view.ts';

export const renderComparisonHtml = (comparison: Comparison, ending: Ending): string => {
  const parts = [
    ...partsOf(comparison).map((part) => ({ id: part.id, title: part.title, part: partMarkup(part) })),
    { id: 'lost', title: 'Not judged any more', part: lostPart(comparison) },
    { id: 'incomparable', title: 'Not comparable', part: incomparablePart(comparison) },
    { id: 'runs', title: 'The two runs', part: runsPart(comparison) },
  ].filter(({ part }) => part !== null);
  return htmlPage({
    title: `${names(comparison)}: Magistrala security, compared`,
    header: markup`<h1>Magistrala security conformance, compared</h1>
<div class="gate ${toneOfAll(comparison, ending)}">
<strong>${names(comparison)}</strong>
<div>${countsInWords(comparison)}.</div>
<div class="small">${sourceInWords(comparison)} Exit code ${ending.exitCode}: ${ending.reason}.</div>
</div>
${tiles(comparison)}
${partLinks(parts)}`,
    main: parts.map(({ part }) => part),
    footer: `${comparison.after.suite.name} ${comparison.after.suite.version}`,
  });
};

const names = ({ before, after }: Comparison): string => `${before.target.release} → ${after.target.release}`;

/** By what was found, whether or not a gate was asked for: what is worse is never green. */
const toneOfAll = (comparison: Comparison, { exitCode }: Ending): string => {
  if (exitCode === 1 || comparison.new.length > 0) return 'fail';
  if (exitCode === 3 || comparison.lost.length > 0) return 'untestable';
  return comparison.changed.length > 0 ? 'non-strict' : 'pass';
};

const tiles = (comparison: Comparison): Markup => {
  const { lost } = comparison;
  const counts: [tone: string, n: number, label: string, id?: string][] = [
    ['fail', comparison.new.length, 'new', 'new'],
    ['pass', comparison.resolved.length, 'resolved', 'resolved'],
    ['non-strict', comparison.changed.length, 'changed', 'changed'],
    ['moot', comparison.unchanged.length, 'unchanged'],
    ['untestable', lost.length, 'not judged any more', 'lost'],
    ['moot', incomparableCases(comparison), 'not comparable', 'incomparable'],
  ];
  return markup`<ul class="counts">${counts.map(
    ([tone, n, label, id]) =>
      markup`<li class="${tone}${n === 0 && ' zero'}"><b>${n}</b><span>${n > 0 && id !== undefined ? markup`<a href="#${id}">${label}</a>` : label}</span></li>`,
  )}</ul>`;
};

const partMarkup = ({ id, title, groups }: ComparisonPart): Markup => markup`
<section id="${id}">
<h2>${title}</h2>
${groups.map(groupMarkup)}
</section>`;

const groupMarkup = ({ text, first, others }: DifferenceGroup): Markup =>
  markup`<article class="card ${toneOf(first)}">
<p>${text} (${count(others.length + 1, 'case')})</p>
${caseMarkup(first)}
${
  others.length > 0 &&
  markup`<details><summary>${count(others.length, 'more case')}</summary>${others.map(caseMarkup)}</details>`
}
</article>
`;

const toneOf = ({ direction }: Difference): string =>
  ({ worse: 'fail', better: 'pass', other: 'non-strict' })[direction];

const caseMarkup = (each: Difference): Markup =>
  markup`<div id="${each.id}" class="told"><p><code>${each.id}</code> ${permanentLink(each.id, each.id)}</p>
<dl>
${row('Verdict', wayOf(each))}
${row('Before', each.before.observed)}
${row('After', each.after.observed)}
${row('Cause', each.after.cause !== null && markup`<code>${each.after.cause}</code>`)}
</dl></div>
`;

const lostPart = ({ lost }: Comparison): Markup | null =>
  lost.length === 0
    ? null
    : markup`
<section id="lost">
<h2>Not judged any more</h2>
<div class="card untestable"><p>The old report judged these, and the new one does not.</p>${idList(lost, false)}</div>
</section>`;

const incomparablePart = ({ incomparable }: Comparison): Markup | null =>
  incomparable.length === 0
    ? null
    : markup`
<section id="incomparable">
<h2>Not comparable</h2>
${incomparable.map((each) => markup`<div class="card moot"><p>${incomparableInWords(each)}</p>${idList(each.cases, false)}</div>`)}
</section>`;

const runsPart = ({ before, after, differs }: Comparison): Markup => markup`
<section id="runs">
<h2>The two runs</h2>
<div class="card"><dl>
${(
  [
    ['Old', before],
    ['New', after],
  ] as const
).map(([name, side]) =>
  row(
    name,
    markup`${sideInWords(side)}: ${side.gate}, exit code ${side.exitCode} <span class="faint small">${side.run}</span>`,
  ),
)}
${row('Differs', differs.length > 0 && differs.map((text) => markup`<div>${text}</div>`))}
</dl></div>
</section>`;
