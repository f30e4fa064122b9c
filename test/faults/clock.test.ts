/** Tests that services whose clock is a day off get the same verdicts. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { newPlace, startRun } from './command.ts';
import { endingOf } from './honesty.ts';
import { few } from './selection.ts';

const library = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64']
  .map((folder) => join(folder, 'faketime/libfaketime.so.1'))
  .find((path) => existsSync(path));

const dayMs = 86_400_000;

interface ReleaseText {
  services: Record<string, { environment?: Record<string, string> }>;
}

/** The release file of the reference, with a preloaded library in the environment of every service. */
const releaseWithClock = (home: string, offset: string): string => {
  const own = join(import.meta.dirname, '../../releases/reference.yaml');
  const release = parse(readFileSync(own, 'utf8')) as ReleaseText;
  for (const service of Object.values(release.services)) {
    service.environment = { ...service.environment, LD_PRELOAD: library ?? '', FAKETIME: offset };
  }
  const file = join(home, 'release.yaml');
  writeFileSync(file, stringify(release));
  return file;
};

test.skipIf(library === undefined).for([1, -1])(
  'the clocks of all services are off by %s day (needs libfaketime)',
  async (sign) => {
    const place = newPlace();
    const file = releaseWithClock(place.home, sign > 0 ? '+1d' : '-1d');
    const { wrong, end, outcomes, journal } = await endingOf(
      startRun({ cases: few, args: ['--release-file', file], place }),
    );
    expect(wrong).toEqual([]);
    expect(outcomes, end.console).toEqual({ pass: few.length });
    // The services did run on another day.
    const day = new Date(Date.now() + sign * dayMs).toISOString().slice(0, 10);
    expect(JSON.stringify(journal)).toContain(`${day}T`);
  },
);
