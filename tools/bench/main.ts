/** `npm run bench`: what a run of the suite costs. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endWith, endWithError, guardEnding } from '../../src/cli/ending.ts';
import { takeOwnEnvironment } from '../../src/system/own-environment.ts';
import { prepareFolder } from '../../src/report/render/write.ts';
import { watchSignals } from '../../src/system/signals.ts';
import { bench } from './bench.ts';
import { renderBench, renderCosts } from './markdown.ts';
import { benchHelp, benchOptions } from './options.ts';
import { keepResult, performanceDocument } from './performance.ts';

const main = async (): Promise<number> => {
  const options = benchOptions(process.argv.slice(2));
  if (options === 'help') {
    process.stdout.write(benchHelp);
    return 0;
  }
  prepareFolder(options.out);
  using signals = watchSignals();
  try {
    const { result, costs } = await bench(
      options,
      (line) => void process.stderr.write(`${line}\n`),
      signals.signal,
    );
    const text = renderBench(result);
    writeFileSync(join(options.out, 'bench.json'), `${JSON.stringify(result, null, 1)}\n`);
    writeFileSync(join(options.out, 'bench.md'), text);
    writeFileSync(join(options.out, 'cases.tsv'), renderCosts(costs));
    if (options.write) keepResult(result);
    const also = options.write ? ` Kept in ${performanceDocument}.` : '';
    process.stdout.write(
      `${text}\nWritten to ${join(options.out, 'bench.md')}, bench.json and cases.tsv beside it.${also}\n`,
    );
    return 0;
  } catch (error) {
    if (!signals.interrupted) throw error;
    process.stderr.write('interrupted: nothing is written\n');
    return signals.interrupted === 'SIGINT' ? 130 : 143;
  }
};

takeOwnEnvironment();
guardEnding();
try {
  endWith(await main());
} catch (error) {
  endWithError(error);
}
