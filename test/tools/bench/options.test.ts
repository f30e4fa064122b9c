/** Tests the options of the benchmark, and the error for a wrong one. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/model/errors.ts';
import { benchOptions } from '../../../tools/bench/options.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const defaults = {
  ...{ repeats: 3, sample: 100, growth: false, write: false, against: undefined, out: 'results/bench' },
  target: { kind: 'reference', runtime: 'processes', images: {} },
};
const whole = { ...defaults, sample: undefined };

describe('options of the benchmark', () => {
  it.each([
    ['', defaults],
    ['--repeats 5 --sample 12', { ...defaults, repeats: 5, sample: 12 }],
    ['--whole --out elsewhere', { ...whole, out: 'elsewhere' }],
    ['--growth --write', { ...whole, growth: true, write: true }],
    ['--whole --write', { ...whole, write: true }],
    [`--against ${root}`, { ...defaults, against: root.replace(/.$/, '') }],
    ['--release v0.19.1 --binaries DIR', { ...defaults, target: { kind: 'binaries', folder: 'DIR' } }],
    [
      '--target images --release v0.19.1',
      { ...defaults, target: { kind: 'images', images: {}, pull: 'missing' } },
    ],
    ['--repeats=1', { ...defaults, repeats: 1 }],
  ])('are read: %s', (line, expected) => {
    expect(benchOptions(line.split(' ').filter(Boolean))).toMatchObject(expected);
  });

  it.each([
    ['--repeats 0', /--repeats with a whole number from 1 to 100/, /0/],
    ['--repeats often', /--repeats with a whole number/, /often/],
    ['--sample 1.5', /--sample with a whole number/, /1\.5/],
    ['--sample', /options among --target/, /--sample/],
    ['--whole --sample 3', /one of --sample, --whole and --growth/, /--sample and --whole/],
    ['--growth --whole', /one of --sample/, /--whole and --growth/],
    ['--write', /--write with --whole or --growth/, /a sample/],
    ['--whole --write --section client', /without --section/, /--section/],
    ['--against /nowhere', /the folder of a checkout/, /no src\/cli\/main\.ts in \/nowhere/],
    ['--against=', /--against with a folder/, /nothing/],
    ['--binaries DIR', /--release/, /./],
    ['--target other', /--target with one of/, /other/],
    ['--release v0.19.1 --target reference', /./, /./],
    ['--hole', /options among/, /--hole/],
    ['more', /options among/, /more/],
    ['--out=', /--out with a folder/, /nothing/],
  ])('that are wrong are reported: %s', (line, expected, found) => {
    let error: unknown;
    try {
      benchOptions(line.split(' '));
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(UsageError);
    expect((error as UsageError).expected).toMatch(expected);
    expect((error as UsageError).found).toMatch(found);
  });

  it('end with 2, three parts and no stack trace', () => {
    const main = fileURLToPath(new URL('../../../tools/bench/main.ts', import.meta.url));
    const { status, stderr, stdout } = spawnSync(process.execPath, [main, '--repeats', '0'], {
      encoding: 'utf8',
    });
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/expected .*\n +found .*\n +to do /);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});
