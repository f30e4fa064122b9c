/** Shows the progress of the selftest: a redrawn line on a terminal, and a line for each mutant everywhere. */
import { statusLine, type Screen } from '../system/status-line.ts';
import type { Autopsy } from './kill.ts';
import type { SelftestProgress } from './selftest.ts';

export const selftestProgress = (screen: Screen): SelftestProgress & Disposable => {
  const status = statusLine(screen);
  const began = performance.now();
  const seconds = (): string => `${Math.round((performance.now() - began) / 1000)} s`;
  let mutants = { done: 0, of: 0, killed: 0 };
  let honestTold = false;
  return {
    honest: (done, of) => {
      status.draw(() => `honest reference: ${done}/${of} starts · ${seconds()}`);
      if (done < of || honestTold) return;
      honestTold = true;
      status.line(`The honest reference was observed in ${of} starts (${seconds()}).`);
    },
    begin: (of, starts) => {
      mutants = { ...mutants, of };
      status.line(`Observing ${of} mutants in ${starts} starts that pass their fault points.`);
    },
    start: (done, of) =>
      status.draw(
        () =>
          `${mutants.done}/${mutants.of} mutants, ${mutants.killed} killed · ${done}/${of} starts · ${seconds()}`,
      ),
    mutant: (autopsy) => {
      mutants.done++;
      if (autopsy.fate === 'killed') mutants.killed++;
      status.line(describe(autopsy));
    },
    [Symbol.dispose]: () => status.clear(),
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
