/** Tests over all pairs of releases that no setting is called dropped whose twin exists. */
import { describe, expect, test } from 'vitest';
import { fateOf } from '../../../src/advise/upgrade/fate.ts';
import { restOf } from '../../../src/advise/upgrade/vocabulary.ts';
import { releases, way } from './files.ts';

const pairs = releases.flatMap((from, at) =>
  releases.slice(at + 1).map((to): [string, string] => [from, to]),
);

test('there are pairs to hold it against', () => {
  expect(releases).toEqual(
    expect.arrayContaining(['v0.15.1', 'v0.16.0', 'v0.17.0', 'v0.19.1', 'v0.20.0', 'v0.51.0']),
  );
});

describe.each(pairs)('%s to %s', (from, to) => {
  const { from: before, to: after, ...rest } = way(from, to);
  const whole = { from: before, to: after, ...rest };

  test('a meaning that a service has in both is unchanged or renamed, to the name that the new release reads', () => {
    const wrong: string[] = [];
    let held = 0;
    for (const [service, meanings] of before.spelled)
      for (const [meaning, variable] of meanings) {
        const twin = after.spelled.get(service)?.get(meaning);
        if (twin === undefined) continue;
        held += 1;
        const fate = fateOf(variable, [service], whole)!;
        const right =
          ['unchanged', 'prefix renamed', 'renamed', 'comes into effect'].includes(fate.status) &&
          fate.newNames.includes(twin);
        if (!right)
          wrong.push(`${service} ${meaning} ${variable}: ${fate.status} ${fate.newNames.join(' ')}`);
      }
    expect(wrong).toEqual([]);
    expect(held).toBeGreaterThan(50);
  });

  test('what is called dropped is read by none of its services under any prefix', () => {
    const wrong = [...before.uses.keys()].filter((variable) => {
      const fate = fateOf(variable, undefined, whole)!;
      return (
        fate.status === 'dropped' &&
        [...after.uses].some(
          ([name, uses]) =>
            restOf(name) === restOf(variable) && uses.some(({ service }) => fate.services.includes(service)),
        )
      );
    });
    expect(wrong).toEqual([]);
  });

  test('a name is the same, another prefix, or another name: never two of these', () => {
    for (const variable of before.uses.keys()) {
      const { status, newNames } = fateOf(variable, undefined, whole)!;
      if (status === 'unchanged') expect(newNames).toEqual([variable]);
      if (status === 'prefix renamed') expect(newNames.map(restOf)).toEqual([restOf(variable)]);
      if (status === 'renamed') expect(newNames).not.toEqual([variable]);
      if (status === 'dropped' || status === 'service gone') expect(newNames).toEqual([]);
    }
  });
});
