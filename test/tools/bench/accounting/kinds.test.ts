/** Tests whose CPU the benchmark takes a program or a thread for. */
import { expect, test } from 'vitest';
import { partOfProgram, partOfThread, type Kind } from '../../../../tools/bench/accounting/kinds.ts';

const services = new Set(['users', 'http']);
const place = '/tmp/magistrala-conformance-1/users-0123456789abcdef-Ab3_x9/files';

test.each<[string[], string, Kind, object]>([
  [['node', '/a/fixtures/reference/main.ts', 'users'], '', 'suite', { kind: 'service', name: 'users' }],
  [
    ['node', '/a/dist/fixtures/reference/main.js', 'ws-adapter'],
    place.replace('users-', 'ws-adapter-'),
    'suite',
    { kind: 'service', name: 'ws-adapter', start: '0123456789abcdef' },
  ],
  [
    ['node', '/a/node_modules/.cache/x/reference-1/fixtures/reference/main.mjs', 'users'],
    '',
    'suite',
    { kind: 'service', name: 'users' },
  ],
  [['/bin/dir/users'], place, 'suite', { kind: 'service', name: 'users', start: '0123456789abcdef' }],
  [['/bin/dir/http'], '/elsewhere', 'suite', { kind: 'service', name: 'http' }],
  [['setpriv', '--reuid=1', '--', '/bin/dir/users'], place, 'suite', { kind: 'suite', name: 'setpriv' }],
  [['/n/bin/postgres', '-D', '/data'], '', 'suite', { kind: 'postgres', name: 'PostgreSQL' }],
  [['/n/bin/initdb'], '', 'suite', { kind: 'postgres', name: 'PostgreSQL' }],
  [['/usr/bin/nats-server', '-js'], '', 'suite', { kind: 'backplane', name: 'nats-server' }],
  [['node', '/a/src/cli/main.ts', 'run'], '', 'suite', { kind: 'suite', name: 'main process' }],
  [
    ['node', '--single-threaded-gc', '/a/src/probe/watch/sampling-process.ts'],
    '',
    'suite',
    { kind: 'suite', name: 'byte probe' },
  ],
  [['node', '/a/src/system/processes/launcher-main.ts'], '', 'suite', { kind: 'suite', name: 'launcher' }],
  [['node', '/a/src/system/other.ts'], '', 'suite', { kind: 'suite', name: 'other' }],
  [['node', '-e', '1'], '', 'suite', { kind: 'suite', name: 'node' }],
  [['cp', '-R', '/a/postgres', '/b'], '', 'suite', { kind: 'suite', name: 'cp' }],
  [[], '', 'suite', { kind: 'suite', name: 'starting processes' }],
  [['/usr/bin/containerd-shim-runc-v2'], '', 'docker', { kind: 'docker', name: 'containerd-shim-runc-v2' }],
  [['/exe'], '', 'docker', { kind: 'service', name: 'exe' }],
  [['postgres'], '', 'docker', { kind: 'postgres', name: 'PostgreSQL' }],
])('%j in %s, started by %s', (args, folder, parent, expected) => {
  expect(partOfProgram({ args, folder }, services, parent)).toEqual(expected);
});

test.each([
  ['MainThread', 'main thread'],
  ['V8Worker', "V8's threads"],
  ['DelayedTaskSche', "V8's threads"],
  ['libuv-worker', "libuv's pool"],
  ['WorkerThread', 'worker threads'],
  ['SignalInspector', undefined],
])('thread %s', (name, expected) => {
  expect(partOfThread(name)).toBe(expected);
});
