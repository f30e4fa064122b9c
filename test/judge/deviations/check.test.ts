/** Tests the check of a deviations file: entries that match no case, have expired, or contradict each other. */
import { describe, expect, it } from 'vitest';
import { checkDeviations } from '../../../src/judge/deviations/check.ts';
import { fact, oneCase } from '../tiny.ts';

const today = '2026-06-15';
const catalogue = [
  'server.a/users.http/one',
  'server.a/users.http/two',
  'server.b/clients.http/one@release',
].map((id) =>
  oneCase(id, {
    never: [fact('plaintext')],
    must: [fact('ready'), fact('ends')],
    should: [fact('neat')],
  }),
);

const rest = `
    attribution: product
    reason: it is so in this release
    link: https://example.org/1
    expires: 2026-12-31`;
const absent = `
    outcome: fail
    code: REQUIRED_ABSENT
    facts: [ready]
    risk: availability`;
const seen = `
    outcome: fail
    code: FORBIDDEN_SEEN
    facts: [plaintext]
    risk: weaker`;
const deviates = '\n    finding: deviates';
const file = (...entries: string[]): string =>
  `release: v1\ndeviations:\n${entries.map((one) => `  - ${one}${rest}\n`).join('')}`;
const found = (text: string) => checkDeviations(text, catalogue, today).map((one) => [one.line, one.found]);

describe('checkDeviations', () => {
  const good = file(`case: server.a/*/one${absent}${deviates}`, `case: server.a/*/two${seen}${deviates}`);

  it('finds nothing wrong with a good file', () => {
    expect(checkDeviations(good, catalogue, today)).toEqual([]);
  });

  it('names what hits nothing and what has expired, with the line', () => {
    const text = good.replace('server.a/*/two', 'server.a/*/three').replace('2026-12-31', '2026-06-14');
    expect(found(text)).toEqual([
      [3, 'expires: 2026-06-14'],
      [13, 'case: server.a/*/three'],
    ]);
  });

  it("names what hits no case under the page's names, where only those can be renamed", () => {
    expect(found(file(`case: server.b/**${absent}\n    finding: renamed`))).toEqual([
      [3, 'case: server.b/**'],
    ]);
  });

  it.each([
    ['a word that no fact has', 'facts: [ready]', 'facts: [raedy]', 'raedy'],
    ['a word of another kind of fact', 'facts: [ready]', 'facts: [ends, plaintext]', 'plaintext'],
  ])('names %s', (_, from, to, word) => {
    const problems = checkDeviations(good.replace(from, to), catalogue, today);
    expect(problems).toEqual([
      { line: 3, expected: 'facts of server.a/users.http/one: ready, ends', found: word },
    ]);
  });

  it.each<[string, string, string]>([
    ['code', absent, seen],
    ['fact', absent, absent.replace('[ready]', '[ends]')],
    ['facts', absent, absent.replace('[ready]', '[ready, ends]')],
    ['risk', absent, absent.replace('availability', 'weaker')],
  ])('names two entries that say another %s of one case', (_, one, other) => {
    const text = file(`case: server.a/*/*${one}${deviates}`, `case: ['server.*/*/two']${other}${deviates}`);
    expect(found(text)).toEqual([[13, 'server.a/users.http/two, of which line 3 says something else']]);
  });

  it('names two entries that say another finding or cause of one case', () => {
    const one = `rule: server.a${absent}${deviates}`;
    const other = `case: server.a/*/one${absent}\n    finding: ignored`;
    const caused = `case: server.a/*/one\n    cause: server.a/*/two${absent}${deviates}`;
    expect(found(file(one, other))).toHaveLength(1);
    expect(found(file(one, caused))).toHaveLength(1);
    expect(found(file(one, one))).toEqual([]);
  });

  it('names two entries for one cause that say something else of it', () => {
    const text = file(`cause: server.a/*/one${absent}${deviates}`, `cause: server.a/*/one${seen}${deviates}`);
    expect(found(text)).toHaveLength(1);
  });

  it('does not mind the order of facts', () => {
    const one = absent.replace('[ready]', '[ready, ends]');
    const other = absent.replace('[ready]', '[ends, ready]');
    expect(found(file(`rule: server.a${one}${deviates}`, `case: server.a/**${other}${deviates}`))).toEqual(
      [],
    );
  });
});
