/** Sets up what projects need that an editor runs; the command line does this itself. */
import { randomUUID } from 'node:crypto';
import type { TestProject } from 'vitest/node';
import { defaultOptions } from '../plan/options.ts';
import { choose } from '../plan/select.ts';
import { loadRelease } from '../release/load.ts';
import { handOver } from '../workers/hand-over.ts';
import { prepare } from './prepare.ts';

const arrange = async () => {
  const stack = new AsyncDisposableStack();
  const options = defaultOptions();
  const chosen = choose(loadRelease('reference'), options.filters);
  const prepared = stack.use(await prepare(options, chosen, new AbortController().signal));
  const name = randomUUID();
  const handing = stack.use(handOver(name));
  handing.give(prepared.description);
  handing.provide(prepared.description);
  return { name, end: () => stack.disposeAsync() };
};

let shared: ReturnType<typeof arrange> | undefined;
let users = 0;

export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  users++;
  shared ??= arrange();
  const { name, end } = await shared;
  project.provide('handedOverAs', name);
  return async () => {
    if (--users > 0) return;
    shared = undefined;
    await end();
  };
};
