/** The process of one measurement. Its argument is the file that holds its `LapJob`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import type { LapJob, LapReport } from './lap-job.ts';

// As the command line does.
enableCompileCache();
const job = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as LapJob;
const measured: Omit<LapReport, 'cpuMs'> = { ms: null, counts: null, serversMs: null, clocked: null };

process.on('exit', () => {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  const report: LapReport = { ...measured, cpuMs: (userCPUTime + systemCPUTime) / 1000 };
  writeFileSync(job.report, JSON.stringify(report));
});

if (job.way === 'suite') {
  process.argv = [process.argv[0]!, process.argv[1]!, ...job.argv];
  await import('../../src/cli/main.ts');
} else {
  const [{ watchSignals }, { reportError }] = await Promise.all([
    import('../../src/system/signals.ts'),
    import('../../src/cli/report-error.ts'),
  ]);
  using signals = watchSignals();
  try {
    if (job.way === 'bare') {
      const { bare } = await import('./bare.ts');
      Object.assign(measured, await bare(job, signals.signal));
    } else {
      const { naive } = await import('./naive.ts');
      Object.assign(measured, await naive(job, signals.signal));
    }
  } catch (error) {
    process.exitCode = signals.interrupted ? 130 : reportError(error, process.env['DEBUG'] !== undefined);
  }
}
