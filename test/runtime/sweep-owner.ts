/** Begins a run, starts processes, and waits to be killed. Prints what it made as one line of JSON. */
import { spawn } from 'node:child_process';
import { createRunFolder, LABEL_VARIABLE } from '../../src/system/run-folder.ts';

const run = createRunFolder(process.argv[2]);
const root = process.getuid?.() === 0;
const start = (env: NodeJS.ProcessEnv, user: { uid?: number; gid?: number } = {}) =>
  spawn('sleep', ['1000'], {
    detached: true,
    stdio: 'ignore',
    env: { PATH: process.env['PATH'], ...env },
    ...user,
  }).pid;
const label = { [LABEL_VARIABLE]: run.label };
console.log(
  JSON.stringify({
    ...run,
    labelled: start(label),
    otherUser: start(label, root ? { uid: 65534, gid: 65534 } : {}),
    unlabelled: start({ [LABEL_VARIABLE]: `${run.label}-not` }),
  }),
);
setInterval(() => {}, 60_000);
