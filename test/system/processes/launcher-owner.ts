/** Begins a run, has its launcher start a service, and waits to be killed. Prints their ids as one line of JSON. */
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openOutput } from '../../../src/runtime/processes/output-file.ts';
import { startChild } from '../../../src/system/processes/child.ts';
import { connectLauncher } from '../../../src/system/processes/launcher.ts';
import { openLauncher } from '../../../src/system/processes/open-launcher.ts';
import { FOLDER_PREFIX, registerRun } from '../../../src/system/run-folder.ts';

// The label does not name this process: the sweep of another run would otherwise be quicker than the test.
const label = `test-launcher-${randomUUID()}`;
const run = { label, folder: join(process.argv[2]!, FOLDER_PREFIX + label) };
mkdirSync(run.folder);
registerRun(run.folder, label);
const address = await (await openLauncher(run))!.address;
const output = openOutput(join(run.folder, 'output'));
const service = await startChild({
  ...{ path: '/bin/sh', args: ['-c', 'exec sleep 1000'], cwd: '/', env: {}, user: undefined, ...run },
  ...{ output: output.fd, by: { launcher: connectLauncher(address), output: output.path } },
});
console.log(JSON.stringify({ label: run.label, launcher: address.pid, service: service.pid }));
