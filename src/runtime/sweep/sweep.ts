/** Removes everything that runs left behind on this machine. */
import { lstatSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from '../../system/processes/mark.ts';
import { FOLDER_PREFIX, ownerByFolder, ownerByLabel } from '../../system/run-folder.ts';
import { sweepDocker, type SweptDocker } from './docker.ts';
import { endProcesses, processesByEnvironment, processesByFolder, type SweptProcess } from './processes.ts';

export interface SweepOptions {
  /** Sweep this run, whether its owner lives or not; by default every run whose owner is dead. */
  label?: string;
  /** False: do not look for containers. Looking costs half a second where there is Docker. */
  docker?: boolean;
  /** ms that a process gets to end by itself, three seconds by default. */
  graceMs?: number;
  /** Where the folders of runs are; the system's folder for temporary files by default. */
  base?: string;
}

/** What a sweep removed, and in `left` what it could not, with the reason. */
export interface Swept extends SweptDocker {
  processes: SweptProcess[];
  folders: string[];
}

/**
 * Removes what runs have left behind: processes, containers, networks, volumes, folders. (Ports need no sweep, the
 * system drops their locks with the process that held them.) Used at the end of a run, on signals, at the next
 * start and by `clean`. Never throws because Docker is absent or something is another user's.
 */
export async function sweep({
  label,
  docker = true,
  graceMs,
  base = tmpdir(),
}: SweepOptions = {}): Promise<Swept> {
  const runs = runFolders(base);
  const ownerOf = (name: string) => ownerByLabel(name) ?? runs.find((run) => run.label === name)?.owner;
  const abandoned = new Map<string, boolean>();
  const mine = (name: string): boolean => {
    if (label !== undefined) return name === label;
    let answer = abandoned.get(name);
    if (answer === undefined) {
      const owner = ownerOf(name);
      // A run whose owner is unknown may still be alive.
      answer = owner !== undefined && !isAlive(owner);
      abandoned.set(name, answer);
    }
    return answer;
  };

  const folders = runs.filter((run) => mine(run.label));
  const found = [
    ...processesByEnvironment().filter((process) => mine(process.label)),
    ...folders.flatMap((run) => processesByFolder(run.folder, run.label)),
  ];
  const processes = [...new Map(found.map((process) => [process.pid, process])).values()];
  const [alive, swept] = await Promise.all([
    endProcesses(processes, graceMs),
    docker ? sweepDocker((name, same) => mine(name) && (same || label !== undefined)) : nothing(),
  ]);
  const removed: string[] = [];
  for (const { folder } of folders) {
    try {
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
      removed.push(folder);
    } catch (error) {
      swept.left.push(`${folder}: ${(error as Error).message}`);
    }
  }
  for (const { pid } of alive) swept.left.push(`process ${pid}: does not end`);
  return { ...swept, processes: processes.filter((process) => !alive.includes(process)), folders: removed };
}

const nothing = (): SweptDocker => ({ containers: [], networks: [], volumes: [], left: [] });

interface RunFolder {
  folder: string;
  label: string;
  owner: { pid: number; start: number } | undefined;
}

function runFolders(base: string): RunFolder[] {
  return namesIn(base)
    .filter((name) => name.startsWith(FOLDER_PREFIX) && isOwnFolder(join(base, name)))
    .map((name) => {
      const folder = join(base, name);
      const owner = ownerByFolder(folder);
      // The owner may have died before it wrote its record; the name of the folder holds its pid and start time.
      const label = owner?.label ?? name.slice(FOLDER_PREFIX.length);
      return { folder, label, owner };
    });
}

/** Returns no names where the folder cannot be read: a new run reports the reason. */
function namesIn(base: string): string[] {
  try {
    return readdirSync(base);
  } catch {
    return [];
  }
}

/** A folder of another user may name processes that are not its run's. */
function isOwnFolder(path: string): boolean {
  const about = lstatSync(path, { throwIfNoEntry: false });
  return about !== undefined && about.isDirectory() && about.uid === (process.getuid?.() ?? about.uid);
}
