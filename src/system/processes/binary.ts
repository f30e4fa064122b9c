/** Checks that this machine can run a program, and explains why one did not start. */
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  readdirSync,
  readSync,
  statSync,
} from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { InfrastructureError } from '../../model/errors.ts';
import { ELF_HEAD, elfFault, isElf } from './elf.ts';

const MISSING_TODO = 'Build it, or correct the folder or the name that the target gives for this service.';
const FORMAT_TODO = `Give a binary that was built for this machine (${process.platform}, ${process.arch}).`;

/**
 * Absolute path of a program that this machine can run. Looks at the file first, as the C library hands anything
 * that the kernel does not know to the shell (execvp(3)), and a shell that reads garbage looks like a service.
 * @throws InfrastructureError BINARY_MISSING, BINARY_NOT_EXECUTABLE, BINARY_FORMAT
 */
export function runnable(command: string): string {
  const path = search(command);
  let size: number;
  try {
    const stat = statSync(path);
    if (!stat.isFile()) throw notExecutable(path, 'something that is not a file');
    size = stat.size;
  } catch (error) {
    if (error instanceof InfrastructureError) throw error;
    throw missing(path, error);
  }
  try {
    accessSync(path, constants.X_OK);
  } catch (error) {
    throw notExecutable(path, 'no permission to execute it', error);
  }
  const head = firstBytes(path);
  // Unreadable and executable is allowed: then the kernel has the last word.
  if (head) checkFormat(path, head, size);
  return path;
}

/** The error for a program that did not start, by what the system said. */
export function startError(path: string, error: NodeJS.ErrnoException): InfrastructureError {
  const { code } = error;
  if (code === 'ENOENT' && !existsSync(path)) return missing(path, error);
  if (code === 'ENOENT') {
    return format(path, 'that its interpreter or dynamic loader is not on this machine', error);
  }
  if (code === 'EACCES') {
    return notExecutable(path, 'that the user it would run as may not execute it', error);
  }
  if (code === 'ENOEXEC') return format(path, 'that the system does not know its format', error);
  return new InfrastructureError(
    'PROCESS_NOT_STARTED',
    `Expected to start ${path}; found that the system refused it (${code ?? error.message}).`,
    'Free memory or processes, or raise the limits of this user (ulimit -a shows them).',
    { cause: error },
  );
}

function search(command: string): string {
  if (command.includes('/')) return resolve(command);
  // By the suite's PATH, not by that of the service.
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, command);
    if (isAbsolute(path) && existsSync(path)) return path;
  }
  throw new InfrastructureError(
    'BINARY_MISSING',
    `Expected a program ${command} in one of the folders of PATH; found none.`,
    MISSING_TODO,
  );
}

function firstBytes(path: string): Buffer | undefined {
  const head = Buffer.alloc(ELF_HEAD);
  try {
    const fd = openSync(path, 'r');
    try {
      return head.subarray(0, readSync(fd, head));
    } finally {
      closeSync(fd);
    }
  } catch {
    return undefined;
  }
}

/** Mach-O, one architecture or several, in either byte order (<mach-o/loader.h>, <mach-o/fat.h>). */
const MACH_O = [0xfeedface, 0xfeedfacf, 0xcefaedfe, 0xcffaedfe, 0xcafebabe];

function checkFormat(path: string, head: Buffer, size: number): void {
  if (size === 0) throw format(path, 'an empty file');
  if (head.toString('latin1', 0, 2) === '#!') return;
  if (isElf(head)) {
    const fault = elfFault(head, size, emulated);
    if (fault) throw format(path, fault);
    return;
  }
  const machO = head.length >= 4 && MACH_O.includes(head.readUInt32BE(0));
  if (process.platform === 'linux' || !machO) {
    throw format(path, 'neither a binary nor a script that names its interpreter');
  }
}

/** Whether the kernel hands foreign binaries to an emulator (binfmt_misc). */
function emulated(): boolean {
  try {
    return readdirSync('/proc/sys/fs/binfmt_misc').some((name) => name.startsWith('qemu-'));
  } catch {
    return false;
  }
}

const missing = (path: string, cause: unknown) =>
  new InfrastructureError('BINARY_MISSING', `Expected a program at ${path}; found nothing.`, MISSING_TODO, {
    cause,
  });

const notExecutable = (path: string, found: string, cause?: unknown) =>
  new InfrastructureError(
    'BINARY_NOT_EXECUTABLE',
    `Expected an executable program at ${path}; found ${found}.`,
    'Make it executable (chmod a+x), and every folder above it passable for the user that runs it.',
    { cause },
  );

const format = (path: string, found: string, cause?: unknown) =>
  new InfrastructureError(
    'BINARY_FORMAT',
    `Expected a program for this machine at ${path}; found ${found}.`,
    FORMAT_TODO,
    { cause },
  );
