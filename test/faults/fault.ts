/**
 * Loaded before the command line, by `--import`: lets something go wrong inside the suite itself, in the middle of a
 * run. MAGISTRALA_CONFORMANCE_FAULT names what: `main/…` in the main thread, when the journal has some observations,
 * `worker/…` in the first worker, when it has started some services.
 */
import { syncBuiltinESMExports } from 'node:module';
import wt from 'node:worker_threads';

const [where, what = ''] = (process.env['MAGISTRALA_CONFORMANCE_FAULT'] ?? '').split('/');

const fatal: Record<string, () => unknown> = {
  /** Out of any promise, so that nothing can catch it. */
  throws: () =>
    setImmediate(() => {
      throw new Error('thrown by the test');
    }),
  rejects: () => void Promise.reject(new Error('rejected by the test')),
  exits: () => setImmediate(() => process.exit(1)),
  /** What vitest cannot hold back, as a fault in native code. */
  ends: () => (process as unknown as { reallyExit: (code: number) => void }).reallyExit(7),
  'runs-out-of-memory': () => {
    const all: unknown[] = [];
    for (;;) all.push(Array(1e6).fill(all.length));
  },
};

/** Once, at the third call of a function of a builtin module that counts. */
const atThirdCall = (
  module: object,
  name: string,
  then: () => unknown,
  counts: (args: unknown[]) => boolean = () => true,
): void => {
  const functions = module as Record<string, (...args: unknown[]) => unknown>;
  const real = functions[name]!;
  let calls = 0;
  functions[name] = (...args) => {
    if (counts(args)) calls += 1;
    if (counts(args) && calls === 3) then();
    return real(...args);
  };
  syncBuiltinESMExports();
};

if (wt.isMainThread && where === 'main') {
  const isObservation = (args: unknown[]): boolean => String(args[1]).includes('"type":"observation"');
  atThirdCall(process.getBuiltinModule('node:fs'), 'writeSync', fatal[what]!, isObservation);
} else if (wt.isMainThread) {
  let threads = 0;
  const Real = wt.Worker;
  wt.Worker = class extends Real {
    constructor(file: string | URL, options: wt.WorkerOptions) {
      threads += 1;
      const first = {
        execArgv: ['--import', import.meta.url],
        resourceLimits: { maxOldGenerationSizeMb: 200 },
      };
      super(file, threads === 1 || what === 'has-a-proxy' ? { ...options, ...first } : options);
    }
  };
  syncBuiltinESMExports();
} else if (what === 'has-a-proxy') {
  process.env['grpc_proxy'] = 'http://127.0.0.1:9';
} else {
  const isOutput = (args: unknown[]): boolean => /\/output-\d+$/.test(String(args[0]));
  atThirdCall(process.getBuiltinModule('node:fs'), 'openSync', fatal[what]!, isOutput);
}
