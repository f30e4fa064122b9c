/** Tests the state of a promise, as derived from the verdicts of its cases. */
import { describe, expect, it } from 'vitest';
import { gravestState, kindOf, stateOf, type Judged } from '../../src/history/state.ts';

const id = 'a.rule/users/one';
const one = (given: Partial<Judged> = {}): Judged => ({
  ...{ id, naming: 'documented', outcome: 'pass', finding: 'conforms', risk: null, scope: 'page' },
  ...given,
});
const own = (given: Partial<Judged> = {}): Judged =>
  one({ id: `${id}@release`, naming: 'release', ...given });
const notRead = one({ outcome: 'fail', finding: 'renamed', risk: 'weaker' });
const other = { id: 'a.rule/users/two' };

describe('the state', () => {
  it.each([
    ['every case is kept', [one()], 1, 'conforms'],
    ['kept, beyond the page', [own({ scope: 'platform' })], 1, 'conforms'],
    ['kept, of the page, which has no name for it', [own()], 1, 'renamed'],
    ['kept, but not cleanly', [one({ outcome: 'non-strict', finding: 'deviates' })], 1, 'conforms'],
    ['not read, and kept under the own names', [notRead, own()], 2, 'renamed'],
    ['moot by a name that is not read', [one({ outcome: 'moot', finding: 'renamed' }), own()], 2, 'renamed'],
    ['another value', [one({ outcome: 'fail', finding: 'renamed value' }), own()], 2, 'renamed'],
    ['another prefix', [one({ outcome: 'fail', finding: 'renamed prefix' }), own()], 2, 'renamed'],
    ['the page has no name', [own()], 1, 'renamed'],
    ['not read, and the own names were not looked at', [notRead], 1, 'partial'],
    [
      'not read, and only another case is kept under the own names',
      [notRead, own({ id: 'x@release' })],
      2,
      'partial',
    ],
    [
      'not read, and broken under the own names',
      [notRead, own({ outcome: 'fail', finding: 'deviates' })],
      2,
      'deviates',
    ],
    ['one of many deviates', [one(), one({ ...other, outcome: 'fail', finding: 'deviates' })], 2, 'deviates'],
    [
      'deviates, and the rest was not observed',
      [one({ outcome: 'fail', finding: 'deviates' })],
      9,
      'deviates',
    ],
    ['fails without a finding', [one({ outcome: 'fail', finding: null })], 1, 'deviates'],
    ['no effect', [one({ outcome: 'fail', finding: 'ignored' })], 1, 'ignored'],
    ['no effect, so that it is moot', [one({ outcome: 'moot', finding: 'ignored' })], 1, 'ignored'],
    ['rests on what is broken', [one(), one({ ...other, outcome: 'moot', finding: 'deviates' })], 2, 'moot'],
    ['one is untestable', [one(), one({ ...other, outcome: 'untestable', finding: null })], 2, 'partial'],
    ['one could not be set up', [one(), one({ ...other, outcome: 'error', finding: null })], 2, 'partial'],
    ['one was not executed', [one()], 2, 'partial'],
    ['nothing says how many there are', [one()], undefined, 'partial'],
    ['all are untestable', [one({ outcome: 'untestable', finding: null })], 1, 'untestable'],
    ['none was executed', [], 3, 'untestable'],
    ['none was selected', [], undefined, 'untestable'],
    ['the release has no such case', [], 0, 'absent'],
  ] as const)('%s', (_, cases, total, state) => {
    expect(stateOf(cases, total).state).toBe(state);
  });

  it('is never a conformance while one case is anything but kept', () => {
    const outcomes = ['fail', 'moot', 'untestable', 'error'] as const;
    const found = ['renamed', 'ignored', 'deviates', null] as const;
    for (const outcome of outcomes) {
      for (const finding of found) {
        const { state } = stateOf([one(), one({ ...other, outcome, finding })], 2);
        expect(state, `${outcome} ${finding}`).not.toBe('conforms');
      }
    }
  });

  it('calls loose only what holds', () => {
    const loosely = one({ ...other, outcome: 'non-strict', finding: 'deviates' });
    expect(stateOf([one(), loosely], 2)).toMatchObject({ state: 'conforms', loose: true });
    expect(stateOf([loosely, one({ outcome: 'fail', finding: 'deviates' })], 2)).toMatchObject({
      loose: false,
    });
    expect(stateOf([one()], 1)).toMatchObject({ loose: false, renamed: false });
  });

  it('says beside another state that the names of the page are not read', () => {
    const broken = own({ outcome: 'fail', finding: 'deviates' });
    expect(stateOf([notRead, broken], 2)).toMatchObject({ state: 'deviates', renamed: true });
  });

  it('takes the risk from the cases that decide', () => {
    const broken = own({ outcome: 'fail', finding: 'deviates', risk: 'safer' });
    expect(stateOf([notRead, broken], 2).risk).toBe('safer');
    expect(stateOf([notRead, own()], 2).risk).toBe('weaker');
    expect(stateOf([one()], 1).risk).toBeNull();
  });
});

it('counts every case once', () => {
  const all = [
    one(),
    one({ outcome: 'non-strict' }),
    notRead,
    one({ outcome: 'fail', finding: 'ignored' }),
    one({ outcome: 'fail', finding: 'deviates' }),
    one({ outcome: 'moot', finding: 'deviates' }),
    one({ outcome: 'error' }),
  ];
  expect(stateOf(all, 9).cases).toEqual({
    ...{ total: 9, observed: 6, kept: 1, loose: 1, renamed: 1, ignored: 1, deviating: 1, moot: 1, open: 3 },
  });
  expect(new Set(all.map(kindOf)).size).toBe(all.length);
});

it.each([
  [['conforms', 'deviates', 'absent'], 'deviates'],
  [['conforms', 'partial'], 'partial'],
  [['renamed', 'conforms'], 'renamed'],
  [['conforms', 'absent'], 'conforms'],
  [['absent'], 'absent'],
  [[], 'absent'],
] as const)('of %j the gravest is %s', (all, state) => {
  expect(gravestState(all)).toBe(state);
});
