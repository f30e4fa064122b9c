/** Recognizes last lines of a service that report a fault of its infrastructure; they decide no rule. */
import { InfrastructureError } from '../model/errors.ts';
import type { StartedName } from '../release/schema.ts';

/**
 * No rule is about ports: a service that finds its port taken shows nothing but broken infrastructure.
 * @throws InfrastructureError PORT_UNAVAILABLE
 */
export const failForPorts = (name: StartedName, output: string): void => {
  const line = output
    .split('\n')
    .find((one) => /bind: (address already in use|permission denied)|listen E(ADDRINUSE|ACCES)/.test(one));
  if (line === undefined) return;
  const [what] = /listen \S+ \S+: bind: [a-z ]+/.exec(line) ?? [line.slice(0, 200)];
  throw new InfrastructureError(
    'PORT_UNAVAILABLE',
    `${name} could not open a port that it needs: ${what}`,
    'end what holds the port, allow low ports (net.ipv4.ip_unprivileged_port_start), or use the runtime containers',
  );
};

/**
 * A timeout towards the backplane, such as NATS on a busy machine, decides no rule either.
 * @param ports of the backplane, as the service sees them: its error names the one that it waited for
 * @throws InfrastructureError BACKPLANE_SLOW
 */
export const failForBackplane = (name: StartedName, output: string, ports: readonly number[]): void => {
  const line = output
    .split('\n')
    .find((one) => one.includes('i/o timeout') && ports.some((port) => one.includes(`:${port}:`)));
  if (line === undefined) return;
  throw new InfrastructureError(
    'BACKPLANE_SLOW',
    `${name} gave up waiting for what stands behind it: ${line.slice(0, 300)}`,
    'run again on a machine that is less busy, or with fewer --workers',
  );
};
