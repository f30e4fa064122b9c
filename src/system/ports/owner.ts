/** Finds out which process listens at a port: the started service or another program. */
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, readSync } from 'node:fs';
import { statFields } from '../processes/proc-stat.ts';
import { LABEL_VARIABLE } from '../run-folder.ts';
import type { Protocol } from './reserve.ts';
import { waitingState } from './socket-table.ts';

/**
 * Lines of a table of sockets, without its head. The kernel lists the listening ones of TCP before all others, of which
 * a busy machine has thousands: reading ends with the first of these.
 */
export const socketLines = (table: string, protocol: Protocol): string[] => {
  const lines: string[] = [];
  let rest = '';
  let fd: number;
  try {
    fd = openSync(`/proc/thread-self/net/${table}`, 'r');
  } catch {
    return [];
  }
  try {
    // Some two dozen lines: the kernel makes them only when they are asked for.
    const segment = Buffer.allocUnsafe(4096);
    for (;;) {
      const length = readSync(fd, segment);
      if (length === 0) return lines.slice(1);
      const pieces = (rest + segment.toString('latin1', 0, length)).split('\n');
      rest = pieces.pop()!;
      lines.push(...pieces);
      const [, , , state] = fieldsOf(lines.at(-1) ?? '');
      if (protocol === 'tcp' && lines.length > 1 && state !== waitingState.tcp) return lines.slice(1);
    }
  } finally {
    closeSync(fd);
  }
};

const fieldsOf = (line: string): string[] => line.trim().split(/\s+/);

/** Inodes of the sockets of a table that wait for peers at a port, whatever address they are bound to. */
const socketsIn = (table: string, port: number, protocol: Protocol): string[] => {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return socketLines(table, protocol).flatMap((line) => {
    if (!line.includes(suffix)) return [];
    const [, local = '', , state, , , , , , inode = ''] = fieldsOf(line);
    return local.endsWith(suffix) && state === waitingState[protocol] ? [inode] : [];
  });
};

/** IPv4 and IPv6. The kernel looks through all of its sockets for the second, too. */
export const tablesOf = (protocol: Protocol): [string, string] => [protocol, `${protocol}6`];

const holds = (pid: number, inodes: readonly string[]): boolean =>
  readdirSync(`/proc/${pid}/fd`).some((fd) => {
    try {
      const [, inode] = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`)) ?? [];
      return inode !== undefined && inodes.includes(inode);
    } catch {
      return false;
    }
  });

/** Whether a process that is not of the run with this label listens at a TCP port now. Looks at all processes. */
export const strangerAt = (port: number, label: string): boolean => {
  if (process.platform !== 'linux') return false;
  const inodes = tablesOf('tcp').flatMap((table) => socketsIn(table, port, 'tcp'));
  if (inodes.length === 0) return false;
  return readdirSync('/proc').some((name) => {
    const pid = Number(name);
    try {
      if (!Number.isInteger(pid) || !holds(pid, inodes)) return false;
      const environment = readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
      return !environment.includes(`${LABEL_VARIABLE}=${label}`);
    } catch {
      return false;
    }
  });
};

const groupOf = (leader: number): number[] =>
  readdirSync('/proc').flatMap((name) => {
    const pid = Number(name);
    if (!Number.isInteger(pid)) return [];
    try {
      const [, , group] = statFields(pid);
      return Number(group) === leader ? [pid] : [];
    } catch {
      return [];
    }
  });

/**
 * Whether a port is the service's own. `unknown`: the system does not tell (no Linux, or not of this process). Where the
 * service has ended, the port is nobody's.
 * @param leader the service's process, which leads its group
 */
export const ownerOfPort = (
  port: number,
  protocol: Protocol,
  leader: number,
): 'service' | 'stranger' | 'nobody' | 'unknown' => {
  if (process.platform !== 'linux') return 'unknown';
  try {
    const inodes: string[] = [];
    for (const table of tablesOf(protocol)) {
      const found = socketsIn(table, port, protocol);
      if (found.length > 0 && holds(leader, found)) return 'service';
      inodes.push(...found);
    }
    if (inodes.length === 0) return 'nobody';
    return groupOf(leader).some((pid) => holds(pid, inodes)) ? 'service' : 'stranger';
  } catch (error) {
    // Of a process that has just ended nothing can be told, above all not that an answer was its own.
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ESRCH' ? 'nobody' : 'unknown';
  }
};
