/** Lists what a run has left, without the suite's sweep. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

export interface Traces {
  /** Process id of the command, which is also its group and part of the run's label. */
  pid: number;
  tmp: string;
  out: string;
  /** Daemon whose containers are looked at, as DOCKER_HOST. */
  docker?: string;
}

/** One line a thing: processes, containers, folders, half-written reports. */
export const leftoversOf = ({ pid, tmp, out, docker }: Traces): string[] => [
  ...processesOf(pid).map((one) => `process ${one.pid} (${one.command})`),
  ...(docker === undefined ? [] : containersOf(pid, docker).map((id) => `container ${id}`)),
  ...(existsSync(tmp) ? readdirSync(tmp) : [])
    .filter((name) => name.startsWith('magistrala-conformance-'))
    .map((name) => `folder ${name}`),
  ...(existsSync(out) ? readdirSync(out) : [])
    .filter((name) => name.endsWith('.tmp'))
    .map((name) => `half-written ${name}`),
];

/** `<random>-<pid>-<start>`, see `createRunFolder`. */
const labelOf = (pid: number): RegExp => new RegExp(`^MAGISTRALA_CONFORMANCE_RUN=[0-9a-f]{8}-${pid}-`);

export interface RunningProcess {
  pid: number;
  parent: number;
  command: string;
}

/** Processes that carry the run's label or are in the group of its command; zombies do not run. */
export const processesOf = (owner: number): RunningProcess[] =>
  readdirSync('/proc').flatMap((name) => {
    const pid = Number(name);
    if (!Number.isInteger(pid)) return [];
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
      const [state, parent, group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (state === 'Z' || state === 'X') return [];
      const labelled = (): boolean =>
        readFileSync(`/proc/${pid}/environ`, 'latin1')
          .split('\0')
          .some((variable) => labelOf(owner).test(variable));
      if (Number(group) !== owner && !labelled()) return [];
      const command = readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ').trim();
      return [{ pid, parent: Number(parent), command }];
    } catch {
      // It has just ended.
      return [];
    }
  });

/** Services of the reference among them, bundled or not. */
export const servicesOf = (owner: number): RunningProcess[] =>
  processesOf(owner).filter(({ command }) => /fixtures\/reference\/main\.(m?js|ts)\b/.test(command));

/** SIGKILL; false for a process that has ended since it was seen. */
export const killed = (pid: number): boolean => {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
};

/** Ids of the run's containers, running or not. */
export const containersOf = (pid: number, docker: string): string[] => {
  const format = '{{.ID}} {{.Label "org.magistrala-conformance.run"}}';
  const args = [
    'ps',
    '--all',
    '--no-trunc',
    '--filter',
    'label=org.magistrala-conformance.run',
    '--format',
    format,
  ];
  const text = execFileSync('docker', args, {
    encoding: 'utf8',
    env: { ...process.env, DOCKER_HOST: docker },
  });
  return text
    .split('\n')
    .filter((line) => new RegExp(` [0-9a-f]{8}-${pid}-`).test(line))
    .map((line) => line.split(' ')[0] ?? '');
};
