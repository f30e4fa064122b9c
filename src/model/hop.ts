/** Spells the name of a hop, `<from>→<to>`: reports show it, and what was seen of a hop is filed under it. */

export interface HopEnds {
  from: string;
  to: string;
}

export const hopName = ({ from, to }: HopEnds): string => `${from}→${to}`;

export const endsOf = (hop: string): HopEnds => {
  const [from = '', to = ''] = hop.split('→');
  return { from, to };
};
