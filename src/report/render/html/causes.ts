/** What report.html says first: what is not as promised, by what it goes back to. */
import { isUnexpected } from '../../build/summary.ts';
import type { CauseGroup, Report, ReportedCase } from '../../schema.ts';
import { headingsOf, type Heading, type ListedGroup } from '../headings.ts';
import { count } from '../words.ts';
import { caseLink, command, row } from './cases.ts';
import { tagsOf } from './tags.ts';
import { markup, plainText, type Markup, type Part } from './template.ts';

export const causesPart = (report: Report): Markup | null => {
  const red = (one: ReportedCase): boolean => one.outcome === 'fail' || one.outcome === 'non-strict';
  const sorted = report.summary.byCause.toSorted(
    (a, b) => b.unexpected - a.unexpected || (b.outcomes.fail ?? 0) - (a.outcomes.fail ?? 0),
  );
  const headings = headingsOf(sorted, report, red);
  if (!headings.length) return null;
  return markup`
<section id="causes">
<h2>Not as promised</h2>
${headings.map((heading) => headingPart(heading, report))}
</section>`;
};

/** Cases shown under one heading before the rest is folded. */
const OPEN = 3;

const headingPart = ({ text, groups }: Heading, report: Report): Markup => {
  const [{ first }] = groups as [ListedGroup];
  const excused = !isUnexpected(first);
  const tone = first.outcome === 'fail' && excused ? 'non-strict' : first.outcome;
  return markup`<article class="card ${tone}">
<p>${text}</p>
${groups.slice(0, OPEN).map((listed) => groupPart(listed, report))}
${folded(groups.slice(OPEN), report)}
</article>
`;
};

const folded = (groups: readonly ListedGroup[], report: Report): Part =>
  groups.length > 0 &&
  markup`<details><summary>${count(groups.length, 'more case')}</summary>
${groups.map((listed) => groupPart(listed, report))}</details>`;

const groupPart = ({ group, first, others }: ListedGroup, report: Report): Markup =>
  markup`<div class="told ${first.outcome}"><p>${tagsOf(first)}</p>
<dl>
${row('Case', caseLink(first.id, report))}
${row('Cause', group.cause !== first.id && caseLink(group.cause, report))}
${row('Expected', plainText(first.expected))}
${row('Observed', plainText(first.observed))}
${row('Why known', first.reason)}
${row('On file', first.hint?.text)}
${row('Reproduce', command(first.reproduce))}
${row('Same cause', sameCause(group, others, report))}
</dl></div>
`;

const sameCause = (group: CauseGroup, others: readonly ReportedCase[], report: Report): Part => {
  const moot = group.outcomes.moot ?? 0;
  const mooted = moot > 0 && markup`<div>${count(moot, 'case is', 'cases are')} moot for it</div>`;
  if (!others.length) return mooted;
  const links = others.map(
    (one) => markup`<div>${caseLink(one.id, report)} <span class="faint small">${one.outcome}</span></div>`,
  );
  return markup`<details><summary>${count(others.length, 'more case')}</summary>${links}</details>${mooted}`;
};
