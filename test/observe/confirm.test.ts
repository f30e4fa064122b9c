/** Tests that cases which decide the gate are observed again at the end of a run, one start at a time, on record. */
import { message } from '../../suites/checks/message.ts';
import { expect, test } from 'vitest';
import type { JournalObservation } from '../../src/model/journal.ts';
import { confirm } from '../../src/observe/confirm.ts';
import { defaultOptions } from '../../src/plan/options.ts';
import { planStarts } from '../../src/plan/plan.ts';
import { choose } from '../../src/plan/select.ts';
import { loadRelease } from '../../src/release/load.ts';
import { prepare } from '../../src/run/prepare.ts';

const unset = 'ca.unset-is-insecure/http-adapter/unset';
const trusted = 'ca.set-uses-tls/http-adapter/ca-file-of-the-peers-issuer';

test('each doubtful start is observed once more, whatever is asked for after that', async () => {
  const options = defaultOptions();
  const release = loadRelease('reference');
  const chosen = choose(release, { ...options.filters, cases: [unset, trusted] });
  await using prepared = await prepare(options, chosen, new AbortController().signal);
  const written: JournalObservation[] = [];
  const notes: string[] = [];
  let asked = 0;
  await confirm({
    description: prepared.description,
    plans: planStarts(chosen.cases, release),
    cases: chosen.catalogue.cases,
    doubts: () => new Set(asked++ === 0 ? [unset] : [unset, trusted]),
    read: () => [],
    write: (line) => void written.push(line),
    note: (line) => void notes.push(line),
    signal: new AbortController().signal,
  });
  expect(
    written.map(({ reading, cases }) => [reading, cases.includes(unset), cases.includes(trusted)]),
  ).toEqual([
    ['calm', true, false],
    ['calm', false, true],
  ]);
  for (const { observation } of written) {
    expect(observation.services['http-adapter']?.boot.outcome).toBe('ready');
    expect(message(observation, 'http-adapter', 'right-secret')?.outcome).toBe('accepted');
  }
  expect(notes).toHaveLength(2);
});
