/** Tests how the command ends when something other than the product breaks. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { main } from './command.ts';

interface Streams {
  stdout?: 'pipe' | 'closed' | 'full';
  stderr?: 'pipe' | 'closed' | 'full';
  /** Code for the main thread, before the command. */
  before?: string;
}

/** Through a shell, which can close a stream before the command begins. */
const run = async (args: readonly string[], { stdout = 'pipe', stderr = 'pipe', before }: Streams = {}) => {
  const node = before === undefined ? [] : ['--import', `data:text/javascript,${encodeURIComponent(before)}`];
  const closing = `${stdout === 'closed' ? ' >&-' : ''}${stderr === 'closed' ? ' 2>&-' : ''}`;
  const script = ['-c', `exec "$0" "$@"${closing}`, process.execPath, ...node, main, ...args];
  const full = openSync('/dev/full', 'w');
  const streams = [stdout, stderr].map((one) => (one === 'full' ? full : 'pipe'));
  const child = spawn('sh', script, {
    env: { PATH: process.env['PATH'] ?? '', NO_COLOR: '1' },
    stdio: ['ignore', ...streams],
  });
  closeSync(full);
  let said = '';
  let complained = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (said += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (complained += text));
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { code, signal, stdout: said, stderr: complained };
};

const threeParts = (text: string): string[] =>
  text
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/)[0] ?? '');

const linux = process.platform === 'linux';

describe.skipIf(!linux)('a standard output that cannot be written', () => {
  it.each([[['list']], [['explain', 'server.pair-is-tls']], [['--help']], [['--version']]])(
    '%s ends with 4 and three parts',
    async (args) => {
      const { code, stderr } = await run(args, { stdout: 'full' });
      expect(code).toBe(4);
      expect(stderr).toContain('OUTPUT_UNWRITABLE');
      expect(stderr).toContain('ENOSPC');
      expect(threeParts(stderr)).toEqual(['expected', 'found', 'to']);
    },
  );

  it('leaves a mistake of the user what it is', async () => {
    const { code, stderr } = await run(['frobnicate'], { stdout: 'full' });
    expect(code).toBe(2);
    expect(threeParts(stderr)).toEqual(['expected', 'found', 'to']);
  });
});

describe.skipIf(!linux)('streams that are not there change no exit code', () => {
  it.each<[string, Streams]>([
    ['stdout is closed', { stdout: 'closed' }],
    ['stderr is closed', { stderr: 'closed' }],
    ['both are closed', { stdout: 'closed', stderr: 'closed' }],
    ['stderr cannot be written', { stderr: 'full' }],
  ])('%s', async (_, streams) => {
    expect(await run(['list'], streams)).toMatchObject({ code: 0, stderr: '' });
    expect(await run(['frobnicate'], streams)).toMatchObject({ code: 2, stdout: '' });
  });
});

it('a mistake in a file of deviations ends with 2', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ending-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'deviations.yaml');
  writeFileSync(file, 'release: reference\ndeviations:\n  - case: a\n');
  const { code, stdout } = await run(['deviations', 'check', file]);
  expect(code).toBe(2);
  expect(stdout).toContain(`${file}:3: expected `);
});

/** Code that runs when the command prints; it keeps the process alive, so that the order of the two does not matter. */
const whileItRuns = (what: string): string => `
  setInterval(() => {}, 10_000);
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = (...given) => { setTimeout(() => { ${what} }); return write(...given); };`;

/** Code that runs after the command has begun and before it does anything. */
const whenCommanderLoads = (what: string): string => `
  import { registerHooks } from 'node:module';
  registerHooks({ resolve(name, context, next) {
    if (name === 'commander') { ${what} }
    return next(name, context);
  } });`;

describe('an unforeseen error ends with 4, in three parts, without a stack trace', () => {
  it.each([
    ['an uncaught error', 'throw new Error("broken by the test")'],
    ['an unhandled rejection', 'void Promise.reject(new Error("broken by the test"))'],
    ['something thrown that is no error', 'throw "broken by the test"'],
  ])('%s', async (_, what) => {
    const { code, stderr } = await run(['list'], { before: whileItRuns(what) });
    expect(code).toBe(4);
    expect(stderr).toContain('broken by the test');
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(threeParts(stderr)).toEqual(['expected', 'found', 'to']);
  });

  it.each([0, 1, 2, 3])(
    'a dependency that ends the process with %s before anything is decided',
    async (n) => {
      const { code, stderr } = await run(['list'], { before: whenCommanderLoads(`process.exit(${n})`) });
      expect(code).toBe(4);
      expect(stderr).toContain(`with exit code ${n}`);
      expect(threeParts(stderr)).toEqual(['expected', 'found', 'to']);
    },
  );

  it('a package that is not there', async () => {
    const missing = `throw Object.assign(new Error("Cannot find package 'commander'"), { code: 'ERR_MODULE_NOT_FOUND' })`;
    const before = whenCommanderLoads(missing);
    const { code, stderr } = await run(['list'], { before });
    expect(code).toBe(4);
    expect(stderr).toContain("Cannot find package 'commander'");
    expect(stderr).toContain('npm ci');
    expect(threeParts(stderr)).toEqual(['expected', 'found', 'to']);
  });
});
