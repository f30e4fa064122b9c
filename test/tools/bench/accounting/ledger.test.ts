/** Tests how the benchmark books the CPU of processes: from fork to exec, by kind, by start, even where the parent has changed. */
import { expect, test } from 'vitest';
import type { SeenProgram } from '../../../../tools/bench/accounting/kinds.ts';
import { Ledger } from '../../../../tools/bench/accounting/ledger.ts';

const bench = 1;
const place = '/tmp/run/users-0123456789abcdef-abcdef/files';

const ledgerOf = (programs: Record<number, SeenProgram>, ran: Record<number, bigint> = {}): Ledger =>
  new Ledger({
    parent: bench,
    services: new Set(['users']),
    look: (pid) => programs[pid],
    ran: (pid) => ran[pid],
  });

const fork = (ledger: Ledger, parent: number, process: number, at = 0n): void =>
  ledger.happened({ type: 'fork', at, parent, task: process, process });
/** A thread more. */
const thread = (ledger: Ledger, process: number, task: number): void =>
  ledger.happened({ type: 'fork', at: 0n, parent: process, task, process });
const exec = (ledger: Ledger, process: number, at = 0n): void =>
  ledger.happened({ type: 'exec', at, process });
const exit = (ledger: Ledger, process: number, at = 0n): void =>
  ledger.happened({ type: 'exit', at, task: process, process });
const ended = (ledger: Ledger, task: number, cpuNs: bigint, name = 'any'): void =>
  ledger.ended({ task, name, cpuNs });
const parts = (ledger: Ledger): Record<string, bigint> =>
  Object.fromEntries(ledger.booked().parts.map(({ kind, name, cpuNs }) => [`${kind}: ${name}`, cpuNs]));

const node: SeenProgram = { args: ['node', '/a/src/cli/main.ts'], folder: '' };
const users: SeenProgram = { args: ['/dir/users'], folder: place };

test('threads of the command line count by what they do, those of other processes with their process', () => {
  const ledger = ledgerOf({ 10: node, 20: users });
  fork(ledger, bench, 10);
  exec(ledger, 10);
  thread(ledger, 10, 11);
  fork(ledger, 10, 20);
  exec(ledger, 20);
  thread(ledger, 20, 21);
  ended(ledger, 21, 7n, 'V8Worker');
  ended(ledger, 20, 5n);
  ended(ledger, 11, 3n, 'V8Worker');
  ended(ledger, 10, 100n, 'MainThread');
  expect(parts(ledger)).toEqual({
    'service: users': 12n,
    "suite: V8's threads": 3n,
    'suite: main thread': 100n,
    'suite: starting processes': 0n,
  });
  expect(ledger.booked().starts).toEqual(new Map([['0123456789abcdef', 12n]]));
});

test.each([
  ['at most the time that it was there', 1000n, 400n],
  ['at most what it had run when it was looked at', 300n, 300n],
  ['all of it, where the look comes late and it ended early', undefined, 350n],
])('between fork and exec a service is the suite: %s', (_, ran, before) => {
  const ledger = ledgerOf({ 20: users }, ran === undefined ? {} : { 20: ran });
  fork(ledger, bench, 10);
  fork(ledger, 10, 20, 5000n);
  exec(ledger, 20, 5400n);
  const all = ran === undefined ? 350n : 900n;
  ended(ledger, 20, all);
  expect(parts(ledger)).toEqual({ 'suite: starting processes': before, 'service: users': all - before });
});

test('a program that starts a service and becomes it counts up to there', () => {
  const programs: Record<number, SeenProgram> = { 20: { args: ['setpriv', '/dir/users'], folder: place } };
  const ledger = ledgerOf(programs);
  fork(ledger, bench, 10);
  fork(ledger, 10, 20);
  exec(ledger, 20, 100n);
  programs[20] = users;
  exec(ledger, 20, 150n);
  ended(ledger, 20, 500n);
  expect(parts(ledger)).toEqual({
    'suite: starting processes': 100n,
    'suite: setpriv': 50n,
    'service: users': 350n,
  });
});

test('sessions of PostgreSQL are PostgreSQL, also when another process has become their parent', () => {
  const ledger = ledgerOf({ 30: { args: ['/n/postgres'], folder: '' } });
  fork(ledger, bench, 10);
  fork(ledger, 10, 30);
  exec(ledger, 30);
  fork(ledger, 30, 31);
  exit(ledger, 30);
  ended(ledger, 30, 40n);
  exit(ledger, 31);
  ended(ledger, 31, 2n);
  expect(parts(ledger)).toMatchObject({ 'postgres: PostgreSQL': 42n });
});

test('what others start does not count, and neither does a number that is used again', () => {
  const ledger = ledgerOf({ 20: users });
  fork(ledger, 500, 501);
  ended(ledger, 501, 1000n);
  fork(ledger, bench, 10);
  fork(ledger, 10, 20);
  exec(ledger, 20);
  ended(ledger, 20, 5n);
  ended(ledger, 20, 5n);
  expect(parts(ledger)).toEqual({ 'service: users': 5n, 'suite: starting processes': 0n });
});

test('what the end of a process costs after its record counts where it is seen', () => {
  const ledger = ledgerOf({ 20: users }, { 20: 130n });
  fork(ledger, bench, 10);
  fork(ledger, 10, 20);
  exec(ledger, 20);
  ended(ledger, 20, 100n);
  exit(ledger, 20);
  expect(parts(ledger)).toEqual({ 'service: users': 130n, 'suite: starting processes': 0n });
});

test('it knows the first and the last service, and what still runs', () => {
  const ledger = ledgerOf({ 20: users, 21: users });
  fork(ledger, bench, 10);
  fork(ledger, 10, 20, 1n);
  fork(ledger, 10, 21, 2n);
  exec(ledger, 20, 3n);
  exec(ledger, 21, 4n);
  exit(ledger, 20, 8n);
  ended(ledger, 20, 1n);
  expect(ledger.running().map(({ pid }) => pid)).toEqual([10, 21]);
  exit(ledger, 21, 9n);
  const { firstService, lastService } = ledger.booked();
  expect([firstService, lastService]).toEqual([3n, 9n]);
});

test('children of an adopted process count: Docker starts services, and nothing of the run is their parent', () => {
  const ledger = ledgerOf({ 61: { args: ['/exe'], folder: '/' } });
  ledger.adopt(60, { kind: 'docker', name: 'containerd-shim-runc-v2' });
  fork(ledger, 60, 61);
  exec(ledger, 61, 10n);
  ended(ledger, 61, 90n);
  expect(parts(ledger)).toEqual({ 'docker: starting processes': 10n, 'service: exe': 80n });
});
