/** Looks at a deployment of small servers as a run does, and judges what was seen. */
import type http from 'node:http';
import type net from 'node:net';
import { join } from 'node:path';
import { expect } from 'vitest';
import { readOwnJournal } from '../../src/journal/read.ts';
import type { Deployment } from '../../src/live/file/deployment.ts';
import { lookFromOutside, type LiveOptions } from '../../src/live/live.ts';
import { loadRelease } from '../../src/release/load.ts';
import { judgeJournal } from '../../src/report/build/judge-journal.ts';
import { reportSchema, type Report } from '../../src/report/schema.ts';
import { openServer } from '../../src/system/open-server.ts';
import { folderOf } from './material.ts';

/** Answers every request of HTTP with success. */
export const health: http.RequestListener = (_, response) => void response.end('{}');

export interface Opened extends AsyncDisposable {
  port: number;
}

export const opened = async (server: net.Server): Promise<Opened> => {
  const { address, [Symbol.asyncDispose]: dispose } = await openServer(server, '127.0.0.1');
  return { port: address.port, [Symbol.asyncDispose]: dispose };
};

export interface Judged extends Disposable {
  report: Report;
  out: string;
}

/** The folder of the results goes with what is returned. */
export const lookAndJudge = async (
  said: Deployment,
  {
    rules = [],
    ...more
  }: { rules?: string[] } & Partial<Pick<LiveOptions, 'configured' | 'oldVersions' | 'capture'>> = {},
): Promise<Judged> => {
  using stack = new DisposableStack();
  const folder = stack.use(folderOf({}));
  const out = folder.at('results');
  const { lines, catalogue, live, names, ...seen } = await lookFromOutside(said, {
    ...{ out, configured: { hops: [] }, oldVersions: false, ...more },
    command: 'npm start -- --target live --deployment d.yaml',
    filters: { sections: [], rules, cases: [], subjects: [], namings: [] },
    release: loadRelease('v0.19.1'),
    note: () => {},
  });
  expect(readOwnJournal(join(out, 'journal.ndjson'))).toEqual(lines);
  const report = judgeJournal(lines, names, [], { catalogue, rules: seen.rules, live });
  expect(reportSchema.safeParse(report).error).toBeUndefined();
  const kept = stack.move();
  return { report, out, [Symbol.dispose]: () => kept.dispose() };
};

/** Outcome of each case, by its id without the suffix. */
export const outcomes = ({ cases }: Report): Record<string, string> =>
  Object.fromEntries(cases.map(({ id, outcome }) => [id.replace('@live', ''), outcome]));
