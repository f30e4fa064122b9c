/** Tests the runtime of processes: programs that cannot run, another user, children and the bound of the output. */
import { chmodSync, existsSync, fstatSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openOutput } from '../../src/runtime/processes/output-file.ts';
import type { Exited, Program } from '../../src/runtime/runtime.ts';
import { runnable } from '../../src/system/processes/binary.ts';
import { until } from '../patience.ts';
import { harness, pidsOf, processKinds } from './harness.ts';

const noSignal = () => new AbortController().signal;
/** The header of a real program of this machine, with the number of another CPU if given. */
const part = (bytes: number, machine?: number) => {
  const head = Buffer.from(readFileSync(process.execPath).subarray(0, bytes));
  if (machine !== undefined) head.writeUInt16LE(machine, 18);
  return head;
};

describe.for(processKinds)('%s', (kind) => {
  describe('a program that cannot run is a fault of the infrastructure', () => {
    test.for([
      ['BINARY_MISSING', undefined, 0, /found nothing/],
      ['BINARY_NOT_EXECUTABLE', '#!/bin/sh\n', 0o644, /no permission to execute/],
      ['BINARY_FORMAT', 'what a shell would take for commands\n', 0o755, /neither a binary nor a script/],
      ['BINARY_FORMAT', '', 0o755, /an empty file/],
      [
        'BINARY_FORMAT',
        '#!/no/such/interpreter\n',
        0o755,
        /its interpreter or dynamic loader is not on this machine/,
      ],
      ['BINARY_FORMAT', part(5000, 22), 0o755, /a binary for s390x/],
      ['BINARY_FORMAT', part(60), 0o755, /ends within its header/],
      ['BINARY_FORMAT', part(1_000_000), 0o755, /a binary that ends too early/],
    ] as const)('%s, %#', async ([code, content, mode, found]) => {
      const from = await harness(kind);
      const path = join(from.run.folder, 'program');
      if (content !== undefined) {
        writeFileSync(path, content);
        chmodSync(path, mode);
      }
      await using place = await from.place();
      const program: Program = { kind: 'process', command: path, args: [] };
      const boot = from.runtime.boot(from.spec(place, 'hang', { program }), noSignal());
      await expect(boot).rejects.toMatchObject({
        name: 'InfrastructureError',
        code,
        message: expect.stringMatching(found),
        todo: expect.stringMatching(/\.$/),
      });
    });

    test('a name is looked up in PATH', () => {
      expect(runnable('sh')).toMatch(/^\/.*\/sh$/);
      expect(() => runnable('no-such-program')).toThrow(/Expected a program no-such-program/);
    });

    test('a program that another user cannot reach', async ({ skip }) => {
      const from = await harness(kind);
      if (process.getuid?.() !== 0) skip();
      const path = join(from.run.folder, 'program');
      writeFileSync(path, '#!/bin/sh\n', { mode: 0o700 });
      await using place = await from.place();
      const program: Program = { kind: 'process', command: path, args: [] };
      const boot = from.runtime.boot(from.spec(place, 'hang', { program, otherUser: true }), noSignal());
      await expect(boot).rejects.toMatchObject({ code: 'BINARY_NOT_EXECUTABLE' });
    });

    test('a missing working folder is not a missing program', async () => {
      const from = await harness(kind);
      await using place = await from.place();
      const program: Program = { kind: 'process', command: 'sh', args: [], cwd: '/no/such/folder' };
      const boot = from.runtime.boot(from.spec(place, 'hang', { program }), noSignal());
      await expect(boot).rejects.toMatchObject({ code: 'FOLDER_MISSING' });
    });
  });

  test('with `otherUser` the service runs as the user nobody', async ({ skip }) => {
    if (process.getuid?.() !== 0) skip();
    const from = await harness(kind);
    await using place = await from.place();
    const program: Program = {
      kind: 'process',
      command: 'sh',
      args: ['-c', 'id -u; id -g; id -G; pwd; echo x >y'],
    };
    const spec = from.spec(place, 'hang', { program, otherUser: true, ready: async () => false });
    const result = (await from.runtime.boot(spec, noSignal())) as Exited;
    expect(result).toMatchObject({
      code: 0,
      output: `65534\n65534\n65534\n${place.path('.').replace(/\/$/, '')}\n`,
    });
    expect(readFileSync(place.path('y'), 'utf8')).toBe('x\n');
  });

  test('a child that holds the output open delays nothing and ends with its parent', async () => {
    const from = await harness(kind);
    await using place = await from.place();
    const result = await from.runtime.boot(
      from.spec(place, 'parent', { ready: async () => false }),
      noSignal(),
    );
    expect(result).toMatchObject({ outcome: 'exited', code: 5, output: 'parent ends\n' });
    await expect.poll(() => pidsOf(from.run.label).filter((pid) => pid !== from.launcher)).toEqual([]);
  });
});

test('a flood of output is cut, its beginning is kept', async () => {
  const from = await harness('processes');
  const output = openOutput(join(from.run.folder, 'output'), 1000);
  writeFileSync(output.fd, `first line\n${'x'.repeat(5000)}\n`);
  await until(() => fstatSync(output.fd).size === 0);
  writeFileSync(output.fd, 'last line\n');
  const text = output.read();
  expect(text).toMatch(/^first line\nx+\n\[output left out\]\nlast line\n$/);
  output.close();
  expect(output.read()).toBe(text);
});

test('the output of a service is for its owner alone', async () => {
  const from = await harness('processes');
  const path = join(from.run.folder, 'output');
  openOutput(path).close();
  expect(existsSync(path)).toBe(true);
  expect(() => openOutput(path)).toThrow(/EEXIST/);
});
