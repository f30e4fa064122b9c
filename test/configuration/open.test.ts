/** Tests that files of a deployment are opened together, and that what does not fit is one error in three parts. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Configuration } from '../../src/configuration/model.ts';
import { openConfiguration, type OpenOptions } from '../../src/configuration/open.ts';
import { UsageError } from '../../src/model/errors.ts';
import { environment, only, remarks, written } from './in-short.ts';

const open = (texts: Record<string, string>, options: Partial<OpenOptions> = {}): Configuration =>
  openConfiguration({ files: written(texts), shell: new Map(), ...options });

const compose = 'services:\n  users:\n    image: supermq/users\n    environment:\n      A: ${A}\n';
const pod =
  'kind: Pod\nmetadata: { name: p }\nspec: { containers: [{ name: users, env: [{ name: A, value: x }] }] }\n';

const told = ({ files }: Configuration): string[] => files.map(({ kind }) => kind);

describe('openConfiguration', () => {
  it('takes .env files for the Compose files that they are given with', () => {
    const configuration = open({ 'a.yaml': compose, '.env': 'A=1\n' });
    expect(only(configuration)).toMatchObject({ name: 'users', everyService: false });
    expect(only(configuration).environment.get('A')?.text).toBe('1');
    expect(told(configuration).toSorted()).toEqual(['compose', 'env']);
  });

  it('takes those of --env-file after them', () => {
    const envFiles = written({ 'late.env': 'A=2\n' });
    expect(only(open({ '.env': 'A=1\n', 'a.yaml': compose }, { envFiles })).environment.get('A')?.text).toBe(
      '2',
    );
  });

  it('takes .env files alone for the environment of every service', () => {
    const configuration = open({ '.env': 'A=1\nB=$A\n', 'b.env': 'A=2\n' });
    expect(only(configuration)).toMatchObject({ everyService: true });
    expect([...only(configuration).environment].map(([name, { text }]) => `${name}=${text}`)).toEqual([
      'A=2',
      'B=1',
    ]);
    expect(configuration.variables.map(({ reaches }) => reaches)).toEqual([
      ['every service'],
      ['every service'],
    ]);
    expect(told(configuration)).toEqual(['env', 'env']);
  });

  it('reads manifests, the output of env, and EnvironmentFiles', () => {
    expect(environment(only(open({ 'a.yaml': pod })))).toEqual({ A: '"x" at 3:51' });
    expect(environment(only(open({ out: 'PATH=/\nHOME=/\nA="1"\n' })))).toMatchObject({
      A: '"\\"1\\"" at out:3:1',
    });
    const both = open({ 'a.conf': 'A="1"\n', 'b.conf': 'B=2\n' });
    expect(environment(only(both))).toEqual({ A: '"1" at a.conf:1:1', B: '"2" at b.conf:1:1' });
    expect(told(both)).toEqual(['process', 'process']);
  });

  it('reads a values file as what it is', () => {
    expect(remarks(open({ 'values.yaml': 'auth: { httpPort: 9001 }\n' }))).toEqual([
      'values file: values.yaml at values.yaml:1:1',
    ]);
  });

  it('takes the kind that it is given', () => {
    expect(environment(only(open({ '.env': 'A="1" # x\n' }, { kind: 'process' })))).toEqual({
      A: '"\\"1\\" # x" at .env:1:1',
    });
    expect(environment(only(open({ '.env': "A='1'\n" }, { kind: 'systemd' })))).toEqual({
      A: '"1" at .env:1:1',
    });
    expect(environment(only(open({ 'a.conf': 'A=1 # x\n' }, { kind: 'env' })))).toEqual({
      A: '"1" at a.conf:1:1',
    });
    expect(remarks(open({ 'a.yaml': compose }, { kind: 'kubernetes' }))).toEqual([
      'values file: a.yaml at 1:1',
    ]);
  });

  it.each([
    ['no kind that it knows', { README: 'Hello\n' }, 'none of them', 'say what it is with --kind'],
    ['nothing', { 'a.yaml': '' }, 'an empty file', 'say what it is with --kind'],
    [
      'a template',
      { 'a.yaml': 'kind: Pod\nspec: {{ .Values.x }}\n' },
      'a template of a Helm chart',
      'give what it comes to: the output of `helm template`',
    ],
    [
      'a unit',
      { 'a.service': '[Service]\nEnvironmentFile=/etc/x\n' },
      'a unit of systemd',
      'give the file that its EnvironmentFile= names',
    ],
    [
      'a certificate',
      { 'ca.crt': '-----BEGIN CERTIFICATE-----\nMIIB\n' },
      'a certificate or key',
      'give the file that names it: certificates are looked at from there',
    ],
  ])('says of %s what to do', (_, texts, found, todo) => {
    expect(() => open(texts)).toThrow(UsageError);
    expect(() => open(texts)).toThrow(expect.objectContaining({ found, todo }));
  });

  it.each([
    ['Compose files and manifests', { 'a.yaml': compose, 'b.yaml': pod }],
    ['.env files and manifests', { '.env': 'A=1\n', 'b.yaml': pod }],
    ['the output of env and Compose files', { out: 'PATH=/\nHOME=/\n', 'a.yaml': compose }],
  ])('does not mix %s', (_, texts) => {
    expect(() => open(texts)).toThrow(
      expect.objectContaining({ expected: expect.stringMatching(/^files of one deployment: /) }),
    );
  });

  it('does not take --env-file without a Compose file', () => {
    const envFiles = written({ 'late.env': 'A=2\n' });
    expect(() => open({ 'a.yaml': pod }, { envFiles })).toThrow(UsageError);
  });

  it('names a file that is not there', () => {
    expect(() => openConfiguration({ files: ['/nowhere/compose.yaml'], shell: new Map() })).toThrow(
      expect.objectContaining({ found: 'no such file (ENOENT)' }),
    );
  });

  it.runIf(process.platform === 'linux').each([
    ['a Compose file', compose],
    ['a manifest', pod],
    ['an .env file', 'A=1\nB=2\n'],
    ['an environment', 'PATH=/\nHOME=/\nA=1\n'],
  ])('reads %s from a pipe', (_, text) => {
    const module = join(import.meta.dirname, '../../src/configuration/open.ts');
    const script = `const { openConfiguration } = await import(${JSON.stringify(module)});
      const { containers } = openConfiguration({ files: ['/dev/stdin'], shell: new Map([['A', 'x']]) });
      process.stdout.write(containers.map(({ environment }) => [...environment.keys()].includes('A')).join());`;
    const answer = execFileSync(
      'sh',
      ['-c', 'cat | "$0" --input-type=module -e "$1"', process.execPath, script],
      { input: text },
    );
    expect(answer.toString()).toBe('true');
  });
});
