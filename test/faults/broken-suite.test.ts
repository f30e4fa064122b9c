/** Tests that a fault of the suite is reported with the lost cases, and never ends with the 1 of a verdict. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import type { JournalFooter } from '../../src/model/journal.ts';
import { startRun, type Run, type RunRequest } from './command.ts';
import { endingOf, type Ending } from './honesty.ts';
import { few, many } from './selection.ts';

const fault = (name: string, more: Partial<RunRequest> = {}): Run =>
  startRun({
    cases: many,
    node: ['--import', pathToFileURL(join(import.meta.dirname, 'fault.ts')).href],
    env: { MAGISTRALA_CONFORMANCE_FAULT: name },
    ...more,
  });

const footerOf = ({ journal }: Ending): JournalFooter =>
  journal.find((line): line is JournalFooter => line.type === 'footer')!;

test.each([
  ['worker/ends', 'WORKER_LOST', /ended before its time: Worker exited unexpectedly with exit code 7/],
  ['worker/runs-out-of-memory', 'WORKER_MEMORY', /reaching memory limit/],
  ['worker/has-a-proxy', 'TAP_DISHONEST', /a recording peer did not see what known clients did/],
])('%s: reported with code, text and the number of lost cases', async (name, code, text) => {
  const outcome = await endingOf(fault(name));
  const { wrong, report, end } = outcome;
  expect(wrong).toEqual([]);
  expect(report).toMatchObject({ gate: 'broken', exitCode: 4, complete: false });
  const footer = footerOf(outcome);
  expect(footer).toMatchObject({ complete: false, interrupted: null, lost: [{ code }] });
  const { cases, message } = footer.lost[0]!;
  expect(message).toMatch(text);
  expect(cases.length).toBeGreaterThan(0);
  expect(end.console).toContain(`${cases.length} cases lost by ${code}: `);
  const [because] = report!.selection.notRunBecause;
  expect(because).toMatchObject({ code, reason: message });
  expect(because!.cases).toEqual(report!.selection.notRun);
  // The other worker has done its work, unless its instrument failed as well.
  if (code !== 'TAP_DISHONEST') expect(outcome.outcomes['pass'], end.console).toBeGreaterThan(0);
});

test.each([
  ['worker/throws', 'thrown by the test'],
  ['worker/rejects', 'rejected by the test'],
  ['worker/exits', 'process.exit unexpectedly called with "1"'],
])('%s: reported, although no case was lost', async (name, text) => {
  const outcome = await endingOf(fault(name));
  const { wrong, report, end, outcomes } = outcome;
  expect(wrong).toEqual([]);
  expect(report).toMatchObject({ gate: 'broken', exitCode: 4, complete: true });
  expect(footerOf(outcome)).toMatchObject({ lost: [{ code: 'SUITE_ERROR', cases: [] }] });
  expect(end.console).toContain(text);
  expect(Object.keys(outcomes), end.console).toEqual(['pass']);
});

test.each([
  ['main/throws', 'thrown by the test'],
  ['main/rejects', 'rejected by the test'],
])('%s: the run ends in order, and what was observed is judged', async (name, text) => {
  const outcome = await endingOf(fault(name));
  const { wrong, report, end } = outcome;
  expect(wrong).toEqual([]);
  expect(report).toMatchObject({ gate: 'broken', exitCode: 4, complete: false });
  expect(end.console).toMatch(new RegExp(`^  found +${text}$`, 'm'));
  const { lost } = footerOf(outcome);
  expect(lost[0]).toMatchObject({ code: 'SUITE_ERROR' });
  expect(lost[0]!.message).toContain(text);
  expect(report!.selection.notRun.length).toBeGreaterThan(0);
});

const streams = ['sh', '-c', 'exec "$0" "$@" >/dev/full'];

test('a standard output that cannot be written: the reports are there, and the exit code is 4', async () => {
  const { end, report, outcomes } = await endingOf(startRun({ cases: few, via: streams }));
  expect(end.code).toBe(4);
  expect(end.console).toMatch(/OUTPUT_UNWRITABLE/);
  for (const part of ['expected', 'found', 'to do']) {
    expect(end.console).toMatch(new RegExp(`^  ${part} +\\S`, 'm'));
  }
  expect(report).toMatchObject({ gate: 'conformant', exitCode: 0 });
  expect(outcomes).toEqual({ pass: few.length });
});

test('a reader that leaves in the middle of a run: nothing is said, and the exit code is the verdict’s', async () => {
  const run = startRun({ cases: few });
  await run.observed(2);
  run.stopReading();
  const { end, report, outcomes, wrong } = await endingOf(run);
  expect(end.code).toBe(0);
  expect(end.errors).toBe('');
  expect(report).toMatchObject({ gate: 'conformant', exitCode: 0 });
  expect(outcomes).toEqual({ pass: few.length });
  expect(wrong.filter((one) => !one.startsWith('the last line'))).toEqual([]);
});
