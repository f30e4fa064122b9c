/** How a shard ends is told by whether every start has its line; it is no verdict. */
import { expect, test } from 'vitest';
import { shardEnding } from '../../src/cli/shard-ending.ts';
import type { JournalFooter, JournalLine } from '../../src/model/journal.ts';
import { header, lines } from '../report/small-run.ts';

const end: JournalFooter = {
  ...{ type: 'footer', finished: '2026-06-15T10:00:02.500Z', ms: 2500 },
  ...{ complete: true, interrupted: null, lost: [] },
};
const observations = lines.filter((line) => line.type === 'observation');
const observed = observations.flatMap(({ cases }) => cases);

const shard = (footer: Partial<JournalFooter>, selected: string[] = observed): JournalLine[] => [
  {
    ...header,
    run: { ...header.run, shard: '2/3' },
    selection: { ...header.selection, selected, controlOnly: [] },
  },
  ...observations,
  { ...end, ...footer },
];
const lost = [{ code: 'TAP_DISHONEST', message: 'it \u001b[31mlied', cases: ['one'] }];

test.each<[string, JournalLine[], number, RegExp]>([
  ['a whole share', shard({}), 0, /every start of this shard was observed$/],
  ['SIGINT', shard({ complete: false, interrupted: 'SIGINT' }), 130, /ended by SIGINT$/],
  ['SIGTERM', shard({ complete: false, interrupted: 'SIGTERM' }), 143, /ended by SIGTERM$/],
  ['a loss', shard({ complete: false, lost }), 4, /1 case lost by TAP_DISHONEST: it \ufffd\[31mlied$/],
  ['a case without a line', shard({}, [...observed, 'another']), 3, /1 case not observed$/],
  ['a footer that says so', shard({ complete: false }), 3, /the run did not come to its end$/],
])('%s', (_, given, exitCode, said) => {
  const ending = shardEnding(given, 'out');
  expect(ending.exitCode).toBe(exitCode);
  expect(ending.text).toMatch(said);
  expect(ending.text).toMatch(new RegExp(`^shard 2/3: not judged; exit code ${exitCode}: `, 'm'));
  expect(ending.text).not.toContain('conformant');
  expect(ending.text.includes('merge FOLDER')).toBe(exitCode === 0);
});
