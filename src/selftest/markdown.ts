/** Writes the result of a selftest as Markdown: of one run, and as the handbook beside the mutants. Pure. */
import type { Mutant } from '../../fixtures/reference/mutants/mutant.ts';
import { markdownTable } from '../report/render/markdown-table.ts';
import type { Autopsy } from './kill.ts';
import type { Matrix } from './matrix.ts';
import { judgedCases } from './reach.ts';
import { countOf, inWords } from './result.ts';
import type { SelftestResult } from './selftest.ts';

export const summaryOf = (
  result: SelftestResult,
  mutants: readonly Mutant[],
  matrix: Matrix | undefined,
): string => {
  const { honest } = result;
  const parts = [
    '# Selftest',
    inWords(result),
    ...(honest.notGreen.length
      ? [
          table(
            ['case', 'outcome', 'observed'],
            honest.notGreen.map(({ id, outcome, observed }) => [code(id), outcome, observed]),
          ),
        ]
      : []),
    ...exceptions(result.mutants),
    fatesTable(result.mutants, mutants),
    ...(matrix ? matrixParts(matrix) : []),
  ];
  return `${parts.join('\n\n')}\n`;
};

/** The text is the same whether a mutant was judged by its scope or by the whole catalogue. */
export const handbookOf = (result: SelftestResult, mutants: readonly Mutant[]): string => {
  const killed = countOf(result.mutants, 'killed');
  const parts = [
    '# Mutants of the reference',
    'Written by `npm run selftest -- --handbook`; do not edit it by hand. `seen-by.txt` beside it lists the cases that are red for each mutant.',
    `Each mutant is the reference with one fault, switched on by \`REFERENCE_MUTANT\`. The suite must be red for it by exactly the rules that are named here: ${killed} of ${mutants.length} are killed so, over ${result.honest.cases} cases that are all green for the reference itself.`,
    table(
      ['mutant', 'what is wrong', 'rules that it breaks', 'red cases'],
      mutants.map((mutant) => {
        const autopsy = result.mutants.find(({ name }) => name === mutant.name);
        const red = judgedCases(mutant, autopsy?.red ?? [], false).length;
        return [
          code(mutant.name),
          mutant.what,
          mutant.rules.map(code).join('<br>'),
          autopsy?.fate === 'killed' ? String(red) : `${red} (${autopsy?.fate ?? 'not observed'})`,
        ];
      }),
    ),
  ];
  return `${parts.join('\n\n')}\n`;
};

/** Mutants that were not killed as declared, with what was observed. */
const exceptions = (mutants: readonly Autopsy[]): string[] =>
  mutants
    .filter(({ fate }) => fate !== 'killed')
    .map(({ name, fate, missing, instead, surplus, red, broken }) =>
      [
        `## ${name}: ${fate}`,
        ...(broken === undefined ? [] : [broken]),
        ...(missing.length ? [`Declared, but not red: ${missing.map(code).join(', ')}.`] : []),
        ...instead.map(({ id, outcome, observed }) => `- not red: ${code(id)} ${outcome}: ${observed}`),
        ...red
          .filter(({ rule }) => surplus.includes(rule))
          .map(({ id, outcome, observed }) => `- not declared: ${code(id)} ${outcome}: ${observed}`),
      ].join('\n\n'),
    );

const fatesTable = (autopsies: readonly Autopsy[], mutants: readonly Mutant[]): string =>
  table(
    ['mutant', 'what is wrong', 'fate', 'red rules', 'red cases', 'starts', 'seconds'],
    autopsies.map(({ name, fate, red, starts, ms }) => [
      code(name),
      mutants.find((one) => one.name === name)?.what ?? '',
      fate,
      [...new Set(red.map(({ rule }) => code(rule)))].join('<br>'),
      String(red.length),
      String(starts),
      (ms / 1000).toFixed(1),
    ]),
  );

const matrixParts = ({ alone, alike, blind, seenBy }: Matrix): string[] => [
  '## Cases that no mutant turns red',
  blind.length
    ? blind.map((id) => `- ${code(id)}`).join('\n')
    : `None: each of the ${Object.keys(seenBy).length} cases is red for at least one mutant.`,
  '## Mutants that one case alone sees',
  alone.length
    ? table(
        ['mutant', 'case'],
        alone.map((one) => [code(one.mutant), code(one.case)]),
      )
    : 'None.',
  '## Cases that see the same mutants',
  'Each of these sets could shrink to one case without a mutant going unseen; most of them are one condition at several services or listeners.',
  table(
    ['cases', 'mutants'],
    alike.map(({ cases, mutants }) => [cases.map(code).join('<br>'), mutants.map(code).join('<br>')]),
  ),
];

const code = (text: string): string => `\`${text}\``;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  markdownTable(
    head,
    rows.map((cells) => cells.map(cell)),
  ).join('\n');

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
