/** Tests what `doctor --target live` says: what such a look needs, what of it is here, and that nothing else is asked for. */
import { expect, onTestFinished, test } from 'vitest';
import { pcap } from '../capture/captures.ts';
import { folderOf } from '../live/material.ts';
import { inProcess } from './in-process.ts';

const file =
  "endpoints:\n  users.http: { at: 'http://127.0.0.1:9' }\nhops:\n  - { from: a, to: b, at: ['10.0.0.1:1'], claim: tls }\n";

const folder = () => {
  const made = folderOf({ 'deployment.yaml': file, 'text.pcap': 'hello, no capture\n', 'empty.pcap': '' });
  onTestFinished(() => made[Symbol.dispose]());
  return made;
};

test('alone it says what there is to name, and that nothing else is needed', async () => {
  const { stdout, stderr, code } = await inProcess(['doctor', '--target', 'live']);
  expect([stderr, code]).toEqual(['', 0]);
  const names = [...stdout.matchAll(/^(?:ok|absent|BROKEN) +([^:]+):/gm)].map(([, name]) => name);
  expect(names).toEqual(['Node', 'Deployment file', 'Capture', 'tcpdump']);
  expect(stdout).toContain('live init deployment.yaml');
  expect(stdout).toContain('neither Docker nor PostgreSQL');
});

test('with a deployment file and a capture it looks at both', async () => {
  const { at, write } = folder();
  const capture = write('good.pcap', pcap([]));
  const { stdout, code } = await inProcess([
    ...['doctor', '--target', 'live', '--deployment', at('deployment.yaml'), '--capture', capture],
  ]);
  expect(code).toBe(0);
  expect(stdout).toContain('1 endpoint, 0 databases, 1 connection of `hops`');
  expect(stdout).toContain(`ok      Capture: ${capture}\n`);
});

test.each([
  ['text.pcap', 'begins with 68656c6c: no capture'],
  ['empty.pcap', 'is empty'],
  ['none.pcap', 'no such file (ENOENT)'],
])('a capture that is none: %s', async (name, says) => {
  const { at } = folder();
  const { stdout, code } = await inProcess(['doctor', '--target', 'live', '--capture', at(name)]);
  expect(code).toBe(4);
  expect(stdout).toContain(says);
  expect(stdout).toContain('cannot be looked at: Capture.');
});

test('a mistake in the deployment file is said as a run says it, and so is an option of other targets', async () => {
  const { write } = folder();
  const wrong = write('wrong.yaml', Buffer.from("endpoints:\n  a.http: { at: 'http://a', cliam: tls }\n"));
  const mistake = await inProcess(['doctor', '--target', 'live', '--deployment', wrong]);
  expect([mistake.code, mistake.stderr]).toEqual([2, expect.stringContaining('the unknown key cliam')]);
  const foreign = await inProcess(['doctor', '--target', 'live', '--binaries', 'x']);
  expect([foreign.code, foreign.stderr]).toEqual([2, expect.stringContaining('--binaries only with')]);
  const filter = await inProcess(['doctor', '--target', 'live', '--rule', 'live.hop-as-claimed']);
  expect([filter.code, filter.stderr]).toEqual([2, expect.stringContaining('--rule')]);
});
