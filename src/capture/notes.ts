/** Words what limits a capture, for a person: what it lacks, and what is not read of it. */
import type { CaptureTotals, ConnectionGroup } from './model.ts';

interface Ending {
  /** Where reading had to stop. */
  ending: string | undefined;
  /** Numbers of link types that are not read. */
  links: readonly number[];
}

const plural = (number: number, one: string, more: string): string =>
  `${number} ${number === 1 ? one : more}`;

export const notesOf = (
  totals: CaptureTotals,
  groups: readonly ConnectionGroup[],
  { ending, links }: Ending,
): string[] => {
  const unseen = groups.reduce((sum, { openings }) => sum + (openings.unseen ?? 0), 0);
  const conditions: [boolean, string][] = [
    [
      ending !== undefined,
      `The capture is damaged or cut off (${ending}); what stands before that place is reported.`,
    ],
    [totals.packets === 0, 'The capture holds no packet.'],
    [
      links.length > 0,
      `Packets of link type ${links.slice(0, 10).join(', ')} are not read: capture on Ethernet, a bridge, or "any".`,
    ],
    [
      totals.truncatedPackets > 0,
      `${plural(totals.truncatedPackets, 'packet is', 'packets are')} cut off by the capture length; capture with tcpdump -s 0.`,
    ],
    [
      totals.malformedPackets > 0,
      `${plural(totals.malformedPackets, 'packet has', 'packets have')} lengths that cannot be, and are left out.`,
    ],
    [
      totals.fragments > 0,
      `${plural(totals.fragments, 'IP fragment is', 'IP fragments are')} not put together; what they carry is not read.`,
    ],
    [
      totals.encapsulated > 0,
      `${plural(totals.encapsulated, 'packet was', 'packets were')} read from within a tunnel (VXLAN, Geneve, IP in IP), as nodes of a cluster send them.`,
    ],
    [
      unseen > 0,
      `${plural(unseen, 'connection was', 'connections were')} open before the capture began, or its beginning was not captured: how it opened is not known. Begin the capture before the services start.`,
    ],
    [
      totals.dropped > 0,
      `${plural(totals.dropped, 'connection was', 'connections were')} not followed to the end, because too many were open at a time.`,
    ],
    [
      totals.ungrouped > 0,
      `${plural(totals.ungrouped, 'connection is', 'connections are')} counted only, because there are too many different ends.`,
    ],
  ];
  return conditions.filter(([holds]) => holds).map(([, note]) => note);
};
