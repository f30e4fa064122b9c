/** Picks the ranges from which ports are reserved. */
import { readFileSync } from 'node:fs';
import { InfrastructureError } from '../../model/errors.ts';

/** Ports from–to, both included. */
export interface PortRange {
  from: number;
  to: number;
}

/** Below are ports that people and services choose by hand, and 10080, which `fetch` refuses. */
const LOWEST = 12_000;
const HIGHEST = 65_535;
/** RFC 6335, section 6: what systems take for outgoing connections unless they say otherwise. */
const IANA_EPHEMERAL: PortRange = { from: 49_152, to: HIGHEST };

/**
 * Ranges to reserve ports from: the user's own, or everything from 12000 up that the system does not give to
 * outgoing connections, so that none of these takes a port between its reservation and its use.
 * @throws InfrastructureError PORT_RANGE for a range that is none
 */
export function portRanges(own?: PortRange): PortRange[] {
  if (own) return [checked(own)];
  const ephemeral = ephemeralRange();
  const outside = [
    { from: LOWEST, to: Math.min(ephemeral.from - 1, HIGHEST) },
    { from: Math.max(ephemeral.to + 1, LOWEST), to: HIGHEST },
  ].filter(({ from, to }) => from <= to);
  // A system may give nearly all ports to outgoing connections; then there is no outside to choose from.
  const room = outside.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  return room >= 1000 ? outside : [{ from: LOWEST, to: HIGHEST }];
}

function ephemeralRange(): PortRange {
  try {
    // ip(7), ip_local_port_range
    const text = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8');
    const [from, to] = text.trim().split(/\s+/).map(Number);
    if (from && to) return { from, to };
  } catch {
    // Not Linux.
  }
  return IANA_EPHEMERAL;
}

function checked(range: PortRange): PortRange {
  const valid = (port: number) => Number.isInteger(port) && port >= 1 && port <= HIGHEST;
  if (valid(range.from) && valid(range.to) && range.from <= range.to) return range;
  throw new InfrastructureError(
    'PORT_RANGE',
    `Expected a range of ports between 1 and ${HIGHEST}, lower one first; found ${range.from}–${range.to}.`,
    'Give a range such as 20000–21000.',
  );
}
