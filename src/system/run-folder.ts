/** Makes the folder and the label of a run. */
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { InfrastructureError } from '../model/errors.ts';
import { ownMark, type ProcessMark } from './processes/mark.ts';

/** Variable in the environment of everything that a run starts as a process; its value is the run's label. */
export const LABEL_VARIABLE = 'MAGISTRALA_CONFORMANCE_RUN';
export const FOLDER_PREFIX = 'magistrala-conformance-';
const LABEL = 'org.magistrala-conformance';
/** Label of containers, networks and volumes; its value is the run's label. */
export const RUN_LABEL = `${LABEL}.run`;
export const HOST_LABEL = `${LABEL}.host`;
const OWNER_FILE = 'owner.json';

export interface Run {
  /** Names the run, and in it the process that owns it: `<random>-<pid>-<start>`. */
  label: string;
  /** Absolute path of the run's folder. */
  folder: string;
}

/**
 * Makes the folder of a new run. Other users may pass through it (services can run as one) but not list it.
 * @param base where; a test may choose another folder than the system's for temporary files
 * @throws InfrastructureError TMPDIR_UNUSABLE, and what a full disk makes of it
 */
export function createRunFolder(base = tmpdir()): Run {
  const { pid, start } = ownMark();
  const label = `${randomBytes(4).toString('hex')}-${pid}-${start.toString(36)}`;
  const folder = join(base, FOLDER_PREFIX + label);
  makeFolder(folder, base);
  try {
    registerRun(folder, label);
  } catch (error) {
    // A full disk.
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  return { label, folder };
}

/** What a user can mistake about TMPDIR; a full disk is another matter. */
const unusable: Readonly<Record<string, string>> = {
  ENOENT: 'that it is not there',
  ENOTDIR: 'that it is no folder',
  EACCES: 'no permission to write there',
  EPERM: 'that nothing can be made there',
};

function makeFolder(folder: string, base: string): void {
  try {
    mkdirSync(folder, { mode: 0o711 });
  } catch (cause) {
    const found = unusable[(cause as NodeJS.ErrnoException).code ?? ''];
    if (found === undefined) throw cause;
    throw new InfrastructureError(
      'TMPDIR_UNUSABLE',
      `Expected a folder for temporary files at ${base}; found ${found}.`,
      'Point TMPDIR at a folder in which this user can make files.',
      { cause },
    );
  }
}

/** Makes an existing folder the folder of a run that this process owns, so that `sweep` knows it. */
export function registerRun(folder: string, label: string): void {
  // Whatever the umask is: a service under another uid has to get through.
  chmodSync(folder, 0o711);
  writeFileSync(join(folder, OWNER_FILE), JSON.stringify({ label, ...ownMark() }), { mode: 0o644 });
}

/** Owner of a run by its folder, or undefined when the folder does not say. */
export function ownerByFolder(folder: string): (ProcessMark & { label: string }) | undefined {
  try {
    const { label, pid, start } = JSON.parse(readFileSync(join(folder, OWNER_FILE), 'utf8')) as Record<
      string,
      unknown
    >;
    if (typeof label !== 'string' || typeof pid !== 'number' || typeof start !== 'number') return undefined;
    return { label, pid, start };
  } catch {
    return undefined;
  }
}

/** Owner of a run by its label alone, or undefined when the label was not made by `createRunFolder`. */
export function ownerByLabel(label: string): ProcessMark | undefined {
  const [, pid, start] = /^[0-9a-f]{8}-(\d+)-([0-9a-z]+)$/.exec(label) ?? [];
  return pid && start ? { pid: Number(pid), start: Number.parseInt(start, 36) } : undefined;
}

/** Labels for every container, network and volume of a run. */
export function runLabels(label: string): Record<string, string> {
  return {
    [RUN_LABEL]: label,
    [`${LABEL}.pid`]: String(process.pid),
    // A daemon can serve several machines; only the one that started a run can tell that its owner is dead.
    [HOST_LABEL]: hostname(),
  };
}
