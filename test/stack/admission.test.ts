/** Tests how many starts run at a time: few at first, more while they are fast, fewer when they get slow. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { randomUUID } from 'node:crypto';
import { serveAdmissions, sharedGate } from '../../src/stack/admission-channel.ts';
import { Admissions, gateOf, type Permit, type Stage } from '../../src/stack/admission.ts';

const never = new AbortController().signal;

describe('admissions', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const asked = (admissions: Admissions, stage: Stage, log: string[], name: string): Permit => {
    const permit = { stage, granted: () => void log.push(name) };
    admissions.ask(permit);
    return permit;
  };
  const fast = (admissions: Admissions, times: number): void => {
    for (let n = 0; n < times; n++) admissions.report('users', 100);
  };

  test('begin with one start, whatever the number of cores', () => {
    const log: string[] = [];
    const admissions = new Admissions(8);
    const first = asked(admissions, 'boot', log, 'first');
    asked(admissions, 'boot', log, 'second');
    expect(log).toEqual(['first']);
    admissions.giveBack(first);
    expect(log).toEqual(['first', 'second']);
  });

  test('let boots go before arrangements, and those for a port before others', () => {
    const log: string[] = [];
    const admissions = new Admissions(8);
    const first = asked(admissions, 'arrange', log, 'first');
    asked(admissions, 'arrange', log, 'infrastructure');
    const forPort = asked(admissions, 'arrange-for-port', log, 'infrastructure for a port');
    const boot = asked(admissions, 'boot', log, 'boot');
    admissions.giveBack(first);
    admissions.giveBack(boot);
    admissions.giveBack(forPort);
    expect(log).toEqual(['first', 'boot', 'infrastructure for a port', 'infrastructure']);
  });

  test('allow more while starts are as fast as the fastest, up to the most', () => {
    const admissions = new Admissions(3);
    fast(admissions, 40);
    expect(admissions.limit).toBe(3);
  });

  test('allow fewer when starts take more than twice the fastest, and never less than one', () => {
    const admissions = new Admissions(3);
    fast(admissions, 40);
    for (let n = 0; n < 3; n++) admissions.report('users', 1000);
    expect(admissions.limit).toBe(2);
    for (let n = 0; n < 40; n++) admissions.report('users', 1000);
    expect(admissions.limit).toBe(1);
  });

  test('hold every service against its own fastest start', () => {
    const admissions = new Admissions(3);
    fast(admissions, 40);
    for (let n = 0; n < 40; n++) admissions.report('clients', 5000);
    expect(admissions.limit).toBe(3);
  });

  test('go on beside a start that hangs', () => {
    const log: string[] = [];
    const admissions = new Admissions(8);
    asked(admissions, 'boot', log, 'hangs');
    asked(admissions, 'boot', log, 'next');
    vi.advanceTimersByTime(1999);
    expect(log).toEqual(['hangs']);
    vi.advanceTimersByTime(1);
    expect(log).toEqual(['hangs', 'next']);
  });

  test('count a permit that is given back twice once', () => {
    const log: string[] = [];
    const admissions = new Admissions(8);
    const first = asked(admissions, 'boot', log, 'first');
    admissions.giveBack(first);
    admissions.giveBack(first);
    asked(admissions, 'boot', log, 'second');
    asked(admissions, 'boot', log, 'third');
    expect(log).toEqual(['first', 'second']);
  });
});

describe.each([
  ['of one thread', () => ({ gate: gateOf(new Admissions(1)), end: () => {} })],
  [
    'of several threads',
    () => {
      const name = randomUUID();
      const served = serveAdmissions(name, new Admissions(1));
      return { gate: sharedGate(name), end: () => served[Symbol.dispose]() };
    },
  ],
] as const)('the gate %s', (_, open) => {
  test('admits the next one when a permit is disposed of', async () => {
    const { gate, end } = open();
    const log: string[] = [];
    const first = await gate.admit('boot', never);
    const second = gate.admit('boot', never).then((permit) => (log.push('second'), permit));
    log.push('first is over');
    first[Symbol.dispose]();
    (await second)[Symbol.dispose]();
    expect(log).toEqual(['first is over', 'second']);
    end();
  });

  test('gives up a place in the queue when it is aborted', async () => {
    const { gate, end } = open();
    const first = await gate.admit('boot', never);
    const stop = new AbortController();
    const given = gate.admit('boot', stop.signal);
    stop.abort(new Error('enough'));
    await expect(given).rejects.toThrow('enough');
    first[Symbol.dispose]();
    (await gate.admit('boot', never))[Symbol.dispose]();
    end();
  });
});
