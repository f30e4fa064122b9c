/** What is shown while the selftest goes on: a redrawn line on a terminal, and a line for each mutant anywhere. */
import type { Autopsy } from './kill.ts';
import type { SelftestProgress } from './selftest.ts';

export interface Output {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

const clear = '\r\u001b[K';
/** ms between two drawings of the line. */
const pace = 100;

export const selftestProgress = (
  output: Output,
  env: Readonly<Record<string, string | undefined>>,
): SelftestProgress & Disposable => {
  const interactive = output.isTTY === true && env['CI'] === undefined && env['TERM'] !== 'dumb';
  const began = performance.now();
  const seconds = (): string => `${Math.round((performance.now() - began) / 1000)} s`;
  let drawn = Number.NEGATIVE_INFINITY;
  let mutants = { done: 0, of: 0, killed: 0 };
  let honestTold = false;
  const draw = (text: string): void => {
    if (!interactive || performance.now() - drawn < pace) return;
    drawn = performance.now();
    output.write(clear + text.slice(0, (output.columns ?? 80) - 1));
  };
  const line = (text: string): void => void output.write(`${interactive ? clear : ''}${text}\n`);
  return {
    honest: (done, of) => {
      draw(`honest reference: ${done}/${of} starts · ${seconds()}`);
      if (done < of || honestTold) return;
      honestTold = true;
      line(`The honest reference was observed in ${of} starts (${seconds()}).`);
    },
    begin: (of, starts) => {
      mutants = { ...mutants, of };
      line(`Observing ${of} mutants in ${starts} starts that pass their fault points.`);
    },
    start: (done, of) =>
      draw(
        `${mutants.done}/${mutants.of} mutants, ${mutants.killed} killed · ${done}/${of} starts · ${seconds()}`,
      ),
    mutant: (autopsy) => {
      mutants.done++;
      if (autopsy.fate === 'killed') mutants.killed++;
      line(describe(autopsy));
    },
    [Symbol.dispose]: () => {
      if (interactive) output.write(clear);
    },
  };
};

const describe = ({ name, fate, red, missing, instead, surplus, starts, broken }: Autopsy): string =>
  [
    `${fate}: ${name} (${red.length} red of ${starts} starts)`,
    ...(missing.length && fate !== 'inactive' ? [`not red: ${missing.join(', ')}`] : []),
    ...(fate === 'inactive' ? [] : instead.map((one) => `${one.id} is ${one.outcome}: ${one.observed}`)),
    ...(surplus.length ? [`not declared: ${surplus.join(', ')}`] : []),
    ...(broken === undefined ? [] : [broken]),
  ].join('; ');
