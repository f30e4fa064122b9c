/** Gives a service that runs as a process its folder and ports, and removes them at the end. */
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InfrastructureError } from '../../model/errors.ts';
import type { PlacedFile } from '../../model/placed-file.ts';
import { OTHER_USER, placedEntries, type Entry, type Owner } from '../../system/placed-files.ts';
import type { ReservedPort } from '../../system/ports/reserve.ts';
import type { Place } from '../runtime.ts';

/**
 * Folder and ports of one service that runs as a process. The folder holds `files`, the working directory of the
 * service, and beside it the output of every boot.
 */
export class ProcessPlace implements Place {
  readonly service: string;
  readonly ports: Record<string, number>;
  readonly bindHost = '127.0.0.1';
  readonly #folder: string;
  readonly reserved: readonly ReservedPort[];
  #boots = 0;

  /** @param name of the folder, before what makes it unique */
  constructor(
    runFolder: string,
    service: string,
    reserved: Record<string, ReservedPort>,
    name: string = service,
  ) {
    this.service = service;
    this.ports = Object.fromEntries(Object.entries(reserved).map(([name, { port }]) => [name, port]));
    this.reserved = Object.values(reserved);
    this.#folder = mkdtempSync(join(runFolder, `${name.replaceAll(/[^\w-]/g, '_')}-`));
    // `mkdtemp` gives other users no access.
    chmodSync(this.#folder, 0o755);
    mkdirSync(this.folder);
    chmodSync(this.folder, 0o755);
  }

  /** The service's own folder and its working directory. */
  get folder(): string {
    return join(this.#folder, 'files');
  }

  path(file: string): string {
    return join(this.folder, file);
  }

  /** Path for the output of the next boot. */
  nextOutput(): string {
    return join(this.#folder, `output-${++this.#boots}`);
  }

  /**
   * Writes the files of a boot, in place of those of an earlier one.
   * @returns the user to run the service as, undefined for the suite's own
   * @throws InfrastructureError FILE_NAME, UNREADABLE_AS_ROOT, FOLDER_SHUT, FILES_NOT_WRITTEN
   */
  write(files: PlacedFile[], otherUser: boolean): Owner | undefined {
    const [uid, gid] = [process.getuid?.() ?? -1, process.getgid?.() ?? -1];
    const root = uid === 0;
    const user = root && otherUser ? OTHER_USER : undefined;
    const entries = placedEntries(files, user ?? { uid, gid }, user ? 'owner' : root ? 'nothing' : 'mode');
    try {
      if (user) {
        passable(this.#folder);
        chownSync(this.folder, user.uid, user.gid);
      }
      for (const entry of entries) put(this.path(entry.name), entry, root);
    } catch (error) {
      if (error instanceof InfrastructureError) throw error;
      throw new InfrastructureError(
        'FILES_NOT_WRITTEN',
        `Expected to write the files of ${this.service} to ${this.folder}; found ${(error as Error).message}.`,
        'Free space there, or set TMPDIR to another folder.',
        { cause: error },
      );
    }
    return user;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const port of this.reserved) port.release();
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function put(path: string, { content, mode, owner }: Entry, root: boolean): void {
  if (content === 'directory') {
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
      rmSync(path, { force: true });
      mkdirSync(path);
    }
  } else {
    // An earlier boot may have left a file that even its owner cannot open.
    rmSync(path, { recursive: true, force: true });
    writeFileSync(path, content, { flag: 'wx', mode: 0o600 });
  }
  if (root) chownSync(path, owner.uid, owner.gid);
  chmodSync(path, mode);
}

const OTHERS_PASS = 0o001;

/** The other user must be able to enter every folder of the path. */
function passable(folder: string): void {
  for (let at = folder; ; at = dirname(at)) {
    if ((statSync(at).mode & OTHERS_PASS) === 0) {
      throw new InfrastructureError(
        'FOLDER_SHUT',
        `Expected ${folder} to be within reach of user ${OTHER_USER.uid}; found that ${at} lets no other user through.`,
        'Set TMPDIR to a folder that others may pass, such as /tmp.',
      );
    }
    if (at === dirname(at)) return;
  }
}
