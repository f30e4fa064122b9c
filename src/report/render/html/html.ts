/** Renders report.html: one file that loads nothing, can be read without scripts, and escapes everything it shows. */
import type { Report } from '../../schema.ts';
import { countsInWords, excusedFailures, rerunsInWords, scopesInWords, targetInWords } from '../counts.ts';
import { livePart } from '../live/html.ts';
import { deviationsFileInWords } from '../on-file.ts';
import { casesPart } from './cases.ts';
import { causesPart } from './causes.ts';
import { matrixPart } from './matrix.ts';
import { deviationsPart, notApplicablePart, notCoveredPart, notRunPart, runPart } from './parts.ts';
import { htmlPage, partLinks } from './page.ts';
import { script } from './script.ts';
import { markup, type Markup } from './template.ts';

const tones: Record<Report['gate'], string> = {
  conformant: 'pass',
  'conformant-with-deviations': 'non-strict',
  nonconformant: 'fail',
  incomplete: 'untestable',
  broken: 'error',
  interrupted: 'untestable',
};

export const renderHtml = (report: Report): string => {
  const parts = [
    ['causes', 'Not as promised', causesPart(report)],
    ['live', 'Seen from outside', livePart(report)],
    ['not-run', 'Not executed', notRunPart(report)],
    ['matrix', 'Rules and subjects', matrixPart(report)],
    ['cases', 'Cases', casesPart(report)],
    ['deviations', 'Deviations', deviationsPart(report)],
    ['not-applicable', 'Not applicable', notApplicablePart(report)],
    ['not-covered', 'Not covered', notCoveredPart(report)],
    ['run', 'This run', runPart(report)],
  ] as const;
  const present = parts.filter(([, , part]) => part !== null);
  return htmlPage({
    title: `${report.gate}: Magistrala security, ${report.target.release}`,
    header: markup`<h1>Magistrala security conformance</h1>
${gate(report)}
${tiles(report)}
${partLinks(present.map(([id, title]) => ({ id, title })))}`,
    main: present.map(([, , part]) => part),
    footer: `${report.suite.name} ${report.suite.version}, ${report.run.started}`,
    script,
  });
};

const gate = (report: Report): Markup => {
  const end = report.complete
    ? ''
    : report.run.finished === null || report.gate === 'interrupted'
      ? ' The run did not come to its end.'
      : ' Cases were lost.';
  const more = [scopesInWords(report), rerunsInWords(report), deviationsFileInWords(report)].filter(
    (text) => text !== undefined,
  );
  const lines = more.map((text) => markup`\n<div class="small">${text.replace(/[^.]$/, '$&.')}</div>`);
  return markup`<div class="gate ${tones[report.gate]}">
<strong>${report.gate}</strong>
<div>${targetInWords(report)}: ${countsInWords(report)}.</div>
<div class="small">Exit code ${report.exitCode}: ${report.reasons.join('; ')}.${end}</div>${lines}
</div>`;
};

/** Counts; a click shows the cases, where there is a script to do so. */
const tiles = (report: Report): Markup => {
  const excused = excusedFailures(report);
  const { outcomes } = report.summary;
  const counts: [string, number, string][] = [
    ['pass', outcomes.pass, 'pass'],
    ['non-strict', outcomes['non-strict'], 'non-strict'],
    ['fail', outcomes.fail, excused ? `fail (${excused})` : 'fail'],
    ['untestable', outcomes.untestable, 'untestable'],
    ['error', outcomes.error, 'error'],
    ['moot', outcomes.moot, 'moot'],
    ['not-applicable', outcomes['not-applicable'], 'not applicable'],
    ['not-run', report.selection.notRun.length, 'not run'],
  ];
  return markup`<ul class="counts">${counts.map(([name, n, label]) => tile(name, n, label))}</ul>`;
};

const tile = (name: string, n: number, label: string): Markup => {
  if (n === 0) return markup`<li class="${name} zero"><b>0</b><span>${label}</span></li>`;
  const link = name.startsWith('not-')
    ? markup`<a href="#${name}">${label}</a>`
    : markup`<a href="#cases" data-filter="outcome=${name}">${label}</a>`;
  return markup`<li class="${name}"><b>${n}</b><span>${link}</span></li>`;
};
