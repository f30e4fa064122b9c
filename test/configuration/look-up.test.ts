/** Tests what a program in a container finds at a path. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { lookUp } from '../../src/configuration/look-up.ts';
import type { Container, Mount, Place, Source, Value } from '../../src/configuration/model.ts';

const folder = mkdtempSync(join(tmpdir(), 'look-up-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const host = (...parts: string[]): string => join(folder, ...parts);
mkdirSync(host('certs/deep'), { recursive: true });
writeFileSync(host('certs/ca.crt'), 'CA');
chmodSync(host('certs/ca.crt'), 0o640);
writeFileSync(host('certs/deep/users.crt'), 'USERS');
writeFileSync(host('outside.crt'), 'OUTSIDE');
symlinkSync('ca.crt', host('certs/within.crt'));
symlinkSync(host('outside.crt'), host('certs/leads-out.crt'));
symlinkSync('nowhere', host('certs/dangling.crt'));
symlinkSync('round.crt', host('certs/round.crt'));
writeFileSync(host('certs/large.crt'), '');
truncateSync(host('certs/large.crt'), 1024 * 1024 + 1);
writeFileSync(host('certs/just.crt'), 'x'.repeat(1024 * 1024));
execFileSync('mkfifo', [host('certs/pipe')]);

const at = (line: number): Place => ({ file: 'compose.yaml', line, column: 1 });
const mounted = (target: string, source: Source, line = 1, mode?: number): Mount => ({
  target,
  source,
  at: at(line),
  ...(mode !== undefined && { mode }),
});
const bind = (target: string, ...parts: string[]): Mount =>
  mounted(target, { kind: 'host', path: host(...parts) });
const value = (text: string | undefined, line = 9): Value => ({
  ...(text !== undefined && { text }),
  at: at(line),
  from: [],
  missing: text === undefined ? [{ name: 'Secret x', at: at(line), kind: 'outside' }] : [],
});
const held = (target: string, contents: Record<string, Value>, mode?: number): Mount =>
  mounted(target, { kind: 'contents', contents: new Map(Object.entries(contents)) }, 1, mode);
const container = (...mounts: Mount[]): Container => ({
  name: 'users',
  at: at(1),
  addresses: [],
  environment: new Map(),
  mounts,
  ports: [],
  everyService: false,
});

describe('a folder of the machine', () => {
  const users = container(bind('/certs', 'certs'));

  it.each([
    [
      'a file',
      '/certs/ca.crt',
      { is: 'file', text: 'CA', mode: 0o640, host: host('certs/ca.crt'), at: at(1) },
    ],
    ['a file further below', '/certs/deep/users.crt', { is: 'file', text: 'USERS' }],
    ['a path that goes up and down', '/certs/deep/../ca.crt', { is: 'file', text: 'CA' }],
    ['a relative path', './certs/ca.crt', { is: 'file', text: 'CA' }],
    ['the folder', '/certs', { is: 'folder', host: host('certs') }],
    ['a slash at the end', '/certs/', { is: 'folder' }],
    ['a folder below', '/certs/deep', { is: 'folder' }],
    ['what is not there', '/certs/users.crt', { is: 'not there', host: host('certs/users.crt') }],
    ['below a file', '/certs/ca.crt/x', { is: 'not there' }],
    ['a name that only begins alike', '/certs2/ca.crt', { is: 'not mounted' }],
    ['another path', '/ca.crt', { is: 'not mounted' }],
    ['above the mount', '/', { is: 'folder' }],
    ['a link within', '/certs/within.crt', { is: 'file', text: 'CA' }],
    ['a link that leads out', '/certs/leads-out.crt', { is: 'outside' }],
    ['a link to nothing', '/certs/dangling.crt', { is: 'not there' }],
    ['a link to itself', '/certs/round.crt', { is: 'unreadable', why: 'links in a circle' }],
    ['a pipe', '/certs/pipe', { is: 'unreadable', why: 'it is neither a file nor a folder' }],
    ['a large file', '/certs/large.crt', { is: 'too large', bytes: 1024 * 1024 + 1 }],
    ['one that is just not too large', '/certs/just.crt', { is: 'file', text: 'x'.repeat(1024 * 1024) }],
  ])('%s', (_, path, expected) => {
    expect(lookUp(users, path)).toMatchObject(expected);
  });
});

describe('mounts', () => {
  it.each([
    [
      'a source that does not exist',
      [bind('/certs', 'nothing')],
      { is: 'source missing', host: host('nothing'), at: at(1), folder: true },
    ],
    [
      'a file that does not exist',
      [bind('/certs/ca.crt', 'certs/other.crt')],
      { is: 'source missing', host: host('certs/other.crt'), folder: true },
    ],
    ['a file', [bind('/certs/ca.crt', 'outside.crt')], { is: 'file', text: 'OUTSIDE' }],
    [
      'a folder where a file should be',
      [bind('/certs/ca.crt', 'certs')],
      { is: 'folder', host: host('certs') },
    ],
    [
      'a file over a folder',
      [bind('/certs', 'certs'), bind('/certs/ca.crt', 'outside.crt')],
      { is: 'file', text: 'OUTSIDE' },
    ],
    [
      'in any order',
      [bind('/certs/ca.crt', 'outside.crt'), bind('/certs', 'certs')],
      { is: 'file', text: 'OUTSIDE' },
    ],
    ['everything', [bind('/', '')], { is: 'file', text: 'CA' }],
    ['a slash at the end of the target', [bind('/certs/', 'certs')], { is: 'file', text: 'CA' }],
    [
      'a volume',
      [mounted('/certs', { kind: 'outside', name: 'volume data' })],
      { is: 'outside', name: 'volume data', at: at(1) },
    ],
    [
      'a longer one that is elsewhere',
      [bind('/', ''), mounted('/certs', { kind: 'outside', name: 'v' })],
      { is: 'outside', name: 'v' },
    ],
    [
      'contents',
      [held('/certs', { 'ca.crt': value('HELD') }, 0o400)],
      { is: 'file', text: 'HELD', at: at(9), mode: 0o400 },
    ],
    ['contents without it', [held('/certs', { 'x.crt': value('HELD') })], { is: 'not there', at: at(1) }],
    ['contents with a folder of the name', [held('/certs', { 'ca.crt/x': value('HELD') })], { is: 'folder' }],
    ['a single one', [held('/certs/ca.crt', { '': value('HELD') })], { is: 'file', text: 'HELD' }],
    [
      'one that is not known',
      [held('/certs', { 'ca.crt': value(undefined) })],
      { is: 'outside', name: 'Secret x' },
    ],
    [
      'contents beside what is elsewhere',
      [held('/certs', { 'ca.crt': value('HELD') }), mounted('/certs', { kind: 'outside', name: 'v' })],
      { is: 'file', text: 'HELD' },
    ],
    [
      'what is elsewhere beside contents without it',
      [held('/certs', { x: value('HELD') }), mounted('/certs', { kind: 'outside', name: 'v' })],
      { is: 'outside', name: 'v' },
    ],
    ['much', [held('/certs', { 'ca.crt': value('x'.repeat(1024 * 1024 + 1)) })], { is: 'too large' }],
    ['nothing', [], { is: 'not mounted' }],
  ] as [string, Mount[], object][])('%s', (_, mounts, expected) => {
    expect(lookUp(container(...mounts), '/certs/ca.crt')).toMatchObject(expected);
  });

  it('has the mode of the mount, also for a file of the machine', () => {
    const users = container(mounted('/certs', { kind: 'host', path: host('certs') }, 1, 0o400));
    expect(lookUp(users, '/certs/ca.crt')).toMatchObject({ mode: 0o400 });
  });

  it('is a folder where only something below it is mounted', () => {
    const users = container(held('/certs/deep', { x: value('X') }));
    expect(lookUp(users, '/certs')).toEqual({ is: 'folder' });
  });

  it.runIf(process.platform === 'linux' && process.getuid?.() === 0)('says what it may not read', () => {
    const script = `const { lookUp } = await import(${JSON.stringify(join(import.meta.dirname, '../../src/configuration/look-up.ts'))});
      process.setgid(65534); process.setuid(65534);
      process.stdout.write(JSON.stringify(lookUp(${JSON.stringify(container(bind('/certs', 'certs')))}, '/certs/ca.crt')));`;
    chmodSync(folder, 0o755);
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
    });
    expect(JSON.parse(output)).toMatchObject({ is: 'unreadable', why: 'no permission to read it' });
  });
});

describe('a plain file', () => {
  const process: Container = { ...container(), everyService: true };

  it('says nothing of this machine unless it is asked to', () => {
    expect(lookUp(process, host('certs/ca.crt'))).toEqual({
      is: 'outside',
      name: 'the machine of the process',
    });
    expect(lookUp(process, host('certs/ca.crt'), { thisMachine: true })).toMatchObject({
      is: 'file',
      text: 'CA',
    });
    expect(lookUp(process, host('certs/no.crt'), { thisMachine: true })).toMatchObject({ is: 'not there' });
  });

  it('cannot say where a relative path begins', () => {
    expect(lookUp(process, 'certs/ca.crt', { thisMachine: true })).toEqual({
      is: 'outside',
      name: 'the working directory of the process',
    });
  });
});
