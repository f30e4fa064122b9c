/** Reads the kernel's tables of sockets (proc_net_tcp in its documentation). Pure. */
import { endianness } from 'node:os';

export interface TableSocket {
  /** IP literal that it is bound to. */
  address: string;
  port: number;
  inode: string;
}

/** First and last port that outgoing sockets get, as in `ip_local_port_range`. */
export interface EphemeralRange {
  from: number;
  to: number;
}

/** State of a listening TCP socket, and of an unconnected UDP one. */
export const waitingState = { tcp: '0A', udp: '07' } as const;

/**
 * Sockets that wait for peers, of IPv4 and IPv6 alike. UDP knows no listening: one counts that has no peer of its own,
 * as a client's has that asks a name server, and whose port was chosen. A port of the ephemeral range says nothing: the
 * sockets with which a program asks many peers look the same.
 * @param lines of `/proc/net/tcp`, `tcp6`, `udp` or `udp6`; heads are passed over
 */
export const waitingIn = (
  lines: readonly string[],
  protocol: 'tcp' | 'udp',
  ephemeral: EphemeralRange | undefined,
): TableSocket[] =>
  lines.flatMap((line) => {
    const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
    const [hex, portHex = ''] = /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/.exec(local)?.slice(1) ?? [];
    if (hex === undefined || state !== waitingState[protocol]) return [];
    const port = Number.parseInt(portHex, 16);
    const any = protocol === 'udp' && ephemeral && port >= ephemeral.from && port <= ephemeral.to;
    return any ? [] : [{ address: addressIn(hex), port, inode }];
  });

/** The two numbers of `/proc/sys/net/ipv4/ip_local_port_range`. */
export const ephemeralRangeIn = (text: string): EphemeralRange | undefined => {
  const [, from, to] = /^\s*(\d+)\s+(\d+)\s*$/.exec(text) ?? [];
  return from === undefined ? undefined : { from: Number(from), to: Number(to) };
};

/** Each word of 32 bits stands there as the machine holds it. */
const addressIn = (hex: string): string => {
  const bytes = Buffer.from(hex, 'hex');
  if (endianness() === 'LE') bytes.swap32();
  if (bytes.length === 4) return [...bytes].join('.');
  const groups = bytes.toString('hex').match(/.{4}/g) ?? [];
  // The URL's form is the usual short one.
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
};
