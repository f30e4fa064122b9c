/** Recognizes what the operating system refuses: broken infrastructure, wherever in the suite it shows. */
import { statfsSync } from 'node:fs';

/** Completes `Expected …; found ….`; `todo` says what to do. */
export interface SystemFault {
  code: string;
  expected: string;
  found: string;
  todo: string;
}

const room = {
  code: 'DISK_FULL',
  todo: 'Free some 500 MB where temporary files go, or point TMPDIR at a larger disk.',
};
const files = {
  code: 'FILES_OPEN',
  todo: 'Raise the limit (ulimit -n) to 1024 or more, or give fewer --workers.',
};
const memory = {
  code: 'NO_RESOURCES',
  todo: 'End other programs, or raise the limits of this user (ulimit -u, -v).',
};

/** By the names of errno(3). */
const kinds: Readonly<Record<string, { code: string; todo: string; expected: string }>> = {
  ENOSPC: { ...room, expected: 'room on the disk' },
  EDQUOT: { ...room, expected: 'room on the disk' },
  EROFS: { ...room, expected: 'a disk that can be written' },
  EIO: { ...room, expected: 'a disk that can be read and written' },
  EMFILE: { ...files, expected: 'another file or socket to open' },
  ENFILE: { ...files, expected: 'another file or socket to open' },
  ENOMEM: { ...memory, expected: 'memory for another process' },
  EAGAIN: { ...memory, expected: 'another process to start' },
};

/** Undefined for an error that says nothing about the system. */
export const systemFault = (error: unknown): SystemFault | undefined => {
  if (!(error instanceof Error)) return undefined;
  const kind = kinds[(error as NodeJS.ErrnoException).code ?? ''];
  return kind && { ...kind, found: error.message };
};

/** Less than this on the disk, and a service's last words may be missing without a trace (bytes). */
const leastRoom = 256 * 1024;

/** A disk so full that what a service says may not be in its output. */
export const fullDisk = (folder: string): SystemFault | undefined => {
  const { bavail, bsize } = statfsSync(folder);
  const left = bavail * bsize;
  return left >= leastRoom
    ? undefined
    : {
        ...room,
        expected: `room in ${folder} for what the services say`,
        found: `${left} bytes left; what they said may be incomplete`,
      };
};
