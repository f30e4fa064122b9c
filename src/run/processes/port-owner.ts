/** Who listens at a port: the service that was started, or somebody who took it in between. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { Protocol } from '../ports.ts';
import { LABEL_VARIABLE } from '../run-folder.ts';
import { statFields } from './proc-stat.ts';

/** State of a listening TCP socket, and of an unconnected UDP one, in /proc/net (proc_net_tcp in the kernel's documentation). */
const waiting = { tcp: '0A', udp: '07' } as const;

/** Inodes of the sockets that wait for peers at a port, whatever address they are bound to. */
const socketsAt = (port: number, protocol: Protocol): string[] => {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return [protocol, `${protocol}6`].flatMap((table) => {
    let text: string;
    try {
      text = readFileSync(`/proc/net/${table}`, 'latin1');
    } catch {
      return [];
    }
    // A busy machine has thousands of lines, nearly all of other ports.
    if (!text.includes(`${suffix} `)) return [];
    return text.split('\n').flatMap((line) => {
      const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
      return local.endsWith(suffix) && state === waiting[protocol] ? [inode] : [];
    });
  });
};

const holds = (pid: number, inodes: readonly string[]): boolean =>
  readdirSync(`/proc/${pid}/fd`).some((fd) => {
    try {
      const [, inode] = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`)) ?? [];
      return inode !== undefined && inodes.includes(inode);
    } catch {
      return false;
    }
  });

/** Whether somebody who is not of the run with this label listens at a TCP port right now. Looks at all processes. */
export const strangerAt = (port: number, label: string): boolean => {
  if (process.platform !== 'linux') return false;
  const inodes = socketsAt(port, 'tcp');
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
 * Whether a port is the service's own. `unknown`: the system does not tell (no Linux, or not of this process).
 * @param leader the service's process, which leads its group
 */
export const ownerOfPort = (
  port: number,
  protocol: Protocol,
  leader: number,
): 'service' | 'stranger' | 'nobody' | 'unknown' => {
  if (process.platform !== 'linux') return 'unknown';
  const inodes = socketsAt(port, protocol);
  if (inodes.length === 0) return 'nobody';
  try {
    if (holds(leader, inodes)) return 'service';
    return groupOf(leader).some((pid) => holds(pid, inodes)) ? 'service' : 'stranger';
  } catch {
    return 'unknown';
  }
};
