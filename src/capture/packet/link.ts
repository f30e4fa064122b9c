/** Finds the IP packet behind the header of a link layer. */

/** Numbers of draft-ietf-opsawg-pcaplinktype; 12 and 14 are raw IP as some systems number it. */
const raw = new Set([12, 14, 101, 228, 229]);
const linkType = { null: 0, ethernet: 1, loop: 108, sll: 113, sll2: 276 } as const;

const all = new Set<number>([...raw, ...Object.values(linkType)]);

export const isLinkTypeRead = (type: number): boolean => all.has(type);

const etherType = { ipv4: 0x0800, ipv6: 0x86dd } as const;
/** VLAN (802.1Q), provider VLAN (802.1ad), and the number that came before it. */
const isVlan = (type: number): boolean => type === 0x8100 || type === 0x88a8 || type === 0x9100;
const mostVlans = 4;

/** Where the IP packet begins; -1 for what holds none. */
export const networkOf = (type: number, bytes: Buffer, at: number, end: number): number => {
  if (type === linkType.ethernet) return behindEtherType(bytes, at + 12, at + 14, end);
  if (raw.has(type)) return at;
  if (type === linkType.sll) return behindEtherType(bytes, at + 14, at + 16, end);
  if (type === linkType.sll2) return behindEtherType(bytes, at, at + 20, end);
  if (type === linkType.null || type === linkType.loop) return behindFamily(bytes, at, end);
  return -1;
};

/** @param place of the two bytes that name what follows at `next` */
const behindEtherType = (bytes: Buffer, place: number, next: number, end: number): number => {
  let type = place + 2 <= end ? bytes.readUInt16BE(place) : 0;
  let at = next;
  for (let vlans = 0; isVlan(type) && vlans < mostVlans && at + 4 <= end; vlans += 1) {
    type = bytes.readUInt16BE(at + 2);
    at += 4;
  }
  return type === etherType.ipv4 || type === etherType.ipv6 ? at : -1;
};

/** The family is in the order of the machine that captured; IPv6 has another number on each system. */
const behindFamily = (bytes: Buffer, at: number, end: number): number => {
  if (at + 4 > end) return -1;
  const family = bytes[at] === 0 ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at);
  return [2, 10, 24, 28, 30].includes(family) ? at + 4 : -1;
};
