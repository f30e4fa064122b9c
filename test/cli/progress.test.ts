/** Tests the progress of a run: plain lines a section without a terminal, one line that is redrawn on a terminal. */
import { describe, expect, it } from 'vitest';
import { createProgress } from '../../src/cli/progress.ts';
import type { Provisional } from '../../src/cli/provisional.ts';
import type { Verdict } from '../../src/judge/judge.ts';

const sections = new Map([
  ['server.a/users/one', 'server'],
  ['server.a/users/two', 'server'],
  ['postgres.a/users/one', 'postgres'],
]);
const red: Verdict = {
  outcome: 'fail',
  code: 'FORBIDDEN_SEEN',
  facts: ['bad'],
  unobserved: [],
  expected: '',
  observed: '',
};
const fine: Verdict = { ...red, outcome: 'pass', code: 'KEPT', facts: [] };
const onFile: Verdict = { ...red, code: 'REQUIRED_ABSENT' };
const shown: Provisional = (_, { outcome, code }) =>
  outcome !== 'fail' ? undefined : code === 'REQUIRED_ABSENT' ? 'known' : 'red';

const onScreen = (interactive: boolean, columns = 80) => {
  let text = '';
  let now = 0;
  const progress = createProgress(
    { write: (more) => (text += more), interactive, columns },
    sections,
    shown,
    () => now,
  );
  return { progress, text: () => text, wait: (ms: number) => (now += ms) };
};

describe('progress without a terminal', () => {
  it('writes a plain line a section', () => {
    const { progress, text, wait } = onScreen(false);
    progress.begin({ cases: 3, controlOnly: 2, starts: 4 });
    wait(1000);
    progress.caseObserved('server.a/users/one', red);
    progress.startObserved(1, 4);
    progress.caseObserved('control.a/users/one', red);
    progress.caseObserved('server.a/users/two', fine);
    progress.caseObserved('server.a/users/two', fine);
    progress.note('PostgreSQL took long to start');
    wait(2000);
    progress.end();
    expect(text()).toBe(
      [
        'Observing 3 cases and 2 controls in 4 starts.',
        'server: 2 of 2 cases observed, 1 red so far (1 s)',
        'PostgreSQL took long to start',
        '',
      ].join('\n'),
    );
  });

  it('shows known deviations apart from red cases', () => {
    const { progress, text } = onScreen(false);
    progress.caseObserved('server.a/users/one', onFile);
    progress.caseObserved('server.a/users/two', red);
    progress.end();
    expect(text()).toBe('server: 2 of 2 cases observed, 1 red and 1 known so far (0 s)\n');
  });

  it('says at the end how many cases of a section were decided', () => {
    const { progress, text } = onScreen(false);
    progress.caseObserved('server.a/users/one', undefined);
    progress.end();
    expect(text()).toBe('server: 1 of 2 cases observed, 0 red so far (0 s)\n');
  });
});

describe('progress on a terminal', () => {
  it('redraws one line, with what is left, and clears it at the end', () => {
    const { progress, text, wait } = onScreen(true);
    progress.begin({ cases: 3, controlOnly: 0, starts: 4 });
    wait(2000);
    progress.startObserved(1, 4);
    wait(200);
    progress.caseObserved('server.a/users/one', red);
    progress.end();
    const drawn = text().split('\r\u001b[K');
    expect(drawn).toContain('1/3 cases · 1/4 starts · 1 red so far · about 7 s left · server.a/users');
    expect(drawn.at(-1)).toBe('');
    expect(text().match(/\n/g)).toHaveLength(1);
  });

  it('is never wider than the terminal, nor drawn more often than it can be read', () => {
    const { progress, text, wait } = onScreen(true, 30);
    progress.begin({ cases: 3, controlOnly: 0, starts: 4 });
    for (let n = 0; n < 100; n += 1) {
      wait(1);
      progress.startObserved(n, 100);
    }
    const drawn = text().split('\r\u001b[K');
    expect(drawn.length).toBeLessThan(6);
    for (const line of drawn) expect(line.replace(/\n/, '').length).toBeLessThan(46);
    expect(drawn.at(-1)?.length).toBeLessThan(30);
  });
});
