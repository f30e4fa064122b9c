/** Reserves ports in a worker thread, for tests with several threads. */
import { parentPort, workerData } from 'node:worker_threads';
import type { PortRange } from '../../../src/system/ports/range.ts';
import { portReserver } from '../../../src/system/ports/reserve.ts';

const { count, from, range } = workerData as { count: number; from: string; range?: PortRange };
const reserver = portReserver({ folder: from, range });
const ports: number[] = [];
for (let n = 0; n < count; n++) ports.push((await reserver.reserve(n % 5 ? 'tcp' : 'udp')).port);
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a window
parentPort?.postMessage(ports);
// Holds the ports until the thread is ended.
setInterval(() => {}, 60_000);
