/** Draws the transport of every hop as a Mermaid flowchart, which GitHub and GitLab show as a picture. Pure. */
import type { Checked } from '../../../advise/checked/checked.ts';
import type { Transport } from '../../../advise/schema.ts';
import { oneLine } from '../words.ts';
import { rowsOf } from './view.ts';
import { beginOf, endOf } from './words.ts';

/** Edges beyond which such a picture shows nothing any more; GitHub refuses 500. */
export const mostEdges = 150;

/** Each transport has a line of another form, not only of another colour. */
const arrows: Record<Transport, string> = {
  plaintext: '-.->',
  TLS: '-->',
  'TLS, client certificate offered': '-->',
  'TLS, client certificate demanded': '==>',
  refused: '--x',
  'does not start': '--x',
  'not known': '-.-',
};

/** Colours that are seen on a light ground and on a dark one. */
const colours: Record<Transport, string> = {
  plaintext: '#b58900',
  TLS: '#2e8b57',
  'TLS, client certificate offered': '#2e8b57',
  'TLS, client certificate demanded': '#2e8b57',
  refused: '#d64550',
  'does not start': '#d64550',
  'not known': '#8a7fb8',
};

/** Lines of the flowchart; none where there is no hop, or where there are too many to be seen. */
export const mermaidOf = (checked: Pick<Checked, 'hops'>): string[] => {
  const edges = rowsOf(checked).flatMap(({ callers, ...row }) =>
    callers.map((from) => ({ from: beginOf({ from }), to: endOf(row), transport: row.transport })),
  );
  if (edges.length === 0 || edges.length > mostEdges) return [];
  const froms = [...new Set(edges.map(({ from }) => from))];
  const tos = [...new Set(edges.map(({ to }) => to))];
  const styles = Map.groupBy(edges.entries(), ([, { transport }]) => colours[transport]);
  return [
    'flowchart LR',
    ...froms.map((name, at) => `  from${at}["${label(name)}"]`),
    ...tos.map((name, at) => `  to${at}(["${label(name)}"])`),
    ...edges.map(
      ({ from, to, transport }) =>
        `  from${froms.indexOf(from)} ${arrows[transport]}|"${label(transport)}"| to${tos.indexOf(to)}`,
    ),
    ...[...styles].map(
      ([colour, held]) => `  linkStyle ${held.map(([at]) => at).join(',')} stroke:${colour},stroke-width:2px`,
    ),
  ];
};

/** Text of a node: Mermaid writes entities with #, and reads some Markdown and HTML. */
const label = (text: string): string =>
  oneLine(text).replaceAll(/[^\w\s.,:/@()+-]/g, (character) => `#${character.codePointAt(0)};`);
