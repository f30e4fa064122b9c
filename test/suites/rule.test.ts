/** Tests the form in which rules are written: what a condition states, and what follows from its data. */
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { furtherCases, heading, rule, type RuleText, type WrittenRule } from '../../suites/rule.ts';
import type { Case, Check, Start } from '../../suites/vocabulary.ts';
import { ca } from '../../suites/words/files.ts';
import { shapeOf } from '../../suites/words/shape.ts';
import { top } from '../house.ts';

const text: RuleText = {
  ...{ basis: 'explicit', risk: 'weaker', title: 'A title', why: 'A reason.', how: 'By looking.' },
  source: { practice: 'RFC 8996' },
};
const about = {
  each: ['users', 'clients'] as const,
  subject: (service: string) => service,
  plain: (service: string) => `plain/${service}/start`,
};
const fact = (name: string): Check => ({ fact: name, says: name, holds: () => true, found: () => name });
const start = (service: 'users' | 'clients', value: string): Start => ({
  services: [service],
  settings: { [`${service}.db.mode`]: value },
  probes: [],
});
const casesOf = (...written: WrittenRule[]): Case[] =>
  heading('postgres', written).casesFor({ scope: 'page', shape: shapeOf({}) });

const modes = rule('postgres.modes', {
  ...text,
  about,
  conditions: [
    { condition: 'A word', mode: 'word' },
    { condition: 'Another word', mode: 'other', basis: 'derived' },
  ],
  start: (service, { mode }) => start(service, mode),
  expects: 'ready',
  must: (service, { mode }) => [fact(`${mode}-of-${service}`)],
});

describe('the cases of a rule', () => {
  test('are one for each subject and condition, subject by subject', () => {
    expect(casesOf(modes).map(({ id }) => id)).toEqual([
      'postgres.modes/users/a-word',
      'postgres.modes/users/another-word',
      'postgres.modes/clients/a-word',
      'postgres.modes/clients/another-word',
    ]);
  });

  test('are about their subject under their condition', () => {
    const [, , , last] = casesOf(modes);
    expect(last).toMatchObject({
      ...{ section: 'postgres', subject: 'clients', plain: 'plain/clients/start', expects: 'ready' },
      start: { settings: { 'clients.db.mode': 'other' } },
      must: [{ fact: 'other-of-clients' }],
      ...{ never: [], should: [] },
    });
  });

  test('are binding as far as the page says so', () => {
    expect(casesOf(modes).map(({ level }) => level)).toEqual(['must', 'should', 'must', 'should']);
    expect(heading('postgres', [modes]).rules).toMatchObject([{ id: 'postgres.modes', level: 'must' }]);
  });

  test('leave out subjects that do not have the condition', () => {
    const some = rule('postgres.some', {
      ...text,
      about,
      conditions: [{ condition: 'here', where: (service) => service === 'clients' }],
      start: (service) => start(service, 'word'),
      expects: 'ready',
    });
    expect(casesOf(some).map(({ id }) => id)).toEqual(['postgres.some/clients/here']);
  });
});

test('what a condition says itself takes the place of what the rule says', () => {
  const mixed = rule('postgres.mixed', {
    ...text,
    about,
    conditions: [{ condition: 'as the rule' }, { condition: 'otherwise', expects: 'stopped', never: [] }],
    start: (service) => start(service, 'word'),
    expects: 'ready',
    never: [fact('bad')],
  });
  const [first, second] = casesOf(mixed);
  expect(first).toMatchObject({ expects: 'ready', never: [{ fact: 'bad' }] });
  expect(second).toMatchObject({ expects: 'stopped', never: [] });
});

test('where a file may not be read, the service runs as another user, whatever the condition is called', () => {
  const files = rule('ca.files', {
    ...text,
    about,
    conditions: [
      { condition: 'unreadable', file: ca('right') },
      { condition: 'anything', file: { file: 'ca', of: ['right'], form: 'unreadable' } as const },
    ],
    start: (service, { file }) => ({ services: [service], settings: { 'users.x.ca': file }, probes: [] }),
    expects: 'anything',
  });
  expect(casesOf(files).map((one) => one.start.otherUser)).toEqual([undefined, true, undefined, true]);
});

test('a case over the others is judged over those of its subject above its rule, and of every release', () => {
  const released = furtherCases(modes, {
    about,
    conditions: [{ condition: 'all' }],
    only: 'release',
    start: (service) => start(service, 'word'),
    expects: 'ready',
  });
  const over = rule('postgres.over', {
    ...text,
    about,
    conditions: [{ condition: 'one more' }, { condition: 'all above', over: 'every case above' }],
    start: (service) => start(service, 'word'),
    expects: 'anything',
  });
  const found = casesOf(modes, released, over).find(({ id }) => id === 'postgres.over/clients/all-above');
  expect(found?.over).toEqual(['postgres.modes/clients/a-word', 'postgres.modes/clients/another-word']);
});

test('a subject that needs a setting of the release exists under the names of the release alone', () => {
  const [needy] = casesOf(
    rule('ca.needs', {
      ...text,
      about: { ...about, needs: () => 'http-adapter.channels.ca' },
      conditions: [{ condition: 'set' }],
      start: (service) => start(service, 'word'),
      expects: 'ready',
    }),
  );
  expect(needy).toMatchObject({ only: 'release', needs: 'http-adapter.channels.ca' });
});

test('a rule that says neither itself nor in a condition what is expected of the start is refused', () => {
  const lacking = rule('postgres.lacking', {
    ...text,
    about,
    conditions: [{ condition: 'a word' }],
    start: (service) => start(service, 'word'),
  });
  expect(() => casesOf(lacking)).toThrow('postgres.lacking: neither the rule nor a condition says `expects`');
});

/** Lines of code that compare the text of a condition. */
const askedIn = (text: string): string[] =>
  text.split('\n').filter((line) => /\bcondition\s*(?:[!=]==|\.\w+\()|\bslug\(.*[!=]==/.test(line));

test('no rule decides anything by the words of a condition', () => {
  const files = globSync('suites/**/*.ts', { cwd: top });
  expect(files.length).toBeGreaterThan(40);
  expect(files.flatMap((file) => askedIn(readFileSync(top + file, 'utf8')))).toEqual([]);
  expect(askedIn("condition === 'unreadable' && …\ncondition.endsWith('x')")).toHaveLength(2);
});
