/** The result for a reader: the same text on the terminal, in bench.md and in docs/performance.md. Pure. */
import type { Kind } from './accounting/kinds.ts';
import type { Spread } from './figures.ts';
import { stages, type Stage } from './from-journal.ts';
import type { BenchResult, Figures, KindFigures, SpeedUp, StartCost } from './result.ts';
import { flatWithin, isFlat, marginal } from './summarize.ts';
import { markdownTable } from '../../src/report/render/markdown-table.ts';

/** Share of the CPUs from which on the text says that the machine was busy with something else. */
const busy = 0.15;
/** Parts of the CPU that are listed; the rest is one line. */
const mostParts = 16;
const leastShare = 0.005;

/** @param heading of the result, `#` where it is a whole file */
export const renderBench = (result: BenchResult, heading = '#'): string =>
  [
    head(result, heading),
    budgetsOf(result, `${heading}#`),
    measuresOf(result, `${heading}#`),
    kindsOf(result, `${heading}#`),
    timeOf(result, `${heading}#`),
    dearestOf(result, `${heading}#`),
    growthOf(result, `${heading}#`),
    speedUpOf(result, `${heading}#`),
  ]
    .filter((lines) => lines.length)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');

export const targetName = ({ kind, release, runtime }: BenchResult['target']): string =>
  kind === 'reference'
    ? `reference${runtime === 'containers' ? ' in containers' : ''}`
    : `${release} as ${kind === 'images' ? 'containers' : kind}`;

const head = (
  { target, suite, machine, about, finished, now, before }: BenchResult,
  heading: string,
): string[] => {
  const { cpus, model, memory, os, node } = machine;
  const elsewhere = Math.max(now.elsewhere ?? 0, before?.figures.elsewhere ?? 0);
  const { counts, repeats, sections } = about;
  const what = about.whole
    ? 'whole catalogue'
    : sections.length
      ? `section ${sections.join(', ')}`
      : 'a sample';
  return [
    `${heading} What a run costs: ${targetName(target)}`,
    '',
    `${finished.slice(0, 10)}, commit ${suite.commit?.slice(0, 12) ?? 'unknown'}, ${what}, ${repeats} ` +
      `${repeats === 1 ? 'round' : 'rounds'}. Machine: ${cpus} CPUs (${model}), ${Math.round(memory / 2 ** 30)} GiB, ` +
      `${os}, Node ${node}.`,
    '',
    `${counts.cases} cases in ${counts.starts} starts, ${counts.repeated} of them made once more; ${counts.processes} ` +
      `processes of services: ${counts.outcomes.ready} ready, ${counts.outcomes.exited} ended, ${counts.outcomes.hung} hung.`,
    ...(elsewhere > busy
      ? [
          '',
          `Something else kept up to ${percent(elsewhere)} of the CPUs busy meanwhile: wall times are too long, CPU times hardly.`,
        ]
      : []),
  ];
};

const budgetsOf = ({ budgets }: BenchResult, heading: string): string[] => [
  `${heading} Budgets`,
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
];

const measures: readonly { name: string; of: (figures: Figures) => string }[] = [
  { name: 'cases', of: ({ cases }) => String(cases) },
  { name: 'wall time, s', of: ({ wall }) => seconds(wall) },
  { name: 'wall time a case, ms', of: ({ wall, cases }) => (wall.median / cases).toFixed(1) },
  { name: 'CPU of all processes, s', of: ({ cpu }) => seconds(cpu) },
  { name: 'CPU a case, ms', of: ({ cpu, cases }) => (cpu ? (cpu.median / cases).toFixed(1) : '–') },
  {
    name: 'CPU of everything but the services ÷ CPU of the services',
    of: ({ kinds }) =>
      'why' in kinds ? kinds.why : withRange(kinds.toServices, (value) => value.toFixed(2)),
  },
  { name: 'wall time ÷ (all CPU ÷ cores)', of: ({ fill }) => ratio(fill) },
  { name: 'memory of the suite (PSS), MiB', of: ({ memory }) => mib(memory?.pss) },
  { name: 'memory of the suite (RSS), MiB', of: ({ memory }) => mib(memory?.rss) },
  { name: 'first service after, s', of: ({ first }) => seconds(first) },
];

const measuresOf = ({ now, before }: BenchResult, heading: string): string[] => {
  const columns = before ? [`before (${before.commit?.slice(0, 12) ?? 'the other checkout'})`] : [];
  return [
    `${heading} Figures`,
    '',
    ...table(
      ['', ...columns, 'this checkout'],
      measures.map(({ name, of }) => [name, ...(before ? [of(before.figures)] : []), of(now)]),
    ),
    ...(before
      ? [
          '',
          `Now ÷ before, round by round: wall time ${ratio(before.ratios.wall)}, wall time a case ` +
            `${ratio(before.ratios.wallPerCase)}, CPU a case ${ratio(before.ratios.cpuPerCase)}.`,
        ]
      : []),
  ];
};

const kindNames: Readonly<Record<Kind, string>> = {
  service: 'services under test',
  postgres: 'PostgreSQL',
  backplane: 'backplane',
  suite: 'suite',
  docker: 'Docker',
};

const kindsOf = ({ now: { kinds } }: BenchResult, heading: string): string[] => {
  const title = [`${heading} Whose CPU it is`, ''];
  if ('why' in kinds) return [...title, `Not measured: ${kinds.why}.`];
  const sum = Object.values(kinds.kinds).reduce((all, ms) => all + ms, 0);
  const row = (name: string, part: string, ms: number): string[] => [
    name,
    part,
    (ms / 1000).toFixed(1),
    percent(ms / sum),
  ];
  const shown = kinds.parts.slice(0, mostParts).filter(({ ms }) => ms >= leastShare * sum);
  const rest = kinds.parts.slice(shown.length).reduce((all, { ms }) => all + ms, 0);
  return [
    ...title,
    ...table(
      ['kind', 'CPU, s', 'share'],
      (Object.keys(kindNames) as Kind[])
        .filter((kind) => kinds.kinds[kind] > 0)
        .map((kind) => row(kindNames[kind], '', kinds.kinds[kind]).filter((cell) => cell !== '')),
    ),
    '',
    ...table(
      ['part', 'of', 'CPU, s', 'share'],
      [
        ...shown.map(({ kind, name, ms }) => row(name, kindNames[kind], ms)),
        ...(rest > 0 ? [row('all others', '–', rest)] : []),
      ],
    ),
    ...agreement(kinds),
  ];
};

const agreement = ({ missing }: KindFigures): string[] =>
  missing === null
    ? []
    : [
        '',
        `The sum of all records is ${(Math.abs(missing) * 100).toFixed(1)} % ${missing < 0 ? 'above' : 'below'} what the kernel ` +
          'adds up over the same processes.',
      ];

const stageMeanings: Record<Stage, string> = {
  arrange: 'certificates, database, peers, taps, ports, files, and waiting for a turn',
  start: 'from the start of the service until it is ready or has ended; in a deployment one after another',
  look: 'probes, calls, messages, and waiting for what must not happen',
  settle: 'nothing left to look at: does it stay up?',
  stop: 'the service ends; log and sessions are read, the database is emptied',
};

const timeOf = ({ stages: figures }: BenchResult, heading: string): string[] => [
  `${heading} Where the time of a start goes`,
  '',
  ...table(
    ['stage', 'median, ms', 'mean, ms', 'share', 'what happens'],
    stages.map((stage) => {
      const { median, mean, share } = figures[stage];
      return [stage, median.toFixed(0), mean.toFixed(0), percent(share), stageMeanings[stage]];
    }),
  ),
];

const dearestOf = ({ dearest }: BenchResult, heading: string): string[] =>
  dearest.length
    ? [
        `${heading} The ten dearest cases`,
        '',
        'CPU of the services of the start, divided by the cases that share it; wall time of the whole start by stage.',
        '',
        ...table(
          ['case', 'CPU, ms', 'cases', 'services', stages.map((stage) => stage).join(' + ') + ', ms'],
          dearest.map((one) => [
            `\`${one.case}\``,
            one.cpuMs.toFixed(0),
            String(one.shared),
            one.services.length > 1 ? String(one.services.length) : one.services.join(),
            stages.map((stage) => one.stages[stage].toFixed(0)).join(' + '),
          ]),
        ),
      ]
    : [];

/** Every case with what it costs, one a line, for a spreadsheet. */
export const renderCosts = (costs: readonly StartCost[]): string =>
  [
    ['case', 'CPU of its services, ms', 'cases of the start', ...stages.map((stage) => `${stage}, ms`)],
    ...costs.flatMap(({ cases, cpuMs, stages: times }) =>
      cases.map((id) => [
        id,
        cpuMs.toFixed(1),
        cases.length,
        ...stages.map((stage) => times[stage].toFixed(0)),
      ]),
    ),
  ]
    .map((cells) => `${cells.join('\t')}\n`)
    .join('');

const growthOf = ({ growth }: BenchResult, heading: string): string[] => {
  if (!growth) return [];
  const perCase = (ms: number | null, cases: number): string => (ms === null ? '–' : (ms / cases).toFixed(1));
  const further = marginal(growth, ({ cpuMs }) => cpuMs);
  const flat = isFlat(growth);
  return [
    `${heading} Growth`,
    '',
    ...table(
      [
        'cases',
        'wall, s',
        'wall a case, ms',
        'CPU a case, ms',
        'without services, ms',
        'a further case, CPU ms',
      ],
      growth.map(({ cases, wallMs, cpuMs, otherMs }, at) => [
        String(cases),
        (wallMs / 1000).toFixed(1),
        perCase(wallMs, cases),
        perCase(cpuMs, cases),
        perCase(otherMs, cases),
        at ? perCase(further[at - 1] ?? null, 1) : '–',
      ]),
    ),
    '',
    flat === undefined
      ? 'Too few sizes to say whether the cost of a further case is flat.'
      : `The cost of a further case ${flat ? 'is flat' : 'is NOT flat'}: flat is at most × ${flatWithin} from the first step to the last.`,
  ];
};

const speedUpOf = ({ speedUp, now, machine }: BenchResult, heading: string): string[] =>
  speedUp
    ? [
        `${heading} More CPUs, by calculation`,
        '',
        ...table(
          ['CPUs and workers', 'wall, s', 'speed-up'],
          speedUp.wallMs.map(({ cpus, ms }) => [
            String(cpus),
            (ms / 1000).toFixed(1),
            `× ${(speedUp.wallMs[0]!.ms / ms).toFixed(2)}`,
          ]),
        ),
        '',
        `Not measured: worked out from the run of ${(now.wall.median / 1000).toFixed(1)} s on ${machine.cpus} CPUs. ${sharesOf(speedUp)}`,
      ]
    : [];

const sharesOf = ({ serialMs, waitMs, sharedMs, mainThreadMs }: SpeedUp): string => {
  const s = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
  const main =
    mainThreadMs === null ? '' : `, of which the main thread's ${s(mainThreadMs)} cannot be divided`;
  return (
    `Serial: ${s(serialMs)}, before the first service and after the last one. Waiting, with no work for all CPUs: ` +
    `${s(waitMs)}. Divided over the CPUs: ${s(sharedMs)}${main}.`
  );
};

const withRange = ({ median, min, max }: Spread, write: (value: number) => string): string =>
  min === max ? write(median) : `${write(median)} [${write(min)}–${write(max)}]`;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] =>
  markdownTable(head, rows, { padded: true });

const seconds = (spread: Spread | null): string =>
  spread ? withRange(spread, (ms) => (ms / 1000).toFixed(1)) : '–';
const ratio = (spread: Spread | null): string =>
  spread ? withRange(spread, (value) => value.toFixed(2)) : '–';
const percent = (share: number): string => `${Math.round(share * 100)} %`;
const mib = (spread: Spread | undefined): string =>
  spread ? withRange(spread, (bytes) => String(Math.round(bytes / 2 ** 20))) : '–';
