/** Arranges the world for projects that an editor runs; the command line does this itself. */
import type { TestProject } from 'vitest/node';
import { defaultOptions } from './options.ts';
import { prepare, type Prepared } from './prepare.ts';

let shared: Promise<Prepared> | undefined;
let users = 0;

export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  users++;
  shared ??= prepare(defaultOptions(), new AbortController().signal);
  const prepared = await shared;
  project.provide('run', prepared.description);
  return async () => {
    if (--users > 0) return;
    shared = undefined;
    await prepared[Symbol.asyncDispose]();
  };
};
