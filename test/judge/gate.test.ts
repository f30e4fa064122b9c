/** Tests the gate of a run: which judged cases and losses lead to which exit code. */
import { describe, expect, it } from 'vitest';
import { gateOf, type GateFacts } from '../../src/judge/gate.ts';

type Judged = GateFacts['cases'][number];
const one = (
  outcome: Judged['outcome'],
  disposition: Judged['disposition'] = null,
  level: Judged['level'] = 'must',
  code = 'REQUIRED_ABSENT',
): Judged => ({ outcome, disposition, level, code });

const pass = one('pass');
const fail = one('fail', 'unexpected');
const known = one('fail', 'known');
const nonStrict = one('non-strict', 'unexpected');
const knownLoose = one('non-strict', 'known');
const info = (outcome: Judged['outcome']): Judged => one(outcome, null, 'info');

const lost = (cases: number) => ({ code: 'WORKER_LOST', message: 'a worker ended\nat line 2', cases });

interface Row {
  name: string;
  cases: Judged[];
  given?: Partial<GateFacts>;
  gate: string;
  code: number;
}

const rows: Row[] = [
  { name: 'all kept', cases: [pass, pass], gate: 'conformant', code: 0 },
  { name: 'kept or moot', cases: [pass, one('moot')], gate: 'conformant', code: 0 },
  { name: 'known failure', cases: [pass, known], gate: 'conformant-with-deviations', code: 0 },
  { name: 'known failures alone', cases: [known], gate: 'conformant-with-deviations', code: 0 },
  { name: 'known non-strict', cases: [pass, knownLoose], gate: 'conformant-with-deviations', code: 0 },
  { name: 'unexcused non-strict', cases: [pass, nonStrict], gate: 'conformant-with-deviations', code: 0 },
  {
    name: 'known failure, strict',
    cases: [pass, known],
    given: { strict: true },
    gate: 'nonconformant',
    code: 1,
  },
  {
    name: 'non-strict, strict',
    cases: [pass, nonStrict],
    given: { strict: true },
    gate: 'nonconformant',
    code: 1,
  },
  { name: 'all kept, strict', cases: [pass], given: { strict: true }, gate: 'conformant', code: 0 },
  { name: 'failure', cases: [pass, fail], gate: 'nonconformant', code: 1 },
  {
    name: 'failure of a should',
    cases: [pass, one('fail', 'unexpected', 'should')],
    gate: 'nonconformant',
    code: 1,
  },
  {
    name: 'failure whose excuse expired',
    cases: [pass, one('fail', 'expired')],
    gate: 'nonconformant',
    code: 1,
  },
  {
    name: 'stale entry',
    cases: [pass],
    given: { entries: ['known', 'stale'] },
    gate: 'nonconformant',
    code: 1,
  },
  {
    name: 'entry that was exceeded',
    cases: [pass, fail],
    given: { entries: ['exceeded'] },
    gate: 'nonconformant',
    code: 1,
  },
  {
    name: 'unmatched entry',
    cases: [pass],
    given: { entries: ['unmatched'] },
    gate: 'nonconformant',
    code: 1,
  },
  { name: 'expired entry', cases: [pass], given: { entries: ['expired'] }, gate: 'nonconformant', code: 1 },
  {
    name: 'entry that was not exercised',
    cases: [pass],
    given: { entries: ['unexercised'] },
    gate: 'conformant',
    code: 0,
  },
  { name: 'untestable', cases: [pass, one('untestable')], gate: 'incomplete', code: 3 },
  { name: 'error', cases: [pass, one('error')], gate: 'broken', code: 4 },
  { name: 'nothing executed', cases: [], given: { selected: 0 }, gate: 'incomplete', code: 3 },
  { name: 'only moot', cases: [one('moot')], gate: 'incomplete', code: 3 },
  { name: 'one not executed', cases: [pass], given: { selected: 2 }, gate: 'incomplete', code: 3 },
  { name: 'no footer', cases: [pass], given: { complete: false }, gate: 'incomplete', code: 3 },
  { name: 'cases lost', cases: [pass], given: { lost: [lost(3)], complete: false }, gate: 'broken', code: 4 },
  {
    name: 'an error in a worker, nothing lost',
    cases: [pass],
    given: { lost: [lost(0)] },
    gate: 'broken',
    code: 4,
  },
  { name: 'page drift', cases: [pass], given: { pageDrift: 'other page' }, gate: 'incomplete', code: 3 },
  { name: 'SIGINT', cases: [pass], given: { interrupted: 'SIGINT' }, gate: 'interrupted', code: 130 },
  { name: 'SIGTERM', cases: [pass], given: { interrupted: 'SIGTERM' }, gate: 'interrupted', code: 143 },
  // Level info reports, and never decides.
  {
    name: 'info, and the forbidden was seen',
    cases: [pass, one('fail', 'unexpected', 'info', 'FORBIDDEN_SEEN')],
    gate: 'nonconformant',
    code: 1,
  },
  {
    name: 'info, and it is known that the forbidden is seen',
    cases: [pass, one('fail', 'known', 'info', 'FORBIDDEN_SEEN')],
    gate: 'conformant-with-deviations',
    code: 0,
  },
  { name: 'info failed', cases: [pass, info('fail')], gate: 'conformant', code: 0 },
  {
    name: 'info non-strict, strict',
    cases: [pass, info('non-strict')],
    given: { strict: true },
    gate: 'conformant',
    code: 0,
  },
  { name: 'info untestable', cases: [pass, info('untestable')], gate: 'conformant', code: 0 },
  { name: 'info error', cases: [pass, info('error')], gate: 'conformant', code: 0 },
  {
    name: 'info known, strict',
    cases: [pass, one('fail', 'known', 'info')],
    given: { strict: true },
    gate: 'conformant',
    code: 0,
  },
  // 130/143 > 1 > 4 > 3 > 0
  {
    name: 'interrupted after a failure',
    cases: [fail],
    given: { interrupted: 'SIGINT', complete: false },
    gate: 'interrupted',
    code: 130,
  },
  { name: 'failure and error', cases: [fail, one('error')], gate: 'nonconformant', code: 1 },
  {
    name: 'failure and untestable, no footer',
    cases: [fail, one('untestable')],
    given: { complete: false },
    gate: 'nonconformant',
    code: 1,
  },
  {
    name: 'stale entry and error',
    cases: [one('error')],
    given: { entries: ['stale'] },
    gate: 'nonconformant',
    code: 1,
  },
  {
    name: 'known, strict, and error',
    cases: [known, one('error')],
    given: { strict: true },
    gate: 'nonconformant',
    code: 1,
  },
  {
    name: 'error and untestable',
    cases: [one('error'), one('untestable')],
    given: { selected: 5 },
    gate: 'broken',
    code: 4,
  },
  {
    name: 'failure, and cases lost',
    cases: [fail],
    given: { lost: [lost(3)], selected: 4, complete: false },
    gate: 'nonconformant',
    code: 1,
  },
  {
    name: 'cases lost, then interrupted',
    cases: [pass],
    given: { lost: [lost(3)], interrupted: 'SIGINT', complete: false },
    gate: 'interrupted',
    code: 130,
  },
  { name: 'untestable and known', cases: [known, one('untestable')], gate: 'incomplete', code: 3 },
];

describe('gateOf', () => {
  it.each(rows)('$name: $gate, $code', ({ cases, given, gate, code }) => {
    const facts: GateFacts = {
      cases,
      entries: [],
      selected: cases.length,
      complete: true,
      interrupted: null,
      strict: false,
      ...given,
    };
    const result = gateOf(facts);
    expect(result).toMatchObject({ gate, exitCode: code });
    expect(result.reasons.length).toBeGreaterThan(0);
  });

  it('says what was lost by code, text and number, in one line each', () => {
    const facts = {
      cases: [pass],
      entries: [],
      selected: 9,
      complete: false,
      interrupted: null,
      strict: false,
    };
    expect(gateOf({ ...facts, lost: [lost(8), lost(1), lost(0)] }).reasons).toEqual([
      '8 cases lost by WORKER_LOST: a worker ended',
      '1 case lost by WORKER_LOST: a worker ended',
      'WORKER_LOST: a worker ended',
    ]);
  });

  it('lists every reason for the code', () => {
    const { reasons } = gateOf({
      cases: [fail, fail, one('error')],
      entries: ['stale', 'expired', 'expired'],
      selected: 3,
      complete: true,
      interrupted: null,
      strict: false,
    });
    expect(reasons).toEqual([
      '2 failures without a known deviation',
      '1 stale entry in the deviations file',
      '2 expired entries in the deviations file',
    ]);
  });
});

it('reports a case that is milder than on file by its entry alone', () => {
  const { reasons, exitCode } = gateOf({
    cases: [one('fail', 'stale'), one('non-strict', 'stale')],
    entries: ['stale'],
    selected: 2,
    complete: true,
    interrupted: null,
    strict: true,
  });
  expect([exitCode, reasons]).toEqual([1, ['1 stale entry in the deviations file']]);
});
