/** The result for a reader: the same text on the terminal and in bench.md. Pure. */
import type { Spread } from './figures.ts';
import { stages, type Stage } from './from-journal.ts';
import type { Way } from './lap-job.ts';
import type { BenchResult, WayFigures } from './result.ts';
import { markdownTable } from '../../src/report/render/markdown-table.ts';

/** Share of the CPUs from which on the text says that the machine was busy with something else. */
const busy = 0.15;

export const renderBench = (result: BenchResult): string =>
  [head(result), waysOf(result), timeOf(result), memoryOf(result), budgetsOf(result)].join('\n');

const head = ({ suite, machine, about, ways }: BenchResult): string => {
  const { cpus, model, memory, os, node } = machine;
  const elsewhere = Math.max(...Object.values(ways).map((way) => way.elsewhere ?? 0));
  return [
    `# What a run costs`,
    '',
    `${suite.name} ${suite.version}, ${about.whole ? 'whole catalogue' : 'sample'} against the built-in reference, ` +
      `${about.repeats} ${about.repeats === 1 ? 'round' : 'rounds'} on ${cpus} CPUs (${model}), ` +
      `${Math.round(memory / 2 ** 30)} GiB, ${os}, Node ${node}.`,
    '',
    'Ratios are the result. Seconds are true for this machine only; each figure is the median of the rounds, lowest and',
    'highest in brackets.',
    ...(elsewhere > busy
      ? [
          '',
          `Something else kept up to ${percent(elsewhere)} of the CPUs busy meanwhile: repeat it on a quiet machine.`,
        ]
      : []),
    '',
  ].join('\n');
};

const meanings: Record<Way, string> = {
  bare: 'the same processes only started and stopped, as many at once: no run can be faster',
  suite: 'the command line from its start to its end: arranges, starts, observes, judges, reports',
  naive: 'PostgreSQL, peers and services anew for every case, as many at once: no start is shared',
};

const waysOf = ({ ways, about, ratios }: BenchResult): string => {
  const observed = about.selected + about.controlOnly;
  const cases: Record<Way, number> = { bare: observed, suite: observed, naive: about.naiveCases };
  const all = Object.keys(meanings) as Way[];
  const { suiteToBare, naiveToSuite, cpu } = ratios;
  return [
    '## Three ways to do the same',
    '',
    ...all.map((way) => `- **${way}**: ${meanings[way]}`),
    '',
    ...table(
      ['', ...all],
      [
        ['cases', ...all.map((way) => String(cases[way]))],
        ['starts', ...all.map((way) => String(ways[way].counts.starts))],
        ['processes of services', ...all.map((way) => processes(ways[way]))],
        ['wall time, s', ...all.map((way) => seconds(ways[way].wall))],
        ['wall time a case, s', ...all.map((way) => (ways[way].wall.median / 1000 / cases[way]).toFixed(3))],
        ['CPU of all processes, s', ...all.map((way) => seconds(ways[way].cpu))],
        ['of that the process itself, s', ...all.map((way) => seconds(ways[way].ownCpu))],
      ],
    ),
    '',
    `- suite / bare: **${times(suiteToBare)}** in wall time` +
      (cpu ? `, **${times(cpu)}** in CPU` : ' (CPU needs /proc)'),
    `- naive / suite: **${times(naiveToSuite)}** in wall time, for as many cases`,
    `- ${observed} cases: ${about.selected} chosen, ${about.controlOnly} observed because these need them; ` +
      `${about.starts} starts serve them, ${about.atOnce} under way at once`,
    '',
  ].join('\n');
};

const stageMeanings: Record<Stage, string> = {
  arrange: 'certificates, database, peers, taps, ports, files',
  start: 'from the start of the service until it is ready or has ended; in a deployment one after another',
  look: 'probes, calls, messages, and waiting for what must not happen',
  settle: 'nothing left to look at: does it stay up?',
  stop: 'the service ends; log and sessions are read, the database is emptied',
};

const timeOf = ({ stages: figures, ways }: BenchResult): string => {
  const { before, after } = ways.suite;
  return [
    '## Where the time of the suite goes',
    '',
    ...table(
      ['stage of a start', 'median, ms', 'mean, ms', 'share', 'what happens'],
      stages.map((stage) => {
        const { median, mean, share } = figures[stage];
        return [stage, median.toFixed(0), mean.toFixed(0), percent(share), stageMeanings[stage]];
      }),
    ),
    '',
    before && after
      ? `Once a run: ${seconds(before)} s before the first service is there (loading, PostgreSQL, threads), ` +
        `${seconds(after)} s after the last one (verdicts, reports, cleaning up).`
      : 'What comes before and after the starts can only be seen where there is /proc.',
    '',
  ].join('\n');
};

const memoryOf = ({ memory }: BenchResult): string => {
  if (!memory) return '## Memory\n\nNot measured: it needs /proc.\n';
  const { spread, suite, watch, postgres } = memory;
  return [
    '## Memory',
    '',
    `At most ${mib(spread.max)} MiB without the services under test (PSS: shared pages count once): ` +
      `suite ${mib(suite)}, byte probe ${mib(watch)}, PostgreSQL ${mib(postgres)}.`,
    '',
  ].join('\n');
};

const budgetsOf = ({ budgets }: BenchResult): string =>
  [
    '## Budgets',
    '',
    ...table(
      ['budget', 'limit', 'measured', 'holds', ''],
      budgets.map(({ what, limit, measured, holds, note }) => [
        what,
        limit,
        measured ?? '–',
        holds === null ? 'not measured' : holds ? 'yes' : 'NO',
        note,
      ]),
    ),
    '',
  ].join('\n');

const processes = ({ counts: { processes, outcomes } }: WayFigures): string =>
  `${processes} (${outcomes.ready} ready, ${outcomes.exited} ended, ${outcomes.hung} hung)`;

const withRange = ({ median, min, max }: Spread, write: (value: number) => string): string =>
  min === max ? write(median) : `${write(median)} [${write(min)}–${write(max)}]`;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] =>
  markdownTable(head, rows, { padded: true });

const seconds = (spread: Spread | null): string =>
  spread ? withRange(spread, (ms) => (ms / 1000).toFixed(1)) : '–';
const times = (spread: Spread): string => withRange(spread, (value) => `× ${value.toFixed(2)}`);
const percent = (share: number): string => `${Math.round(share * 100)} %`;
const mib = (bytes: number): string => String(Math.round(bytes / 2 ** 20));
