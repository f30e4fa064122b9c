/** Finds the packet within VXLAN (RFC 7348) and Geneve (RFC 8926), as the nodes of a cluster send it to each other. */
import { networkOf } from './link.ts';

/** VXLAN, the number that Linux had for it first, and Geneve. */
const port = { vxlan: 4789, linux: 8472, geneve: 6081 } as const;
const ethernet = 1;

/** Where the inner IP packet begins; -1 where the payload is no tunnel, whatever the port says. */
export const innerOf = (to: number, bytes: Buffer, at: number, end: number): number => {
  if (to === port.vxlan || to === port.linux) return behindVxlan(bytes, at, end);
  return to === port.geneve ? behindGeneve(bytes, at, end) : -1;
};

const behindVxlan = (bytes: Buffer, at: number, end: number): number => {
  // One flag is set, and all that is reserved is zero.
  const header = at + 8 <= end && bytes[at] === 0x08 && bytes.readUIntBE(at + 1, 3) === 0;
  return header && bytes[at + 7] === 0 ? networkOf(ethernet, bytes, at + 8, end) : -1;
};

const behindGeneve = (bytes: Buffer, at: number, end: number): number => {
  // Version 0 and Ethernet inside.
  if (at + 8 > end || bytes[at]! >> 6 !== 0 || bytes.readUInt16BE(at + 2) !== 0x6558) return -1;
  return networkOf(ethernet, bytes, at + 8 + (bytes[at]! & 0x3f) * 4, end);
};
