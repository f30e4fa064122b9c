/** The remaining parts of report.html: what went wrong by cause, deviations, what is not applicable, the run. */
import { caseLink, row, tagsOf } from './html-cases.ts';
import { headingsOf, type Heading, type ToldGroup } from './headings.ts';
import { html, type Markup, type Part } from './html-template.ts';
import type { CauseGroup, Report, ReportedCase } from './schema.ts';
import { count, entryName } from './words.ts';

export const causesPart = (report: Report): Markup | null => {
  const red = (one: ReportedCase): boolean => one.outcome === 'fail' || one.outcome === 'non-strict';
  const sorted = report.summary.byCause.toSorted(
    (a, b) => b.unexpected - a.unexpected || (b.outcomes.fail ?? 0) - (a.outcomes.fail ?? 0),
  );
  const headings = headingsOf(sorted, report, red);
  if (!headings.length) return null;
  return html`
<section id="causes">
<h2>Not as promised</h2>
${headings.map((heading) => headingPart(heading, report))}
</section>`;
};

/** Cases told under one heading before the rest is folded. */
const OPEN = 3;

const headingPart = ({ text, groups }: Heading, report: Report): Markup => {
  const [{ first }] = groups as [ToldGroup];
  const excused = first.disposition === 'known' || first.level === 'info';
  const tone = first.outcome === 'fail' && excused ? 'non-strict' : first.outcome;
  const rest = groups.slice(OPEN);
  return html`<article class="card ${tone}">
<p>${text}</p>
${groups.slice(0, OPEN).map((told) => groupPart(told, report))}
${
  rest.length > 0 &&
  html`<details><summary>${count(rest.length, 'more case')}</summary>${rest.map((told) => groupPart(told, report))}</details>`
}
</article>
`;
};

const groupPart = ({ group, first, others }: ToldGroup, report: Report): Markup => html`<p>${tagsOf(first)}</p>
<dl>
${row('Case', caseLink(first.id, report))}
${row('Cause', group.cause !== first.id && caseLink(group.cause, report))}
${row('Expected', first.expected)}
${row('Observed', first.observed)}
${row('Why known', first.reason)}
${row('Reproduce', html`<code class="command">${first.reproduce}</code>`)}
${row('Same cause', sameCause(group, others, report))}
</dl>
`;

const sameCause = (group: CauseGroup, others: readonly ReportedCase[], report: Report): Part => {
  const moot = group.outcomes.moot ?? 0;
  const alone = moot > 0 && html`<div>${count(moot, 'case is', 'cases are')} moot for it</div>`;
  if (!others.length) return alone;
  return html`<details><summary>${count(others.length, 'more case')}</summary>${others.map(
    (one) => html`<div>${caseLink(one.id, report)} <span class="faint small">${one.outcome}</span></div>`,
  )}</details>${alone}`;
};

export const deviationsPart = (report: Report): Markup | null => {
  if (!report.deviations.length) return null;
  return html`
<section id="deviations">
<h2>Deviations on file</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Deviations on file"><table>
<thead><tr><th>entry</th><th>finding</th><th>became</th><th>cases</th><th>reason</th><th>by</th><th>expires</th></tr></thead>
<tbody>${report.deviations.map(({ entry, disposition, covered, stale }) => {
    const { kind, name } = entryName(entry);
    const tone = disposition === 'known' ? 'non-strict' : disposition === 'unexercised' ? 'moot' : 'fail';
    return html`<tr><td>${kind} <code>${name}</code></td><td>${
      entry.finding
    }</td><td><span class="tag ${tone}">${disposition}</span></td><td>${covered.length}${
      stale.length > 0 && html`<div class="small">no longer: ${stale.map((id) => html`<div>${caseLink(id, report)}</div>`)}</div>`
    }</td><td>${entry.reason} <a href="${entry.link}" rel="noreferrer">source</a></td><td>${
      entry.attribution
    }${entry.owner !== undefined && `, ${entry.owner}`}</td><td>${entry.expires}</td></tr>
`;
  })}</tbody></table></div>
</section>`;
};

export const notApplicablePart = (report: Report): Markup | null => {
  if (!report.notApplicable.length) return null;
  const reasons = Map.groupBy(report.notApplicable, (one) => one.reason);
  return html`
<section id="not-applicable">
<h2>Not applicable</h2>
${[...reasons].map(
  ([reason, cases]) => html`<div class="card not-applicable"><p>${reason}</p>
<details><summary>${count(cases.length, 'case')}</summary>${cases.map((one) => html`<div><code>${one.id}</code></div>`)}</details></div>`,
)}
</section>`;
};

export const notRunPart = (report: Report): Markup | null => {
  const { notRun } = report.selection;
  if (!notRun.length) return null;
  return html`
<section id="not-run">
<h2>Selected, but not executed</h2>
<div class="card not-run"><details${notRun.length < 20 && html` open`}><summary>${count(notRun.length, 'case')}</summary>${notRun.map(
    (id) => html`<div><code>${id}</code></div>`,
  )}</details></div>
</section>`;
};

export const runPart = (report: Report): Markup => {
  const { suite, page, target, environment, run, selection, coverage } = report;
  const filters = Object.entries(run.filters).filter(([, values]) => values.length);
  return html`
<section id="run">
<h2>This run</h2>
<div class="card"><dl>
${row('Command', html`<code class="command">${run.command}</code>`)}
${row('Started', run.started)}
${row('Took', run.ms !== null && `${(run.ms / 1000).toFixed(1)} s`)}
${row('Run', html`<code>${run.id}</code>`)}
${row('Seed', run.seed)}
${row('Shard', run.shard)}
${row('Filters', filters.length > 0 && filters.map(([name, values]) => html`<div>${name}: ${values.join(', ')}</div>`))}
${row('Selection', `${selection.selected} of ${selection.catalogue} cases, ${selection.controlOnly} more as controls only`)}
${row('Rules', `${coverage.rules.tested.length} tested, ${coverage.rules.untested.length} untested, ${coverage.rules.excluded.length} excluded`)}
${row('Untested', coverage.rules.untested.join(', '))}
${row('Images', target.images.length > 0 && target.images.map((image) => html`<div>${image.role}: <code>${image.ref}${image.digest !== null && ` ${image.digest}`}</code></div>`))}
${row('Binaries', target.binaries.length > 0 && target.binaries.map((one) => html`<div>${one.service}: <code>${one.sha256}</code></div>`))}
${row('Release file', target.releaseFile)}
${row('Machine', [environment.os, environment.arch, `Node ${environment.node}`, environment.docker && `Docker ${environment.docker}`, environment.postgres && `PostgreSQL ${environment.postgres}`].filter(Boolean).join(', '))}
${row('Suite', `${suite.name} ${suite.version}${suite.commit === null ? '' : ` (${suite.commit.slice(0, 12)})`}`)}
${row('Catalogue', html`<code>${suite.catalogueDigest}</code>`)}
${row('Page', html`<code>${page.repository}/${page.path}</code> at <code>${page.commit.slice(0, 12)}</code>`)}
</dl></div>
</section>`;
};
