/** Tests how the benchmark reads what the kernel says of processes and their CPU. */
import { expect, test } from 'vitest';
import {
  askForFamily,
  errorOf,
  familyOf,
  listenToProcesses,
  listenToTasks,
  readEvent,
  readTasks,
} from '../../../../tools/bench/accounting/messages.ts';

/** A message of connector with a process event. */
const event = (what: number, at: bigint, words: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(76);
  bytes.writeUInt32LE(what, 36);
  bytes.writeBigUInt64LE(at, 44);
  words.forEach((word, n) => bytes.writeInt32LE(word, 52 + 4 * n));
  return bytes;
};

test.each([
  [event(1, 5n, [10, 11, 12, 13]), { type: 'fork', at: 5n, parent: 11, task: 12, process: 13 }],
  [event(2, 6n, [14, 15]), { type: 'exec', at: 6n, process: 15 }],
  [event(0x8000_0000, 7n, [16, 17, 256, 17]), { type: 'exit', at: 7n, task: 16, process: 17 }],
  [event(0x200, 8n, [1, 2, 3, 4]), undefined],
  [Buffer.alloc(20), undefined],
])('process event %#', (bytes, expected) => {
  expect(readEvent(bytes)).toEqual(expected);
});

const attribute = (type: number, value: Buffer): Buffer => {
  const bytes = Buffer.alloc((4 + value.length + 3) & ~3);
  bytes.writeUInt16LE(4 + value.length, 0);
  bytes.writeUInt16LE(type, 2);
  value.copy(bytes, 4);
  return bytes;
};

const record = (task: number, name: string, cpuNs: bigint): Buffer => {
  // As long as struct taskstats of version 1 and a little more: newer ones only add fields at the end.
  const bytes = Buffer.alloc(328);
  bytes.writeBigUInt64LE(cpuNs, 72);
  bytes.write(name, 80, 'latin1');
  bytes.writeUInt32LE(task, 128);
  return bytes;
};

const number = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

test('the record of a task is read, and that of its whole process besides is not counted again', () => {
  const ofTask = attribute(
    4,
    Buffer.concat([attribute(1, number(7)), attribute(3, record(7, 'libuv-worker', 123_456_789_012n))]),
  );
  const ofProcess = attribute(5, Buffer.concat([attribute(2, number(6)), attribute(3, record(0, '', 999n))]));
  expect(readTasks(Buffer.concat([Buffer.alloc(20), ofTask, ofProcess]))).toEqual([
    { task: 7, name: 'libuv-worker', cpuNs: 123_456_789_012n },
  ]);
});

test('a message that is cut off holds no record', () => {
  const whole = Buffer.concat([Buffer.alloc(20), attribute(4, attribute(3, record(7, 'a', 1n)))]);
  expect(readTasks(whole.subarray(0, 22))).toEqual([]);
});

test('the number of the family is found among other attributes, and is missing where there is none', () => {
  const family = Buffer.from([31, 0]);
  const answer = Buffer.concat([
    Buffer.alloc(20),
    attribute(2, Buffer.from('TASKSTATS\0')),
    attribute(1, family),
  ]);
  expect(familyOf(answer)).toBe(31);
  expect(familyOf(Buffer.alloc(36))).toBeUndefined();
});

test('an acknowledgement says which error there was', () => {
  const answer = (type: number, error: number): Buffer => {
    const bytes = Buffer.alloc(36);
    bytes.writeUInt16LE(type, 4);
    bytes.writeInt32LE(error, 16);
    return bytes;
  };
  expect(errorOf(answer(2, 0))).toBe(-0);
  expect(errorOf(answer(2, -1))).toBe(1);
  expect(errorOf(answer(31, 0))).toBeUndefined();
});

test('each question says how long it is', () => {
  for (const question of [listenToProcesses(), askForFamily(), listenToTasks(31, '0-63')]) {
    expect(question.readUInt32LE(0)).toBe(question.length);
  }
});
