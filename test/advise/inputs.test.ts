/** Files from the field, reduced: what each is known to do, hop by hop and setting by setting. */
import { expect, test } from 'vitest';
import { hopLine } from './build.ts';
import { mtls, rows, up17 } from './input-rows.ts';
import { adviceOf, inShort } from './open-inputs.ts';

test.each(rows)('$title', ({ hops = [], says = [], never = [], weighs = [], words = [], ...given }) => {
  const advice = adviceOf(given);
  const short = inShort(advice);
  const text = advice.statements.map((one) => `${one.says} ${one.todo ?? ''}`).join('\n');
  expect(advice.hops.map(hopLine)).toEqual(expect.arrayContaining([...hops]));
  expect(short).toEqual(expect.arrayContaining([...says]));
  for (const one of never) expect(short.filter((said) => said.startsWith(one))).toEqual([]);
  expect(advice.statements.map(({ severity }, at) => `${severity} ${short[at] ?? ''}`)).toEqual(
    expect.arrayContaining([...weighs]),
  );
  for (const one of words) expect(text).toContain(one);
});

test('up-v0.17.0 with GRPC_MTLS: eight files and the authority, each said once', () => {
  const missing = inShort(adviceOf({ release: 'v0.17.0', files: up17, shell: mtls })).filter((said) =>
    said.startsWith('source missing'),
  );
  expect(missing).toHaveLength(9);
});
