/** Tests that the sweep removes what a killed run left, and nothing of other runs. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { sweep } from '../../src/runtime/sweep/sweep.ts';
import { ownMark, startOf } from '../../src/system/processes/mark.ts';
import { createRunFolder, ownerByLabel, type Run } from '../../src/system/run-folder.ts';
import { patienceMs } from '../patience.ts';
import { pidsOf } from './harness.ts';

let base: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'sweep-'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

interface Orphans extends Run {
  /** A process with the label, one of another user (or the same again without privileges), and one without. */
  labelled: number;
  otherUser: number;
  unlabelled: number;
}

/** A run whose owner is killed in the middle. */
async function abandonedRun(): Promise<Orphans> {
  const script = new URL('./sweep-owner.ts', import.meta.url);
  const owner = spawn(process.execPath, [script.pathname, base], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface(owner.stdout), 'line')) as [string];
  const orphans = JSON.parse(line) as Orphans;
  // As long as the owner lives they are left alone.
  expect([orphans.labelled, orphans.otherUser, orphans.unlabelled].map(alive)).toEqual([true, true, true]);
  onTestFinished(() => {
    for (const pid of [orphans.labelled, orphans.otherUser, orphans.unlabelled]) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // Swept.
      }
    }
  });
  owner.kill('SIGKILL');
  await once(owner, 'exit');
  return orphans;
}

const alive = (pid: number) => startOf(pid) !== undefined;

describe('what a killed run has left behind', () => {
  test('is found and removed by the next one, and nothing else', async () => {
    const mine = createRunFolder(base);
    const { label, folder, labelled, otherUser, unlabelled } = await abandonedRun();

    const swept = await sweep({ base, docker: false });
    // Every sweep on this machine takes them: another one may have come first.
    const taken = swept.processes.filter((found) => found.label === label).map(({ pid }) => pid);
    expect([labelled, otherUser]).toEqual(expect.arrayContaining(taken));
    expect(swept.folders).toEqual([folder]);
    expect([labelled, otherUser, unlabelled].map(alive)).toEqual([false, false, true]);
    expect(existsSync(folder)).toBe(false);
    expect(existsSync(mine.folder)).toBe(true);
    expect(swept.processes.some((found) => found.label === mine.label)).toBe(false);
    expect((await sweep({ base, docker: false })).folders).toEqual([]);
  });

  test('is found without its folder, by the label alone', async ({ skip }) => {
    if (process.platform !== 'linux') skip();
    const { folder, labelled } = await abandonedRun();
    rmSync(folder, { recursive: true });
    await sweep({ base, docker: false });
    expect(alive(labelled)).toBe(false);
  });

  test('is found by the records in its folder where no environment can be read', async () => {
    const { folder, labelled, unlabelled } = await abandonedRun();
    mkdirSync(join(folder, 'processes'));
    writeFileSync(join(folder, 'processes', String(unlabelled)), String(startOf(unlabelled)));
    // A reused pid: the process that has it now started at another time.
    const stranger = spawn('sleep', ['1000'], { stdio: 'ignore' });
    onTestFinished(() => void stranger.kill());
    writeFileSync(
      join(folder, 'processes', String(stranger.pid)),
      String((startOf(stranger.pid ?? 0) ?? 0) - 100),
    );
    await sweep({ base, docker: false });
    expect([labelled, unlabelled, stranger.pid ?? 0].map(alive)).toEqual([false, false, true]);
  });
});

test('a label is swept on demand although its owner lives', async () => {
  const run = createRunFolder(base);
  const child = spawn('sleep', ['1000'], {
    stdio: 'ignore',
    env: { PATH: process.env['PATH'], MAGISTRALA_CONFORMANCE_RUN: run.label },
  });
  const ended = once(child, 'exit');
  const others = await sweep({ base, docker: false });
  expect(others.folders).toEqual([]);
  expect(others.processes.map(({ pid }) => pid)).not.toContain(child.pid);
  expect(pidsOf(run.label)).toEqual([child.pid]);
  const swept = await sweep({ base, docker: false, label: run.label, graceMs: patienceMs });
  expect(swept).toMatchObject({ processes: [{ pid: child.pid }], folders: [run.folder] });
  expect(await ended).toEqual([null, 'SIGINT']);
});

test('a process that ignores SIGINT is killed, with the group that it leads', async () => {
  const run = createRunFolder(base);
  // The second process has no label itself.
  const script = `trap '' INT; env -i /bin/sh -c 'trap "" INT; sleep 1000; :' & echo $!; wait; wait`;
  const child = spawn('/bin/sh', ['-c', script], {
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
    env: { PATH: process.env['PATH'], MAGISTRALA_CONFORMANCE_RUN: run.label },
  });
  const ended = once(child, 'exit');
  const [second] = (await once(createInterface(child.stdout), 'line')) as [string];
  await sweep({ base, docker: false, label: run.label });
  expect(await ended).toEqual([null, 'SIGKILL']);
  await expect.poll(() => alive(Number(second))).toBe(false);
});

test('folders of other programs are left alone', async () => {
  for (const name of ['magistrala-conformance-images', 'magistrala-conformance-0123abcd-1-x', 'other']) {
    mkdirSync(join(base, name));
  }
  writeFileSync(join(base, 'magistrala-conformance-images.lock'), '');
  const swept = await sweep({ base, docker: false });
  // Process 1 lives, but did not start at the time in the second name.
  expect(swept.folders).toEqual([join(base, 'magistrala-conformance-0123abcd-1-x')]);
});

test('a run names its owner, and lets other users through its folder', () => {
  const { label, folder } = createRunFolder(base);
  expect(ownerByLabel(label)).toEqual(ownMark());
  expect(ownerByLabel('my-own-label')).toBeUndefined();
  expect((statSync(folder).mode & 0o777).toString(8)).toBe('711');
});
