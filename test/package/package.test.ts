/**
 * Tests the npm package as it is published: what is in it, that others can resolve it, and that it runs in an empty folder.
 * Packs once, and installs from a registry.
 */
import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { promisify } from 'node:util';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const top = join(import.meta.dirname, '../..');
const manifest = JSON.parse(readFileSync(join(top, 'package.json'), 'utf8')) as {
  version: string;
  exports: Record<string, string>;
};

let folder = '';
let tarball = '';
/** Paths in the package. */
let files: string[] = [];

interface Ended {
  code: number | null;
  said: string;
}

/** A program, with the folder of some Node first in PATH. */
const run = async (
  command: string,
  args: string[],
  { cwd, node = dirname(process.execPath) }: { cwd: string; node?: string },
): Promise<Ended> => {
  const env = { ...process.env, PATH: `${node}:${process.env['PATH']}`, NO_COLOR: '1' };
  const options = { cwd, env, timeout: 600_000, maxBuffer: 1 << 26 };
  try {
    const { stdout, stderr } = await promisify(execFile)(command, args, options);
    return { code: 0, said: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr, message } = error as Error & {
      code?: number | null;
      stdout?: string;
      stderr?: string;
    };
    return { code: code ?? null, said: `${stdout}${stderr}` || message };
  }
};

const succeed = async (...[command, args, at]: Parameters<typeof run>): Promise<string> => {
  const { code, said } = await run(command, args, at);
  expect(code, `${command} ${args.join(' ')}\n${said}`).toBe(0);
  return said;
};

const install = async (name: string, ...packages: string[]): Promise<string> => {
  const into = join(folder, name);
  mkdirSync(into);
  writeFileSync(join(into, 'package.json'), '{"private":true}');
  await succeed('npm', ['install', '--no-audit', '--no-fund', ...packages], { cwd: into });
  return into;
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'package-'));
  const args = ['pack', '--json', '--foreground-scripts=false', '--pack-destination', folder];
  const [packed] = JSON.parse(await succeed('npm', args, { cwd: top })) as {
    filename: string;
    files: { path: string }[];
  }[];
  tarball = join(folder, packed!.filename);
  files = packed!.files.map(({ path }) => path);
}, 600_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('what is published', () => {
  test('is what a run needs, and no tool of its developers', () => {
    expect(files).toEqual(
      expect.arrayContaining([
        ...['README.md', 'LICENSE', 'CHANGELOG.md', 'package.json', 'docs/ci.md'],
        ...['dist/src/cli/main.js', 'dist/src/workers/conformance.suite.js', 'releases/v0.19.1.yaml'],
        ...['releases/programs/v0.19.1.yaml', 'releases/programs.schema.json'],
        // Started by its path.
        'dist/src/system/processes/launcher-main.js',
        // The built-in product is the default target, and it can have a fault.
        ...['dist/fixtures/reference/main.js', 'dist/fixtures/reference/mutants/mutant.js'],
        ...['releases/deviations/v0.19.1.yaml', 'src/report/report.schema.json'],
        ...['src/advise/advice.schema.json', 'docs/check-env.md'],
        ...[
          'src/history/history.schema.json',
          'docs/history.md',
          'docs/history-platform.md',
          'docs/history.svg',
        ],
        ...['src/advise/upgrade/upgrade.schema.json', 'docs/upgrade.md', 'releases/upgrade/changes.yaml'],
      ]),
    );
    const tools =
      /(^|\/)(tools|bench|selftest|run-selftest|test\/recorded|\.github|\.ci)(\/|\.js)|\.test\.|\.d\.ts$/;
    expect(files.filter((path) => tools.test(path) && path !== 'dist/src/cli/commands/selftest.js')).toEqual(
      [],
    );
    expect(files.filter((path) => path.endsWith('.ts'))).toEqual([]);
  });

  test.each([
    'README.md',
    'docs/ci.md',
    'docs/check-env.md',
    'docs/upgrade.md',
    'docs/history.md',
    'docs/history-platform.md',
    'releases/README.md',
    'test/faults/README.md',
  ])('holds what %s links to', (from) => {
    const links = [...readFileSync(join(top, from), 'utf8').matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
      .map(([, link = '']) => link)
      .filter((link) => !/^https?:/.test(link))
      .map((link) => posix.join(posix.dirname(from), link));
    expect(links.filter((link) => !files.includes(link))).toEqual([]);
  });

  test('publint has nothing to say', async () => {
    const data = readFileSync(tarball);
    const { messages } = await publint({ pack: { tarball: new Uint8Array(data).buffer }, strict: true });
    expect(messages).toEqual([]);
  });

  test('no types are offered, so that none can be wrong: it has commands and JSON, and no module', async () => {
    expect(await checkPackage(createPackageFromTarballData(readFileSync(tarball)))).toEqual({
      packageName: 'magistrala-conformance',
      packageVersion: manifest.version,
      types: false,
    });
  });
});

describe('installed in an empty folder', () => {
  let into = '';
  beforeAll(async () => {
    into = await install('empty', tarball);
  }, 600_000);

  const reports = (): string[] => readdirSync(join(into, 'results/reference')).sort();

  test('says its version, and which commands it has', async () => {
    expect((await succeed('npx', ['magistrala-conformance', '--version'], { cwd: into })).trim()).toBe(
      manifest.version,
    );
    const help = await succeed('npx', ['magistrala-conformance', '--help'], { cwd: into });
    expect(help).toMatch(/^ {2}merge /m);
    expect(help).not.toContain('selftest');
  });

  test('what it exports is found there', () => {
    const { resolve } = createRequire(join(into, 'program.js'));
    const names = Object.keys(manifest.exports).map((name) => name.replace('.', 'magistrala-conformance'));
    expect(names.length).toBeGreaterThan(2);
    for (const name of names) expect(existsSync(resolve(name))).toBe(true);
  });

  test('runs the reference', async () => {
    const said = await succeed('npx', ['magistrala-conformance', '--section', 'standalone'], { cwd: into });
    expect(said).toMatch(/conformant.*exit code 0/);
    expect(reports()).toEqual(
      expect.arrayContaining(['journal.ndjson', 'junit.xml', 'report.html', 'report.json', 'summary.md']),
    );
  });

  test('so it does with the oldest Node that it takes', async () => {
    const old = await install('node-22', 'node@22.22.0');
    const node = join(old, 'node_modules/node/bin');
    expect((await succeed('node', ['--version'], { cwd: into, node })).trim()).toBe('v22.22.0');
    rmSync(join(into, 'results'), { recursive: true, force: true });
    const args = ['magistrala-conformance', '--case', 'ca.unset-is-insecure/http-adapter/*'];
    const said = await succeed('npx', args, { cwd: into, node });
    expect(said).toMatch(/conformant.*exit code 0/);
    const report = JSON.parse(readFileSync(join(into, 'results/reference/report.json'), 'utf8')) as {
      environment: { node: string };
    };
    expect(report.environment.node).toBe('v22.22.0');
  });

  test('an older Node is refused in three parts', async () => {
    const old = await install('node-20', 'node@20.20.2');
    const node = join(old, 'node_modules/node/bin');
    const main = join(into, 'node_modules/magistrala-conformance/dist/src/cli/main.js');
    expect(existsSync(main)).toBe(true);
    expect(await run('node', [main], { cwd: into, node })).toEqual({
      code: 4,
      said: expect.stringMatching(
        /^Cannot run here\.\n {2}expected {2}Node 22\.22 or newer\n {2}found {5}v20\.20\.2\n {2}to do {5}install Node/,
      ) as unknown,
    });
  });
});
