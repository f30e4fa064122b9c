/** The remaining parts of report.html: deviations, what is not applicable or was not executed, the run. */
import type { Report } from '../../schema.ts';
import { count, entryName } from '../words.ts';
import { caseLink, row } from './cases.ts';
import { markup, type Markup, type Part } from './template.ts';

export const deviationsPart = (report: Report): Markup | null => {
  if (!report.deviations.length) return null;
  const heads = ['no.', 'entry', 'deviation', 'became', 'cases', 'reason', 'by', 'expires'];
  return markup`
<section id="deviations">
<h2>Deviations on file</h2>
<section class="scroll" tabindex="0" aria-label="Deviations on file"><table class="on-file">
<thead><tr>${heads.map((head) => markup`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>
${report.deviations.map((deviation, at) => deviationRow(deviation, at, report))}
</tbody></table></section>
</section>`;
};

const deviationRow = (deviation: Report['deviations'][number], at: number, report: Report): Markup => {
  const { entry, disposition, covered, stale, graver } = deviation;
  const { kind, names } = entryName(entry);
  const tone = disposition === 'known' ? 'non-strict' : disposition === 'unexercised' ? 'moot' : 'fail';
  const links = (ids: readonly string[]): Markup[] =>
    ids.map((id) => markup`<div>${caseLink(id, report)}</div>`);
  const by = [entry.attribution, entry.owner].filter((one) => one !== undefined).join(', ');
  const cells: Part[] = [
    at + 1,
    [kind, names.map((name) => markup`<div><code>${name}</code></div>`)],
    [
      markup`<div>${entry.outcome}, ${entry.finding}, risk: ${entry.risk}</div>`,
      markup`<div class="small faint">${entry.code}: ${entry.facts.join(', ')}</div>`,
    ],
    markup`<span class="tag ${tone}">${disposition}</span>`,
    [
      covered.length,
      stale.length > 0 && markup`<div class="small">less, or no longer: ${links(stale)}</div>`,
      graver.length > 0 && markup`<div class="small">more, or otherwise: ${links(graver)}</div>`,
    ],
    markup`${entry.reason} <a href="${entry.link}" rel="noreferrer">source</a>`,
    by,
    entry.expires,
  ];
  return markup`<tr id="deviation-${at}">${cells.map((cell) => markup`<td>${cell}</td>`)}</tr>
`;
};

export const notApplicablePart = (report: Report): Markup | null => {
  if (!report.notApplicable.length) return null;
  const reasons = Map.groupBy(report.notApplicable, (one) => one.reason);
  return markup`
<section id="not-applicable">
<h2>Not applicable</h2>
${[...reasons].map(
  ([reason, cases]) => markup`<div class="card not-applicable"><p>${reason}</p>
${idList(
  cases.map((one) => one.id),
  false,
)}</div>
`,
)}
</section>`;
};

/** By reason: what the release has beyond the page, and no case is about. */
export const notCoveredPart = ({ notCovered }: Report): Markup | null => {
  if (!notCovered.length) return null;
  const reasons = Map.groupBy(notCovered, ({ reason }) => reason);
  return markup`
<section id="not-covered">
<h2>Not covered, beyond the page</h2>
${[...reasons].map(
  ([reason, all]) => markup`<div class="card not-applicable"><p>${reason}</p>
<p class="small">${all.map(({ subject }) => subject).join(', ')}</p></div>
`,
)}
</section>`;
};

export const notRunPart = (report: Report): Markup | null => {
  const { notRunBecause } = report.selection;
  if (!notRunBecause.length) return null;
  return markup`
<section id="not-run">
<h2>Selected, but not executed</h2>
${notRunBecause.map(
  ({ code, reason, cases }) => markup`<div class="card not-run"><p><code>${code}</code> ${reason}</p>
${idList(cases, cases.length < 20)}</div>
`,
)}
</section>`;
};

/** Folded, unless `open`. */
export const idList = (ids: readonly string[], open: boolean): Markup =>
  markup`<details${open && markup` open`}><summary>${count(ids.length, 'case')}</summary>${ids.map(
    (id) => markup`<div><code>${id}</code></div>`,
  )}</details>`;

export const runPart = (report: Report): Markup => {
  const { suite, page, target, environment, run, selection, coverage } = report;
  const { os, arch, node, docker, postgres } = environment;
  const filters = Object.entries(run.filters).filter(([, values]) => values.length);
  const { tested, untested, excluded } = coverage.rules;
  const machine = [
    os,
    arch,
    `Node ${node}`,
    docker && `Docker ${docker}`,
    postgres && `PostgreSQL ${postgres}`,
  ];
  const commit = suite.commit === null ? '' : ` (${suite.commit.slice(0, 12)})`;
  const rows: [string, Part][] = [
    ['Command', markup`<code class="command">${run.command}</code>`],
    ['Started', run.started],
    ['Took', run.ms !== null && `${(run.ms / 1000).toFixed(1)} s`],
    ['Run', markup`<code>${run.id}</code>`],
    ['Shard', run.shard],
    ['Filters', lines(filters.map(([name, values]) => markup`${name}: ${values.join(', ')}`))],
    [
      'Selection',
      `${selection.selected} of ${selection.catalogue} cases, ${selection.controlOnly} more as controls only`,
    ],
    ['Rules', `${tested.length} tested, ${untested.length} untested, ${excluded.length} excluded`],
    ['Untested', untested.join(', ')],
    ['Images', lines(target.images.map((one) => markup`${one.role}: <code>${one.ref} ${one.digest}</code>`))],
    ['Binaries', lines(target.binaries.map((one) => markup`${one.service}: <code>${one.sha256}</code>`))],
    ['Release file', target.releaseFile],
    ['Machine', machine.filter(Boolean).join(', ')],
    ['Suite', `${suite.name} ${suite.version}${commit}`],
    ['Catalogue', markup`<code>${suite.catalogueDigest}</code>`],
    [
      'Page',
      markup`<code>${page.repository}/${page.path}</code> at <code>${page.commit.slice(0, 12)}</code>`,
    ],
  ];
  return markup`
<section id="run">
<h2>This run</h2>
<div class="card"><dl>
${rows.map(([term, value]) => row(term, value))}
</dl></div>
</section>`;
};

const lines = (all: readonly Markup[]): Part => all.length > 0 && all.map((one) => markup`<div>${one}</div>`);
