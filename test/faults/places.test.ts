/** Tests runs from another path, as another user, and with unusual names of folders. */
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { expect, test } from 'vitest';
import { placePrograms } from '../release/programs.ts';
import { checkout, newPlace, startRun, type Place } from './command.ts';
import { endingOf, expectAllPassed } from './honesty.ts';
import { few, instruments } from './selection.ts';

const root = process.getuid?.() === 0 && process.platform === 'linux';
const can = (program: string, ...args: string[]): boolean => {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

/** The checkout once more at another path, in a mount namespace that is gone with the run. */
const mounted = (at: string, readOnly: boolean): string[] => {
  mkdirSync(at, { recursive: true });
  const script = [
    `mount --bind '${checkout}' '${at}'`,
    ...(readOnly ? [`mount -o remount,bind,ro '${at}'`] : []),
    'exec "$0" "$@"',
  ];
  return ['unshare', '--mount', 'sh', '-ec', script.join('; ')];
};
const mountable = root && can('unshare', '--mount', 'sh', '-c', 'mount --bind /mnt /mnt');

const nobody = 65_534;
/** The command that runs a program as an ordinary user, without capabilities. */
const asNobody = [
  ...['setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'],
  ...['--inh-caps=-all', '--bounding-set=-all', '--no-new-privs'],
];
const canBeNobody = root && can('setpriv', ...asNobody.slice(1), 'true');

const given = (place: Place): Place => {
  const home = join(place.home, 'home');
  mkdirSync(home);
  mkdirSync(place.out);
  for (const folder of [home, place.tmp, place.out]) chownSync(folder, nobody, nobody);
  return place;
};

test.skipIf(!mountable || !canBeNobody)(
  'an ordinary user, and a checkout that is somebody else’s (needs root and setpriv)',
  async () => {
    const place = given(newPlace());
    const from = join(place.home, 'checkout');
    expectAllPassed(
      await endingOf(
        startRun({
          cases: instruments,
          via: [...mounted(from, false), ...asNobody],
          env: { HOME: join(place.home, 'home'), USER: 'nobody' },
          from,
          place,
        }),
      ),
    );
  },
);

test.skipIf(root)('an ordinary user: this one', async () => {
  expectAllPassed(await endingOf(startRun({ cases: instruments })));
});

test.skipIf(!mountable)('a checkout that cannot be written (needs root)', async () => {
  const place = newPlace();
  const from = join(place.home, 'checkout');
  const via = mounted(from, true);
  const attempt = [...via.slice(1), 'touch', join(from, 'written')];
  expect(can(via[0]!, ...attempt)).toBe(false);
  expectAllPassed(await endingOf(startRun({ cases: instruments, via, from, place })));
});

const odd = 'Größe 1 — 設定 (ä)';
/** A name with characters that a shell interprets. */
const odder = `${odd} "à" $HOME`;

/** Everything below a folder with blanks and letters of other languages. */
const oddPlace = (name = odd): Place => {
  const { home } = newPlace();
  const place = { home: join(home, name), out: join(home, name, 'out put'), tmp: join(home, name, 'tmp ö') };
  mkdirSync(place.tmp, { recursive: true });
  for (const folder of [place.home, place.tmp]) chmodSync(folder, 0o755);
  return place;
};

test('blanks and letters of other languages in --out and TMPDIR', async () => {
  expectAllPassed(await endingOf(startRun({ cases: instruments, place: oddPlace() })));
});

test('and what a shell would take for its own', async () => {
  expectAllPassed(await endingOf(startRun({ cases: instruments, place: oddPlace(odder) })));
});

test.skipIf(!mountable).for([odd, odder])(
  'the same in the path of the checkout: %s (needs root)',
  async (name) => {
    const place = oddPlace();
    const from = join(place.home, name, 'check out');
    // For the shell: the path holds no quote of this kind.
    const via = mounted(from, false);
    expectAllPassed(await endingOf(startRun({ cases: instruments, via, from, place })));
  },
);

test.skipIf(!mountable)("nowhere for PostgreSQL's programs (needs root)", async () => {
  const place = oddPlace(odder);
  const from = join(place.home, 'check out');
  const via = mounted(from, false);
  const { wrong, end, report } = await endingOf(startRun({ cases: few, via, from, place }));
  expect(wrong).toEqual([]);
  expect(report).toBeUndefined();
  expect(end.console).toContain('POSTGRES_PATH');
});

test('the same in the folder of --binaries', async () => {
  const place = oddPlace();
  const programs = join(place.home, 'bin är');
  const main = join(checkout, 'fixtures/reference/main.ts');
  placePrograms(programs, (binary) => `#!/bin/sh\nexec '${process.execPath}' '${main}' ${binary}\n`);
  const release = parse(readFileSync(join(checkout, 'releases/reference.yaml'), 'utf8')) as object;
  const file = join(place.home, 'rele ase.yaml');
  writeFileSync(file, stringify({ ...release, release: 'v9.9.9' }));
  const args = ['--target', 'binaries', '--binaries', programs, '--release-file', file];
  expectAllPassed(await endingOf(startRun({ cases: few, args, place })));
});
