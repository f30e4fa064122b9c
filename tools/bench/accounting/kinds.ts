/** Whose CPU it is: by the arguments of a program, and by the name of a thread. Pure. */
import { basename } from 'node:path';

/** In the order of a table. */
export const kinds = ['service', 'postgres', 'backplane', 'suite', 'docker'] as const;
export type Kind = (typeof kinds)[number];

export interface Part {
  kind: Kind;
  /** Of a service its name, else what the process or the thread is. */
  name: string;
  /** Key of the start that a service belongs to, where its folder says so. */
  start?: string;
}

/** What /proc shows of a process; empty where it has ended already. */
export interface SeenProgram {
  args: readonly string[];
  folder: string;
}

const script = /[/\\](?:([\w-]+)[/\\])?([\w-]+)\.[cm]?[jt]s$/;
const backplane = new Set(['nats-server', 'redis-server', 'spicedb', 'fluxmq']);
const docker = /^(dockerd|containerd|containerd-shim.*|runc|docker|docker-proxy|docker-init|ryuk)$/;

/**
 * @param program of a process that has just become this program
 * @param services names of the files that are services, where local builds are tested
 */
export const partOfProgram = (
  { args, folder }: SeenProgram,
  services: ReadonlySet<string>,
  parent: Kind,
): Part => {
  const file = basename(args[0] ?? '');
  const start = /[/\\]([\w-]+?)-([0-9a-f]{16})-\w{6}[/\\]files$/.exec(folder);
  const service = (name: string): Part => ({
    kind: 'service',
    name: start?.[1] ?? name,
    ...(start && { start: start[2]! }),
  });
  const reference = args.findIndex((arg) => /[/\\]fixtures[/\\]reference[/\\]main\.(m?js|ts)$/.test(arg));
  if (reference >= 0) return service(args[reference + 1] ?? 'reference');
  if (/^(postgres: .*|postgres|initdb|pg_ctl)$/.test(file)) return { kind: 'postgres', name: 'PostgreSQL' };
  if (backplane.has(file)) return { kind: 'backplane', name: file };
  if (docker.test(file)) return { kind: 'docker', name: file };
  if (services.has(file) || parent === 'docker') return service(file);
  if (file === '') return { kind: parent, name: starting };
  return { kind: 'suite', name: /^node(\.exe)?$/.test(file) ? nodeName(args) : file };
};

/** What is counted from the fork of a process until it has become its program. */
export const starting = 'starting processes';

/** Threads of the command line itself, by what they do. */
const mainScript = 'src/cli/main';
const scripts: Readonly<Record<string, string>> = {
  [mainScript]: 'main process',
  'watch/sampling-process': 'byte probe',
  'processes/launcher-main': 'launcher',
};

const nodeName = (args: readonly string[]): string => {
  const found = args.slice(1).find((arg) => script.test(arg));
  const [, folder, file] = (found && script.exec(found)) ?? [];
  if (file === undefined) return 'node';
  if (folder === 'cli' && file === 'main') return scripts[mainScript]!;
  return scripts[`${folder}/${file}`] ?? file;
};

/** A thread of the main process, by the name that Node gives it; undefined where it is a thread like any other. */
export const partOfThread = (name: string): string | undefined => {
  if (/^(V8Worker|DelayedTaskSche)/.test(name)) return "V8's threads";
  if (name.startsWith('libuv-worker')) return "libuv's pool";
  if (/^(MainThread|node)/.test(name)) return 'main thread';
  return /orker/.test(name) ? 'worker threads' : undefined;
};
