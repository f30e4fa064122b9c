/** Ends a service of a start, and returns what was observed of it from its start to its end. */
import type { ServiceObservation } from '../model/observation.ts';
import { readOutput } from '../probe/output.ts';
import { shownSecrets } from './message-identity.ts';
import type { Stack } from './stack.ts';
import { endedByItself, type StartedService } from './started-service.ts';

export const endService = async (started: StartedService, stack: Stack): Promise<ServiceObservation> => {
  const { boot, arrangement, watchers, listeners, earlier } = started;
  for (const [listener, watcher] of watchers) {
    listeners[listener] = { ...listeners[listener], watch: await watcher.stop() };
  }
  const ended = boot.outcome === 'ready' ? await endedByItself(boot) : undefined;
  const stopAsked = performance.now();
  const stopped = boot.outcome === 'ready' && !ended ? await boot.stop(started.graceMs) : undefined;
  await started.turn[Symbol.asyncDispose]();
  const last = boot.outcome === 'ready' ? await boot.output() : boot.output;
  const secrets = [...arrangement.secrets, ...shownSecrets(stack.sender)];
  const own = secrets.map(({ traces }) => traces);
  return {
    boot:
      boot.outcome === 'exited'
        ? { outcome: 'exited', ms: Math.round(boot.ms), code: boot.code, signal: boot.signal }
        : { outcome: boot.outcome, ms: Math.round(boot.ms) },
    ...(earlier.length && { starts: earlier.length + 1 }),
    ...(ended && { endedLater: ended }),
    ...(stopped && {
      stopped: { code: stopped.code, signal: stopped.signal, ms: Math.round(performance.now() - stopAsked) },
    }),
    output: readOutput([...earlier, last].join('\n'), {
      secrets,
      names: arrangement.names,
      redact: stack.secrets().filter((traces) => !own.includes(traces)),
      ended: boot.outcome === 'exited',
    }),
    listeners,
    ...(started.sockets && { sockets: started.sockets }),
    environment: arrangement.shown,
  };
};
