/**
 * The relation of cases and mutants as a text that is committed: which mutants each case of the reference is red for,
 * by the whole catalogue. Cases that are red for the same mutants stand together. Pure.
 */
import type { Matrix } from './matrix.ts';

/** Case → names of the mutants that it is red for; none for a case that sees nothing. */
export type SeenBy = Readonly<Record<string, readonly string[]>>;

const heading = `# Which mutants each case is red for, written by \`npm run selftest -- --all --handbook\`; not edited by hand.
# Not indented: names of mutants, or "none". Indented: the cases that are red for exactly these.
`;

const none = 'none';

export const seenByText = ({ seenBy }: Pick<Matrix, 'seenBy'>): string => {
  const groups = new Map<string, string[]>();
  for (const [id, names] of Object.entries(seenBy)) {
    const key = names.toSorted().join(' ') || none;
    groups.set(key, [...(groups.get(key) ?? []), id]);
  }
  const parts = [...groups]
    .map(([names, ids]) => ({ names, ids: ids.toSorted() }))
    .sort((a, b) => (a.ids[0]! < b.ids[0]! ? -1 : 1));
  const lines = parts.flatMap(({ names, ids }) => [names, ...ids.map((id) => `  ${id}`)]);
  return `${heading}${lines.join('\n')}\n`;
};

/** @throws Error for a text of another form */
export const parseSeenBy = (text: string): SeenBy => {
  const seenBy: Record<string, readonly string[]> = {};
  let names: readonly string[] | undefined;
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    if (!line.startsWith('  ')) names = line === none ? [] : line.split(' ');
    else if (names) seenBy[line.trim()] = names;
    else throw new Error(`a case before any names of mutants: ${line.trim()}`);
  }
  return seenBy;
};
