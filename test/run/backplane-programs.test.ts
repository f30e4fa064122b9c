/** Tests which program is taken for one of the backplane, where a service has the same name. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { findBackplaneProgram } from '../../src/run/backplane-programs.ts';
import { goProgram } from '../system/processes/go-program.ts';

let base: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'backplane-'));
  for (const name of ['build', 'path']) mkdirSync(join(base, name));
  vi.stubEnv('PATH', join(base, 'path'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(base, { recursive: true, force: true });
});

const programs = {
  broker: goProgram('github.com/absmach/fluxmq'),
  service: goProgram('github.com/absmach/magistrala'),
  script: Buffer.from('#!/bin/sh\nexec fluxmq-1.2 "$@"\n'),
  fork: goProgram('example.org/own/fluxmq'),
};

const put = (folder: string, kind: keyof typeof programs, name = 'fluxmq'): void => {
  writeFileSync(join(base, folder, name), programs[kind]);
  chmodSync(join(base, folder, name), 0o755);
};

it.each([
  ['the broker in the folder', { build: 'broker' }, 'build', 0],
  ['the broker on the PATH', { path: 'broker' }, 'path', 0],
  ['the broker in both: that of the folder', { build: 'broker', path: 'broker' }, 'build', 0],
  ['the service in the folder alone', { build: 'service' }, undefined, 1],
  ['the service in the folder, and the broker on the PATH', { build: 'service', path: 'broker' }, 'path', 1],
  ['the service on the PATH, and the broker in the folder', { build: 'broker', path: 'service' }, 'build', 1],
  ['the service in both', { build: 'service', path: 'service' }, undefined, 2],
  ['a script, which does not say', { build: 'script' }, 'build', 0],
  ['a script, and the service on the PATH', { build: 'script', path: 'service' }, 'build', 1],
  ['two that do not say: the one on the PATH', { build: 'script', path: 'script' }, 'path', 0],
  ['one that does not say, and the broker', { build: 'broker', path: 'script' }, 'build', 0],
  ['the broker of another module', { build: 'fork' }, 'build', 0],
  ['nothing', {}, undefined, 0],
] as const)('%s', (_, there, folder, others) => {
  for (const [where, kind] of Object.entries(there)) put(where, kind);
  const found = findBackplaneProgram('amqp', join(base, 'build'));
  expect(found.path).toBe(folder && join(base, folder, 'fluxmq'));
  expect(found.others).toHaveLength(others);
  for (const words of found.others) {
    expect(words).toMatch(
      /fluxmq is the service fluxmq-auth, .* \(module github\.com\/absmach\/magistrala\)$/,
    );
  }
});

it('of a program whose name no service has, the one in the folder', () => {
  for (const where of ['build', 'path']) put(where, 'script', 'redis-server');
  const found = findBackplaneProgram('redis', join(base, 'build'));
  expect(found).toEqual({ path: join(base, 'build', 'redis-server'), others: [] });
  expect(findBackplaneProgram('redis', undefined).path).toBe(join(base, 'path', 'redis-server'));
});
