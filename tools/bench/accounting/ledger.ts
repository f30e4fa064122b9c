/**
 * Books the CPU of every process of a run: forks say what belongs to the run, even where the parent changes later; the
 * record of each task says what it has used. What /proc shows of a process is asked of `look`.
 */
import type { Moment, ProcessEvent, TaskRecord } from './messages.ts';
import { partOfProgram, partOfThread, starting, type Kind, type Part, type SeenProgram } from './kinds.ts';

export interface LedgerOptions {
  /** The process that starts the run. */
  parent: number;
  /** Names of files that are services. */
  services: ReadonlySet<string>;
  /** A process that has just become another program; undefined when it has ended. */
  look: (pid: number) => SeenProgram | undefined;
  /** ns that a process has run, while its parent does not know yet that it has ended; undefined where that is not known. */
  ran: (pid: number) => bigint | undefined;
}

export interface Booked {
  /** ns by kind and name. */
  parts: (Omit<Part, 'start'> & { cpuNs: bigint })[];
  /** ns of services by the key of their start. */
  starts: ReadonlyMap<string, bigint>;
  firstService: Moment | undefined;
  lastService: Moment | undefined;
}

interface Process {
  pid: number;
  isRoot: boolean;
  forked: Moment;
  part: Part;
  /** ns of its first task: on record, and when it had ended, which is later: its memory is given back in between. */
  recordedNs?: bigint;
  endedNs?: bigint | undefined;
  /** What it was before it became another program: that counts up to so many ns. */
  earlier: { part: Part; untilNs: bigint }[];
}

export class Ledger {
  readonly #options: LedgerOptions;
  readonly #processes = new Map<number, Process>();
  readonly #tasks = new Map<number, Process>();
  readonly #parts = new Map<string, bigint>();
  readonly #starts = new Map<string, bigint>();
  #firstService: Moment | undefined;
  #lastService: Moment | undefined;

  constructor(options: LedgerOptions) {
    this.#options = options;
  }

  /** A process that is there before the run, and whose children belong to it. */
  adopt(pid: number, part: Part): void {
    this.#processes.set(pid, { pid, isRoot: false, forked: 0n, part, earlier: [] });
  }

  happened(event: ProcessEvent): void {
    if (event.type === 'fork') this.#forked(event);
    else if (event.type === 'exec') this.#executed(event);
    else if (event.task === event.process) this.#exited(event);
  }

  #forked({ at, parent, task, process: pid }: ProcessEvent & { type: 'fork' }): void {
    if (task !== pid) {
      const process = this.#processes.get(pid);
      if (process) this.#tasks.set(task, process);
      return;
    }
    const isRoot = parent === this.#options.parent;
    const from = this.#processes.get(parent);
    if (!from && !isRoot) return;
    const kind = from?.part.kind ?? 'suite';
    // A session of PostgreSQL never becomes another program, nor does a child of a service.
    const part = from && kind !== 'suite' && kind !== 'docker' ? from.part : { kind, name: starting };
    const process: Process = { pid, isRoot, forked: at, part, earlier: [] };
    this.#processes.set(pid, process);
    this.#tasks.set(pid, process);
  }

  #executed({ at, process: pid }: ProcessEvent & { type: 'exec' }): void {
    const process = this.#processes.get(pid);
    if (!process) return;
    const { look, ran, services } = this.#options;
    const wall = at - process.forked;
    // Both are at least what it has used: the look comes later, and a process cannot run longer than it was there.
    const untilNs = least(ran(pid) ?? wall, wall);
    const seen = look(pid);
    process.earlier.push({ part: process.part, untilNs });
    process.part = partOfProgram(seen ?? { args: [], folder: '' }, services, process.part.kind);
    if (process.part.kind === 'service') this.#firstService ??= at;
  }

  #exited({ at, process: pid }: ProcessEvent & { type: 'exit' }): void {
    const process = this.#processes.get(pid);
    if (!process) return;
    if (process.part.kind === 'service') this.#lastService = at;
    process.endedNs = this.#options.ran(pid);
    this.#bookEnd(process);
  }

  ended({ task, name, cpuNs }: TaskRecord): void {
    const process = this.#tasks.get(task);
    if (!process) return;
    this.#tasks.delete(task);
    const ofThread = process.isRoot ? partOfThread(name) : undefined;
    let left = cpuNs;
    if (task === process.pid) {
      process.recordedNs = cpuNs;
      this.#bookEnd(process);
      let before = 0n;
      for (const { part, untilNs } of process.earlier) {
        const used = least(left, untilNs > before ? untilNs - before : 0n);
        this.#book(part, used);
        left -= used;
        before += used;
      }
    }
    this.#book(ofThread === undefined ? process.part : { kind: 'suite', name: ofThread }, left);
  }

  /** Once both are known. */
  #bookEnd(process: Process): void {
    const { recordedNs, endedNs, part } = process;
    if (recordedNs === undefined || endedNs === undefined || endedNs <= recordedNs) return;
    this.#book(part, endedNs - recordedNs);
  }

  /** What a process has used that goes on, as far as that is known from elsewhere. */
  add(part: Part, cpuNs: bigint): void {
    this.#book(part, cpuNs);
  }

  #book({ kind, name, start }: Part, cpuNs: bigint): void {
    const key = `${kind} ${name}`;
    this.#parts.set(key, (this.#parts.get(key) ?? 0n) + cpuNs);
    if (start !== undefined) this.#starts.set(start, (this.#starts.get(start) ?? 0n) + cpuNs);
  }

  /** Processes of the run that have not ended. */
  running(): { pid: number; part: Part }[] {
    return [...this.#tasks].flatMap(([task, { pid, part }]) => (task === pid ? [{ pid, part }] : []));
  }

  booked(): Booked {
    return {
      parts: [...this.#parts].map(([key, cpuNs]) => {
        const at = key.indexOf(' ');
        return { kind: key.slice(0, at) as Kind, name: key.slice(at + 1), cpuNs };
      }),
      starts: this.#starts,
      firstService: this.#firstService,
      lastService: this.#lastService,
    };
  }
}

const least = (one: bigint, other: bigint): bigint => (one < other ? one : other);
