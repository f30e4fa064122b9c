/** Recognizes faults of the infrastructure, by errors of the suite and by what was observed. They decide no rule. */
import { InfrastructureError } from '../model/errors.ts';
import type { Observation } from '../model/observation.ts';
import { systemFault, type SystemFault } from '../system/system-fault.ts';

export type Infrastructure = NonNullable<Observation['infrastructure']>;

/** Another program answered at the service's port. Its answers say nothing about the service. */
export const strangerSeen = ({ services }: Observation): SystemFault | undefined => {
  const found = Object.entries(services).find(([, { listeners }]) =>
    Object.values(listeners).some(({ watch }) => watch?.stranger),
  );
  return (
    found && {
      code: 'PORTS_IN_USE',
      expected: `only ${found[0]} to listen at its ports`,
      found: 'that another program answered at one of them',
      todo: 'Give another range of ports, or end what listens there.',
    }
  );
};

/**
 * The suite's own SIGKILL ends a hung service, or one that did not stop in its time. Docker may report the end of a
 * container so late that it looks as if it had been stopped.
 */
export const killedService = (
  { services }: Observation,
  started: readonly { name: string; graceMs: number }[],
): SystemFault | undefined => {
  const graceOf = (name: string): number => started.find((one) => one.name === name)?.graceMs ?? 0;
  const killed = Object.entries(services).find(
    ([name, { boot, endedLater, stopped }]) =>
      (boot.outcome === 'exited' && boot.signal === 'SIGKILL') ||
      endedLater?.signal === 'SIGKILL' ||
      (stopped?.signal === 'SIGKILL' && stopped.ms < graceOf(name)),
  );
  return (
    killed && {
      code: 'SERVICE_KILLED',
      expected: `${killed[0]} to end by itself, or to be stopped by the suite`,
      found: 'that something else killed it (SIGKILL)',
      todo: 'Look whether memory ran out (see the log of the kernel), or what else ends processes on this machine.',
    }
  );
};

export const broken = ({ code, expected, found }: SystemFault): Infrastructure => ({
  code,
  message: `Expected ${expected}; found ${found}.`,
});

/**
 * What went wrong first. Where closing what was open fails too, a SuppressedError holds the later error as `error` and
 * the earlier one as `suppressed`. A fault of the infrastructure explains the others, so it goes before them.
 */
const cause = (error: unknown): unknown => {
  const errors = inOrder(error);
  return errors.find((each) => each instanceof InfrastructureError || systemFault(each)) ?? errors[0];
};

const inOrder = (error: unknown): unknown[] =>
  error instanceof SuppressedError ? [...inOrder(error.suppressed), ...inOrder(error.error)] : [error];

/** Codes that stand for the suite's own mistakes are kept apart from broken infrastructure. */
export const infrastructureOf = (error: unknown): Infrastructure => {
  const first = cause(error);
  if (first instanceof InfrastructureError) return { code: first.code, message: first.message };
  const fault = systemFault(first);
  if (fault) return broken(fault);
  const message = first instanceof Error ? (first.stack ?? first.message) : String(first);
  return { code: 'SUITE_ERROR', message: message.split('\n').slice(0, 4).join(' ') };
};

/** The same for what was lost without an observation. A trace is for those who ask for it. */
export const lossOf = (error: unknown): Infrastructure => {
  const first = cause(error);
  const infrastructure = infrastructureOf(first);
  if (first instanceof InfrastructureError) {
    return {
      ...infrastructure,
      message: `${infrastructure.message.replace(/\.$/, '')}; to do: ${first.todo}`,
    };
  }
  if (infrastructure.code !== 'SUITE_ERROR') return infrastructure;
  const message = first instanceof Error ? first.message : String(first);
  return {
    code: infrastructure.code,
    message: `the suite itself failed: ${process.env['DEBUG'] === undefined ? message : infrastructure.message}`,
  };
};
