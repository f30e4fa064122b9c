/**
 * Messages of the kernel about processes, over netlink(7): what becomes of them (the process events of connector), and
 * what each task has used when it ends (taskstats, in which a thread is a task). Pure.
 */

/** ns since the machine was started, as `process.hrtime` counts. */
export type Moment = bigint;

export type ProcessEvent =
  | { type: 'fork'; at: Moment; parent: number; task: number; process: number }
  | { type: 'exec'; at: Moment; process: number }
  | { type: 'exit'; at: Moment; task: number; process: number };

/** One task, when it has ended. */
export interface TaskRecord {
  task: number;
  /** Name of the thread, at most 15 bytes. */
  name: string;
  /** ns that it ran, exactly: utime and stime are counted by ticks, this is not. */
  cpuNs: bigint;
}

const headerBytes = 16;
const align = (bytes: number): number => (bytes + 3) & ~3;

const message = (type: number, flags: number, content: Buffer): Buffer => {
  const header = Buffer.alloc(headerBytes);
  header.writeUInt32LE(headerBytes + content.length, 0);
  header.writeUInt16LE(type, 4);
  header.writeUInt16LE(flags, 6);
  return Buffer.concat([header, content]);
};

/** Address of the kernel in netlink, with the groups to listen to. */
export const netlinkAddress = (groups: number): Buffer => {
  const address = Buffer.alloc(12);
  address.writeUInt16LE(16, 0);
  address.writeUInt32LE(groups, 8);
  return address;
};

/** Asks for process events: PROC_CN_MCAST_LISTEN to CN_IDX_PROC (linux/cn_proc.h). */
export const listenToProcesses = (): Buffer => {
  const content = Buffer.alloc(24);
  content.writeUInt32LE(1, 0);
  content.writeUInt32LE(1, 4);
  content.writeUInt16LE(4, 16);
  content.writeUInt32LE(1, 20);
  return message(3, 0, content);
};

const FORK = 0x1;
const EXEC = 0x2;
const EXIT = 0x8000_0000;
/** Where a process event begins: after the headers of netlink and connector. */
const eventAt = headerBytes + 20;
const eventBytes = 24;

/** Undefined for an event of another kind. */
export const readEvent = (bytes: Buffer): ProcessEvent | undefined => {
  if (bytes.length < eventAt + eventBytes) return undefined;
  const at = bytes.readBigUInt64LE(eventAt + 8);
  const word = (n: number): number => bytes.readInt32LE(eventAt + 16 + 4 * n);
  switch (bytes.readUInt32LE(eventAt)) {
    case FORK:
      return { type: 'fork', at, parent: word(1), task: word(2), process: word(3) };
    case EXEC:
      return { type: 'exec', at, process: word(1) };
    case EXIT:
      return { type: 'exit', at, task: word(0), process: word(1) };
    default:
      return undefined;
  }
};

const REQUEST = 1;
const REQUEST_AND_ACK = 5;
const GENERIC_CONTROL = 16;

const attribute = (type: number, text: string): Buffer => {
  const value = Buffer.from(`${text}\0`, 'latin1');
  const whole = Buffer.alloc(align(4 + value.length));
  whole.writeUInt16LE(4 + value.length, 0);
  whole.writeUInt16LE(type, 2);
  value.copy(whole, 4);
  return whole;
};

const generic = (family: number, flags: number, command: number, content: Buffer): Buffer =>
  message(family, flags, Buffer.concat([Buffer.from([command, 1, 0, 0]), content]));

/** Asks under which number taskstats is reached: CTRL_CMD_GETFAMILY (linux/genetlink.h). */
export const askForFamily = (): Buffer => generic(GENERIC_CONTROL, REQUEST, 3, attribute(2, 'TASKSTATS'));

/** @param cpus as /sys/devices/system/cpu/possible says */
export const listenToTasks = (family: number, cpus: string): Buffer =>
  generic(family, REQUEST_AND_ACK, 1, attribute(3, cpus));

/** Attributes from `from` on, by type. */
const attributesOf = (bytes: Buffer, from: number): [type: number, value: Buffer][] => {
  const found: [number, Buffer][] = [];
  for (let at = from; at + 4 <= bytes.length;) {
    const length = bytes.readUInt16LE(at);
    if (length < 4) break;
    found.push([bytes.readUInt16LE(at + 2) & 0x3fff, bytes.subarray(at + 4, at + length)]);
    at += align(length);
  }
  return found;
};

const genericHeader = headerBytes + 4;

/** Undefined where the kernel knows no taskstats. */
export const familyOf = (answer: Buffer): number | undefined =>
  attributesOf(answer, genericHeader)
    .find(([type]) => type === 1)?.[1]
    .readUInt16LE(0);

/** Error number of an acknowledgement, 0 for a good one; undefined when it is no acknowledgement. */
export const errorOf = (answer: Buffer): number | undefined =>
  answer.length >= genericHeader && answer.readUInt16LE(4) === 2
    ? -answer.readInt32LE(headerBytes)
    : undefined;

const AGGREGATE_OF_TASK = 4;
const STATS = 3;
/** Offsets in struct taskstats (linux/taskstats.h), the same since its first version. */
const stats = { cpuNs: 72, name: 80, nameEnd: 112, task: 128 } as const;

/** A message may hold the record of a whole process besides, which repeats what its threads have used. */
export const readTasks = (bytes: Buffer): TaskRecord[] =>
  attributesOf(bytes, genericHeader)
    .filter(([type]) => type === AGGREGATE_OF_TASK)
    .flatMap(([, value]) => attributesOf(value, 0).filter(([type]) => type === STATS))
    .map(([, record]) => ({
      task: record.readUInt32LE(stats.task),
      name: record.toString('latin1', stats.name, stats.nameEnd).split('\0')[0]!,
      cpuNs: record.readBigUInt64LE(stats.cpuNs),
    }));
