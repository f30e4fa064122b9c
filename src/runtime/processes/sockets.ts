/** Lists the sockets on which a service that runs as a process listens. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { socketLines, tablesOf } from '../../system/ports/owner.ts';
import { ephemeralRangeIn, waitingIn } from '../../system/ports/socket-table.ts';
import { statFields } from '../../system/processes/proc-stat.ts';
import type { BoundSocket } from '../runtime.ts';

/**
 * Sockets of the service and of its child processes.
 * @param leader the service's process, which leads its group
 * @returns undefined where the system does not show them: it is no Linux, or hides this process
 */
export const socketsOf = (leader: number): BoundSocket[] | undefined => {
  if (process.platform !== 'linux') return undefined;
  try {
    const inodes = inodesOf(leader);
    // Some of the other processes may have ended meanwhile.
    for (const pid of descendantsOf(leader)) {
      try {
        for (const inode of inodesOf(pid)) inodes.add(inode);
      } catch (error) {
        if (!['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
      }
    }
    const ephemeral = ephemeralRangeIn(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'latin1'));
    return (['tcp', 'udp'] as const).flatMap((protocol) =>
      tablesOf(protocol)
        .flatMap((table) => waitingIn(socketLines(table, protocol), protocol, ephemeral))
        .filter(({ inode }) => inodes.has(inode))
        .map(({ address, port }) => ({ protocol, address, port, reach: { host: reachOf(address), port } })),
    );
  } catch {
    return undefined;
  }
};

/** A socket bound to all addresses is reached over loopback. */
const reachOf = (address: string): string => ({ '0.0.0.0': '127.0.0.1', '::': '::1' })[address] ?? address;

const inodesOf = (pid: number): Set<string> =>
  new Set(
    readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
      } catch {
        return [];
      }
    }),
  );

/** Processes of the group and their children: a child may have left the group. */
const descendantsOf = (leader: number): number[] => {
  const parents = new Map<number, { parent: number; group: number }>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === leader) continue;
    try {
      const [, parent, group] = statFields(pid);
      parents.set(pid, { parent: Number(parent), group: Number(group) });
    } catch {
      // It has ended.
    }
  }
  const isOurs = (pid: number): boolean => {
    if (pid === leader) return true;
    const about = parents.get(pid);
    return about !== undefined && (about.group === leader || isOurs(about.parent));
  };
  return [...parents.keys()].filter(isOurs);
};
