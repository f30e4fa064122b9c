/** Tests the action by running its steps in plain shell: what it hands on, and that inputs are nothing but data. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { action, runAction, top, type Ran } from './runner.ts';

/** One start without a database. */
const small = 'ca.unset-is-insecure/http-adapter/unset';

let workspace = '';
let programs = '';
beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'action-'));
  programs = join(workspace, '.programs');
  mkdirSync(programs);
  // The packages of this checkout are there; what is asked of npm is recorded.
  program('npm', `printf '%s ' "$PWD" "$@" >>'${workspace}/.npm'`);
  const made = workspace;
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
});

const program = (name: string, script: string): void => {
  writeFileSync(join(programs, name), `#!/bin/bash\n${script}\n`);
  chmodSync(join(programs, name), 0o755);
};

const run = (inputs: Record<string, string>, answers = {}): Promise<Ran> =>
  runAction(inputs, { workspace, programs, answers });

const readText = (name: string): string => readFileSync(join(workspace, name), 'utf8');

/** A release file about the reference under another name, and programs that are the reference with this fault. */
const wrongBinaries = (fault: string): Record<string, string> => {
  const reference = readFileSync(join(top, 'releases/reference.yaml'), 'utf8');
  writeFileSync(join(workspace, 'sample.yaml'), reference.replace('release: reference', 'release: sample'));
  mkdirSync(join(workspace, 'bin'));
  const path = join(workspace, 'bin/http-adapter');
  const main = join(top, 'fixtures/reference/main.ts');
  writeFileSync(
    path,
    `#!/bin/sh\nREFERENCE_MUTANT=${fault} exec '${process.execPath}' '${main}' http-adapter\n`,
  );
  chmodSync(path, 0o755);
  return { target: 'binaries', 'release-file': 'sample.yaml', binaries: 'bin' };
};

describe('a run', () => {
  test('that is conformant', async () => {
    const { code, outputs, summary, used, log } = await run({ target: 'reference', case: small, out: 'out' });
    expect(code, log).toBe(0);
    expect(outputs).toEqual({ gate: 'conformant', 'exit-code': '0', report: 'out/report.html' });
    expect(summary).toBe(readText('out/summary.md'));
    expect(summary).toContain('conformant');
    expect(readText(outputs['report']!)).toMatch(/^<!doctype html>/i);
    expect(used['Reports']).toEqual({ name: 'magistrala-conformance', path: 'out' });
    expect(readText('.npm')).toBe(`${top} ci --omit=dev --no-audit --no-fund `);
  });

  test('that is not', async () => {
    const { code, outputs, summary, used, log } = await run({
      ...wrongBinaries('opens-with-tls-without-a-ca'),
      case: small,
      out: 'out',
    });
    expect(code, log).toBe(1);
    expect(outputs).toEqual({ gate: 'nonconformant', 'exit-code': '1', report: 'out/report.html' });
    expect(summary).toContain(small);
    expect(log).toMatch(/^::error .*::/m);
    // The step has failed; what it has found is kept.
    expect(used['Reports']).toMatchObject({ path: 'out' });
  });

  test('that fails before it begins names no report, also where an older one lies', async () => {
    mkdirSync(join(workspace, 'out'));
    writeFileSync(join(workspace, 'out/report.json'), '{"gate":"conformant"}');
    writeFileSync(join(workspace, 'out/summary.md'), 'all is well');
    const { code, outputs, summary } = await run({ release: 'v0.0.1', out: 'out' });
    expect(code).toBe(2);
    expect(outputs).toEqual({ gate: '', 'exit-code': '2', report: '' });
    expect(summary).toContain('Nothing was judged; exit code 2');
    expect(summary).not.toContain('all is well');
  });

  test('whose summary is longer than GitHub takes is shown in part, by whole lines', async () => {
    program(
      'node',
      `if [[ $1 == -p ]]; then echo broken; exit; fi
       mkdir out; yes 'ééé line' | head -n 150000 >out/summary.md; echo '{}' >out/report.json; exit 4`,
    );
    const { code, outputs, summary } = await run({ out: 'out' });
    expect(code).toBe(4);
    expect(outputs).toEqual({ gate: 'broken', 'exit-code': '4', report: 'out/report.html' });
    expect(readText('out/summary.md').length).toBeGreaterThan(1 << 20);
    expect(Buffer.byteLength(summary)).toBeLessThan(1 << 20);
    const [note, , ...lines] = summary.trim().split('\n').toReversed();
    expect(note).toContain('the rest is in summary.md of the artifact');
    expect(new Set(lines)).toEqual(new Set(['ééé line']));
  });

  test('in shards, then merged', async () => {
    const whole = { target: 'reference', case: 'ca.unset-is-insecure/http-adapter/*' };
    for (const shard of [1, 2]) {
      const ran = await run({ ...whole, shard: `${shard}/2`, out: `shards/${shard}` });
      expect(ran.code, ran.log).toBe(0);
      expect(ran.outputs).toEqual({ gate: '', 'exit-code': '0', report: '' });
      expect(ran.summary).toContain(`Shard ${shard}/2 was observed`);
    }
    const merged = await run({ merge: 'shards', out: 'merged' });
    expect(merged.code, merged.log).toBe(0);
    expect(merged.outputs).toEqual({ gate: 'conformant', 'exit-code': '0', report: 'merged/report.html' });
    rmSync(join(workspace, 'shards/2'), { recursive: true });
    const half = await run({ merge: 'shards', out: 'half' });
    expect(half.code).toBe(2);
    expect(half.log).toContain('2/2');
  });
});

describe('inputs', () => {
  test('every input reaches the run as it is, and nothing else does', async () => {
    program('node', `[[ $1 != -p ]] || exit 1; printf '%s\\n' "$@" >'${workspace}/.arguments'`);
    const one = {
      ...{ target: 'images', release: 'v0.19.1', registry: 'mirror.test:5000', pull: 'never', out: 'out' },
      ...{ 'release-file': 'my release.yaml', binaries: '', deviations: "it's.yaml", workers: '2' },
      ...{ 'deviations-from': 'origin/main', sarif: 'true' },
    };
    const images = 'users=mine/users:1\n\n  clients=mine/clients@sha256:00  \n';
    const { code } = await run({
      ...one,
      ...{
        images,
        section: 'server\npostgres',
        rule: '',
        case: '**/*',
        subject: 'users.http,clients',
        naming: 'release',
        scope: 'all',
        'only-present': 'true',
      },
      strict: 'true',
    });
    expect(code).toBe(0);
    expect(readText('.arguments').trim().split('\n')).toEqual([
      ...[join(top, 'src/cli/main.ts'), 'run', '--target=images', '--release=v0.19.1'],
      ...['--release-file=my release.yaml', '--registry=mirror.test:5000', '--pull=never'],
      ...[
        "--deviations=it's.yaml",
        '--deviations-from=origin/main',
        '--workers=2',
        '--out=out',
        '--scope=all',
      ],
      ...['--image=users=mine/users:1', '--image=clients=mine/clients@sha256:00'],
      ...['--section=server', '--section=postgres', '--case=**/*', '--subject=users.http,clients'],
      ...['--naming=release', '--strict', '--only-present', '--sarif', '--annotations=github'],
    ]);
  });

  test.for(['section', 'images', 'release', 'out', 'case', 'deviations-from'])(
    '%s cannot run a command nor add an option',
    async (name) => {
      program('node', `[[ $1 != -p ]] || exit 1; printf '%s\\0' "$@" >'${workspace}/.arguments'`);
      const hostile = `$(touch pwned)\`touch pwned\`; touch pwned & "' --strict --mutant=x \${IFS}`;
      await run({ [name]: hostile });
      expect(existsSync(join(workspace, 'pwned'))).toBe(false);
      const option = name === 'images' ? 'image' : name;
      const said = readText('.arguments').split('\0');
      expect(said).toContain(`--${option}=${hostile}`);
      expect(said).not.toContain('--strict');
    },
  );

  test.for([
    ['strict', 'yes', 'the input strict to be true or false'],
    ['out', 'a\ngate=conformant', 'one line in the input out'],
    ['version', '1.0.0 --prefix=/', 'a version of the npm package'],
    ['version', 'file:../evil', 'a version of the npm package'],
    ['merge', 'nowhere', 'the input merge to be a folder'],
  ] as const)('%s: %j is a mistake', async ([name, value, expected]) => {
    const { code, log, outputs } = await run({ [name]: value });
    expect(code).toBe(2);
    expect(log).toContain(expected);
    expect(outputs['gate']).toBe('');
  });

  test('a version is installed from npm, apart from the workspace', async () => {
    program('node', `printf '%s\\n' "$@" >'${workspace}/.arguments'`);
    await run({ version: '0.1.0' });
    expect(readText('.npm')).toMatch(
      /^\S+ install --no-audit --no-fund --prefix \S+\/magistrala-conformance-package magistrala-conformance@0\.1\.0 $/,
    );
    expect(readText('.arguments')).toMatch(
      /^\S+\/magistrala-conformance-package\/node_modules\/magistrala-conformance\/dist\/src\/cli\/main\.js\nrun\n/,
    );
  });

  test('none of them is a token, and nothing asks for one: forks have none to give', () => {
    expect(readFileSync(join(top, 'action.yml'), 'utf8')).not.toMatch(/token|secrets\.|permissions/);
  });

  test('each has a description, and so has each output', () => {
    for (const { description } of [...Object.values(action.inputs), ...Object.values(action.outputs)]) {
      expect(description.length).toBeGreaterThan(20);
    }
  });
});

describe('the cache of images', () => {
  const digest = (character: string): string => `sha256:${character.repeat(64)}`;

  /** A docker that knows these digests, and none of other images. */
  const docker = (digests: Record<string, string>): void => {
    const answers = Object.entries(digests).map(([ref, said]) => `*' ${ref} '*) echo '${said}' ;;`);
    program(
      'docker',
      `case " $* " in *' imagetools '*) case " $* " in ${answers.join(' ')} *) exit 1 ;; esac ;;
      *) echo "$*" >>'${workspace}/.docker' ;; esac`,
    );
  };

  const users = 'docker.io/supermq/users:v0.19.1';

  /** A suite that knows two images and runs nothing: the cache is filled before a run, whatever comes of that. */
  const twoImages = (): void =>
    program('node', `case " $* " in *' images '*) printf '%s\\n' ${users} redis:7 ;; *) exit 2 ;; esac`);

  const cached = async (digests: Record<string, string>, hit = false) => {
    docker(digests);
    const inputs = {
      release: 'v0.19.1',
      'cache-images': 'true',
      pull: 'never',
      section: 'nonsense',
      out: 'out',
    };
    const ran = await run(inputs, hit ? { cache: { 'cache-hit': 'true' } } : {});
    const calls = existsSync(join(workspace, '.docker')) ? readText('.docker').trim().split('\n') : [];
    rmSync(join(workspace, '.docker'), { force: true });
    return { ...ran, calls, key: ran.used['Cache of the images']?.['key'] };
  };

  test('another digest is another key', async () => {
    twoImages();
    const first = await cached({ 'redis:7': digest('a') });
    const again = await cached({ 'redis:7': digest('a') });
    const moved = await cached({ 'redis:7': digest('b') });
    expect(first.key).toMatch(/^magistrala-conformance-images-\w+-[0-9a-f]{64}$/);
    expect(again.key).toBe(first.key);
    expect(moved.key).not.toBe(first.key);
  });

  test('without the archive, images are pulled by these digests and kept', async () => {
    const { calls, used } = await cached({ 'redis:7': digest('a'), [users]: digest('b') });
    const archive = used['Cache of the images']!['path'];
    expect(calls).toEqual([
      ...[`pull --quiet docker.io/supermq/users@${digest('b')}`],
      `tag docker.io/supermq/users@${digest('b')} ${users}`,
      ...[`pull --quiet redis@${digest('a')}`, `tag redis@${digest('a')} redis:7`],
      `save --output ${archive} ${users} redis:7`,
    ]);
  });

  test('with it, it is loaded and nothing is pulled', async () => {
    twoImages();
    const { calls, used } = await cached({ 'redis:7': digest('a') }, true);
    expect(calls).toEqual([`load --input ${used['Cache of the images']!['path']}`]);
  });

  test('an image whose digest no registry says is left to the run, and without any there is no cache', async () => {
    twoImages();
    const { calls, key, log } = await cached({});
    expect(key).toBeUndefined();
    expect(calls).toEqual([]);
    expect(log).toContain('Not cached, as its digest is not known: redis:7');
  });
});
