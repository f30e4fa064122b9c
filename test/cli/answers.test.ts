/** Tests `list` and `explain`: they print from the catalogue and load no input or output. */
import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { catalogueFor, rules } from '../../suites/catalogue.ts';
import { loadRelease } from '../../src/release/load.ts';
import { command, main } from './command.ts';

const release = loadRelease('reference');
const { cases, notApplicable } = catalogueFor(release);
const [first] = cases;

/** A module that prints every package that is loaded. */
const watch = `data:text/javascript,${encodeURIComponent(`
import { registerHooks } from 'node:module';
registerHooks({ load(url, context, next) {
  const [, name] = /node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url) ?? [];
  if (name) process.stderr.write('loaded ' + name + '\\n');
  return next(url, context);
} });`)}`;

describe('commands that answer at once', () => {
  it.concurrent.each([
    ['list'],
    ['list', '--json'],
    ['explain', 'server.pair-is-tls'],
    ['explain', 'SMQ_USERS_SERVER_CERT'],
    ['--help'],
    ['--version'],
    ['nonsense'],
  ])('%s %s loads no input or output', async (...args) => {
    const { stderr } = await command(args, { node: ['--import', watch] });
    const loaded = new Set([...stderr.matchAll(/^loaded (.*)$/gm)].map(([, name]) => name));
    expect(loaded).toContain('commander');
    const light = ['commander', 'yaml', 'zod'];
    expect([...loaded].filter((name) => !light.includes(name ?? ''))).toEqual([]);
  });

  it('ends with 0 when the reader closes the pipe', async () => {
    const child = spawn(process.execPath, [main, 'list', '--json'], { stdio: ['ignore', 'pipe', 'pipe'] });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.stdout.once('data', () => child.stdout.destroy());
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });
});

describe('list', () => {
  it('lists every case, and says how many there are', async () => {
    const { stdout, code } = await command(['list']);
    expect(code).toBe(0);
    for (const one of cases) expect(stdout).toContain(`    ${one.id}\n`);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(
      `${cases.length} cases of ${new Set([...cases, ...notApplicable].map((one) => one.rule)).size} rules for reference, ${notApplicable.length} not applicable.`,
    );
  });

  it('does so as JSON', async () => {
    const { stdout } = await command(['list', '--json']);
    const listed = JSON.parse(stdout) as { cases: { id: string; settings: Record<string, string> }[] };
    expect(listed.cases.map((one) => one.id)).toEqual(cases.map((one) => one.id));
  });

  it('takes filters, repeated or with commas', async () => {
    const ids = ['server.pair-is-tls/users.http/cert-key', 'server.pair-is-tls/clients.http/cert-key'];
    for (const args of [['--case', ids.join(',')], ids.flatMap((id) => ['--case', id])]) {
      const { stdout } = await command(['list', ...args]);
      expect(stdout).toContain(`2 of ${cases.length} cases of 1 rule `);
    }
  });
});

describe('explain', () => {
  it.concurrent.each(rules.map((rule) => [rule.id, rule] as const).slice(0, 3))('%s', async (id, rule) => {
    const { stdout, code } = await command(['explain', id]);
    expect(code).toBe(0);
    for (const text of [rule.title, rule.why, rule.how, `npm start -- --rule ${id}`])
      expect(stdout).toContain(text);
  });

  it('says of a case what must be seen, and how to see it', async () => {
    const { stdout } = await command(['explain', first!.id]);
    for (const check of [...first!.must, ...first!.never]) expect(stdout).toContain(check.says);
    expect(stdout).toContain(`npm start -- --case '${first!.id}'`);
  });

  it('suggests what is near', async () => {
    const { stderr } = await command(['explain', 'server.pair']);
    expect(stderr).toContain('did you mean server.pair-is-tls');
  });
});
