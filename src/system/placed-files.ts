/** Lists the files of a service's folder with owners and modes. */
import { posix } from 'node:path';
import { InfrastructureError } from '../model/errors.ts';
import type { PlacedFile } from '../model/placed-file.ts';

/** The user nobody: owns nothing that a service must not read. */
export const OTHER_USER: Owner = { uid: 65534, gid: 65534 };

export interface Owner {
  uid: number;
  gid: number;
}

/**
 * What keeps the service from an unreadable file: another owner, the mode alone, or nothing, as nothing keeps
 * root out.
 */
export type Barrier = 'owner' | 'mode' | 'nothing';

/** One thing to put into a service's folder; parents come before what they hold. */
export interface Entry {
  /** Relative, with slashes. */
  name: string;
  content: Buffer | 'directory';
  mode: number;
  owner: Owner;
}

const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;

/**
 * Modes and owners of the files of a service: folders 0755, files 0644, private keys 0600, all owned by the user
 * that the service runs as, and unreadable files behind the barrier.
 * @throws InfrastructureError FILE_NAME for a name that leads out of the folder, UNREADABLE_AS_ROOT where nothing
 *   could keep the service out
 */
export function placedEntries(files: readonly PlacedFile[], service: Owner, barrier: Barrier): Entry[] {
  const entries = new Map<string, Entry>();
  const directory = (name: string): void => {
    if (name === '.' || entries.has(name)) return;
    directory(posix.dirname(name));
    entries.set(name, { name, content: 'directory', mode: 0o755, owner: service });
  };
  for (const file of files) {
    const name = checkedName(file.name);
    directory(posix.dirname(name));
    if (file.kind === 'directory') {
      directory(name);
      continue;
    }
    const content = Buffer.from(file.content);
    const mode = PRIVATE_KEY.test(content.toString('latin1')) ? 0o600 : 0o644;
    const shut = file.unreadable ? shutOut(name, service, barrier) : {};
    entries.set(name, { name, content, mode, owner: service, ...shut });
  }
  return [...entries.values()];
}

function shutOut(name: string, service: Owner, barrier: Barrier): Pick<Entry, 'mode' | 'owner'> {
  if (barrier === 'owner') return { mode: 0o600, owner: { uid: 0, gid: 0 } };
  if (barrier === 'mode') return { mode: 0o000, owner: service };
  throw new InfrastructureError(
    'UNREADABLE_AS_ROOT',
    `Expected ${name} to be unreadable for the service; found that the service would run as root, which reads everything.`,
    'Mark the start with `otherUser`, or run the suite as a user without privileges.',
  );
}

function checkedName(name: string): string {
  const normal = posix.normalize(name).replace(/\/$/, '');
  if (name === '' || normal === '.' || posix.isAbsolute(normal) || /^\.\.(\/|$)/.test(normal)) {
    throw new InfrastructureError(
      'FILE_NAME',
      `Expected the name of a file below the service's folder; found ${JSON.stringify(name)}.`,
      'Give the file a relative name without `..`.',
    );
  }
  return normal;
}
