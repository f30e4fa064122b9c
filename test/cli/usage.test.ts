/** Tests that the command line reports each wrong argument with what was expected, what was found and what to do. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from '../../src/cli/program.ts';
import { UsageError } from '../../src/model/errors.ts';
import { command } from './command.ts';

let base = '';
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'usage-'));
  writeFileSync(join(base, 'file'), '');
  writeFileSync(join(base, 'deviations.yaml'), 'release: reference\ndeviations:\n  - case: a\n');
  writeFileSync(join(base, 'other.yaml'), 'release: v0.0.1\ndeviations: []\n');
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

/** Arguments, and the error that they must give: expected, found, to do. `BASE` is a folder of this test. */
const mistakes: [string, RegExp, RegExp][] = [
  ['frobnicate', /a command: run, list, explain, merge, rerun, compare, doctor, clean/, /frobnicate/],
  ['list more', /no argument after list/, /more/],
  ['explain server.pair-is-tls more', /no argument after explain <rule-case-or-variable>/, /more/],
  ['deviations check releases/deviations/v0.19.1.yaml more', /no argument after check <file>/, /more/],
  ['selftest more', /no argument after selftest/, /more/],
  ['record', /an argument <journal.ndjson>/, /none/],
  ['--sectoin server', /an option/, /--sectoin/],
  ['list --jsn', /an option/, /--jsn/],
  ['--case', /a value for --case/, /none/],
  ['explain', /the id of a rule or a case, or a variable/, /none/],
  ['explain server.nothing', /a rule or case of the catalogue/, /server\.nothing/],
  [
    'explain SMQ_NOTHING',
    /a variable that a release or the Security page names/,
    /SMQ_NOTHING, which no program/,
  ],
  ['explain SMQ_ES_URL --release v9', /a release whose programs the suite knows: .*v0\.51\.0/, /"v9"/],
  ['explain SMQ_ES_URL --release-file x.yaml', /no --release-file with a variable/, /x\.yaml/],
  ['list --release v9', /a release that the suite knows: .*reference/, /v9/],
  ['--target lives', /--target with one of reference, images, binaries, live/, /--target lives/],
  ['--target live', /--deployment with the file that says what runs where/, /--target live without it/],
  ['--target live --deployment BASE/none.yaml', /a deployment file at/, /no such file/],
  ['--target live --workers 2', /no --workers with --target live/, /--workers/],
  ['--deployment x.yaml', /--deployment only with --target live/, /--deployment with --target reference/],
  ['--probe-old-versions', /--probe-old-versions only with --target live/, /--target reference/],
  [
    'live init BASE/d.yaml x.yaml',
    /--release with the release that the files are for/,
    /live init without it/,
  ],
  ['--target images', /--release/, /--target images without it/],
  ['--target images --release v9', /a release that the suite knows/, /v9/],
  ['--target binaries --release reference', /--binaries/, /--target binaries without it/],
  ['--binaries BASE', /--binaries only with --target binaries/, /--target reference/],
  ['--pull never', /--pull only with --target images/, /--target reference/],
  ['--registry mine.test', /--registry only with --target images/, /--target reference/],
  [
    '--target binaries --binaries BASE --release v0.19.1 --image users=a:1',
    /--image only with --target images/,
    /--target binaries/,
  ],
  [
    '--target images --release v0.19.1 --mutant any',
    /--mutant only with --target reference/,
    /--target images/,
  ],
  ['--target binaries --binaries BASE', /--release with the release/, /--target binaries without it/],
  [
    '--target binaries --binaries BASE --release v0.19.1 --runtime containers',
    /--runtime processes for --target binaries/,
    /containers/,
  ],
  [
    '--target images --release reference --pull perhaps',
    /--pull with one of never, missing, always/,
    /perhaps/,
  ],
  ['--target images --release reference --image users', /--image SERVICE=REF/, /--image users/],
  ['--target images --release reference --image nobody=a:1', /--image for one of users/, /nobody/],
  [
    '--target images --release reference --runtime processes',
    /--runtime containers for --target images/,
    /processes/,
  ],
  ['--runtime elsewhere', /--runtime with one of processes, containers/, /elsewhere/],
  ['--section nowhere', /a section of the catalogue: server/, /nowhere/],
  ['--rule server.nothing', /a rule of the catalogue/, /server\.nothing/],
  ['--subject nobody', /a subject of the catalogue/, /nobody/],
  ['--naming other', /--naming with one of documented, release/, /other/],
  ['--case no/such/case', /filters that select at least one case/, /no\/such\/case/],
  ['--section postgres --rule server.pair-is-tls', /filters that select at least one case/, /none matches/],
  ['--release v0.51.0 --target binaries --binaries .', /cases of the scope page/, /Atom/],
  ['list --case no/such/case', /filters that select at least one case/, /no\/such\/case/],
  ['--workers none', /--workers with a whole number from 1/, /none/],
  ['--workers 0', /--workers with a whole number from 1/, /0/],
  ['--ports 20000', /--ports FROM-TO/, /--ports 20000/],
  ['--ports 30000-20000', /the lower one first/, /30000-20000/],
  ['--shard', /a value for --shard/, /none/],
  ['--shard 2', /--shard I\/N/, /--shard 2/],
  ['--shard /2', /--shard I\/N/, /--shard \/2/],
  ['--shard 1/', /--shard I\/N/, /--shard 1\//],
  ['--shard 0/2', /--shard I\/N with a whole number from 1 to 64/, /0/],
  ['--shard 1/65', /--shard I\/N with a whole number from 1 to 64/, /65/],
  ['--shard -1/2', /--shard I\/N with a whole number from 1 to 64/, /-1/],
  ['--shard 1/2/3', /--shard I\/N with a whole number from 1 to 64/, /2\/3/],
  ['--shard 3/2', /--shard I\/N, I not above N/, /--shard 3\/2/],
  [
    '--case server.pair-is-tls/users.http/cert-key --shard 1/2',
    /at most as many shards as there are starts to divide: 1/,
    /--shard with 2/,
  ],
  ['--shard 1/2 --sarif', /no --sarif with --shard/, /both/],
  ['--shard 1/2 --annotations github', /no --annotations with --shard/, /both/],
  ['--annotations gitlab', /--annotations with one of github/, /--annotations gitlab/],
  ['merge BASE --annotations', /a value for --annotations/, /none/],
  ['--deviations-from', /a value for --deviations-from/, /none/],
  ['merge BASE --deviations-from', /a value for --deviations-from/, /none/],
  ['--deviations BASE/other.yaml --deviations-from main', /a deviations file in a git work tree/, /in none/],
  ['--deviations-from -x', /with a branch, a tag or a commit/, /-x/],
  ['list --shard 1/2', /an option that is known/, /--shard/],
  ['check-env', /the files of a deployment/, /none/],
  ['check-env BASE/file', /--release with the release that the files are for: .*v0\.19\.1/, /without it/],
  ['check-env BASE/file --release', /a value for --release/, /none/],
  ['check-env BASE/file --release v0.19.1 --format pdf', /--format with one of text, json/, /--format pdf/],
  ['check-env BASE/file --release v0.19.1 --fail-on all', /--fail-on with one of availability/, /all/],
  ['check-env BASE/file --release v0.19.1 --kind helm', /--kind with one of /, /--kind helm/],
  ['check-env BASE/file --release v0.19.1 --shell A', /--shell NAME=VALUE/, /--shell without =/],
  ['check-env BASE/file --release v0.19.1 --baseline BASE/none.yaml', /a baseline at/, /ENOENT/],
  [
    'check-env BASE/file --release v0.19.1 --baseline BASE/other.yaml',
    /other\.yaml:1: accepted: a list/,
    /nothing/,
  ],
  ['check-env BASE/file --release v0.19.1 --baseline-write BASE/file', /no file yet/, /a file at/],
  ['check-env BASE/none.yaml --release v0.19.1', /none\.yaml/, /ENOENT/],
  ['check-env BASE --release v0.19.1', /./, /a folder/],
  ['merge', /the journals of all shards/, /none/],
  ['merge BASE/none', /the journal of a shard at/, /ENOENT/],
  ['merge BASE', /the journal of a shard at .*journal\.ndjson/, /ENOENT/],
  ['merge BASE/file', /file to be a journal/, /nothing in it/],
  ['merge BASE/deviations.yaml', /deviations\.yaml to hold JSON at line 1/, /release: reference/],
  ['--out BASE/file', /a folder that can be written/, /a file/],
  ['--out BASE/file/below', /a folder that can be written/, /a file/],
  ['--deviations BASE/none.yaml', /a deviations file at/, /ENOENT/],
  ['--deviations BASE/deviations.yaml', /deviations\.yaml:3: /, /nothing/],
  ['--deviations BASE/other.yaml', /deviations of reference/, /v0\.0\.1/],
  ['--release-file BASE/none.yaml', /a readable release file/, /ENOENT/],
];

const words = (line: string): string[] => line.split(' ').map((word) => word.replace('BASE', base));

describe('a mistake of the user', () => {
  it.each(mistakes)('%s', async (line, expected, found) => {
    const error: unknown = await parse(words(line)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UsageError);
    const { expected: wanted, found: seen, todo } = error as UsageError;
    expect(wanted).toMatch(expected);
    expect(seen).toMatch(found);
    expect(todo.length).toBeGreaterThan(8);
  });

  it.concurrent.each(['frobnicate', '--sectoin server', '--case no/such/case', '--out BASE/file'])(
    'ends with 2 and three parts on stderr: %s',
    async (line) => {
      const { code, stdout, stderr } = await command(words(line), { cwd: base });
      expect(stdout).toBe('');
      expect(code).toBe(2);
      const [title, ...parts] = stderr.trimEnd().split('\n');
      expect(title).toBe('Cannot run as asked.');
      expect(parts.map((part) => part.trim().split(/\s+/)[0])).toEqual(['expected', 'found', 'to']);
    },
  );
});
