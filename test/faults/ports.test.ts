/** Tests ports that another program takes after they were chosen and before they are bound. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { JournalLine } from '../../src/model/journal.ts';
import { startRun } from './command.ts';
import { endingOf } from './honesty.ts';
import { few, refusals } from './selection.ts';

const range = { from: 27_100, to: 27_130 };
const ports = ['--ports', `${range.from}-${range.to}`];

const startHolder = async (heldSteps: number): Promise<() => Promise<number>> => {
  const script = join(import.meta.dirname, 'port-holder.ts');
  const holder = spawn(process.execPath, [script, String(range.from), String(range.to), String(heldSteps)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void holder.kill('SIGKILL'));
  let said = '';
  holder.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  await once(holder.stdout, 'data');
  return async () => {
    holder.kill('SIGTERM');
    await once(holder, 'close');
    return Number(said.trim().split('\n').at(-1));
  };
};

const met = (journal: readonly JournalLine[]): string[] =>
  journal.flatMap((line) => (line.type === 'observation' ? line.attempts.map(({ code }) => code) : []));

test('ports of services are taken between choice and bind, by somebody who speaks HTTP', async () => {
  // Many starts of a service that must never be ready: it would be if the other program's answers counted as its own.
  const run = startRun({ cases: [...few, ...refusals], args: ports });
  // PostgreSQL has its ports by then.
  await run.observed(0);
  const endHolder = await startHolder(75);
  const { wrong, end, journal } = await endingOf(run);
  expect(await endHolder()).toBeGreaterThan(20);
  expect(wrong).toEqual([]);
  // Reported by the suite, or by the service where it failed first.
  const codes = met(journal).filter((code) => ['PORTS_IN_USE', 'PORT_UNAVAILABLE'].includes(code));
  expect(codes, end.console).not.toEqual([]);
});

test('all ports are taken', async () => {
  const holders: Server[] = [];
  onTestFinished(() => holders.forEach((one) => void one.close()));
  for (let port = range.from; port <= range.to; port++) {
    const holder = createServer().listen({ host: '127.0.0.1', port });
    holders.push(holder);
    await once(holder, 'listening');
  }
  const { wrong, report, end } = await endingOf(startRun({ cases: few, args: ports }));
  expect(wrong).toEqual([]);
  expect(report).toBeUndefined();
  expect(end).toMatchObject({ code: 4 });
  expect(end.console).toContain('PORTS_IN_USE');
});
