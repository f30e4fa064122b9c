/** Lets a service that runs as another user than root open a port below 1024. */
import { readFileSync } from 'node:fs';
import { findProgram } from '../../system/find-program.ts';
import type { Owner } from '../../system/placed-files.ts';

/** Bit of CAP_NET_BIND_SERVICE in the sets of /proc/self/status (capabilities(7)). */
const NET_BIND_SERVICE = 1n << 10n;

/**
 * The same program started by setpriv(1), which passes on this one capability. Unchanged where setpriv or the
 * capability is missing: the service then reports that it may not open its port.
 */
export const withLowPorts = (
  path: string,
  args: string[],
  user: Owner,
): { path: string; args: string[]; user: Owner | undefined } => {
  const setpriv = holdsCapability() ? findProgram('setpriv') : undefined;
  if (setpriv === undefined) return { path, args, user };
  return {
    path: setpriv,
    args: [
      `--reuid=${user.uid}`,
      `--regid=${user.gid}`,
      '--clear-groups',
      '--inh-caps=+net_bind_service',
      '--ambient-caps=+net_bind_service',
      '--',
      path,
      ...args,
    ],
    user: undefined,
  };
};

const holdsCapability = (): boolean => {
  try {
    const held = /^CapPrm:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    return held !== undefined && (BigInt(`0x${held}`) & NET_BIND_SERVICE) !== 0n;
  } catch {
    return false;
  }
};
