/** Finds where any of many needles occurs in a long text, in a single pass however many there are. */

/** Length of the prefix by which needles are indexed. */
const headChars = 4;

const hash = (text: string, at: number): number =>
  (text.charCodeAt(at) * 33 ** 3 +
    text.charCodeAt(at + 1) * 33 ** 2 +
    text.charCodeAt(at + 2) * 33 +
    text.charCodeAt(at + 3)) &
  0x3fff;

export interface Needle {
  text: string;
  /** Number of the one that it belongs to. */
  owner: number;
}

/** Owner → the first index at which one of its needles occurs. Empty needles are never found. */
export type FirstPlaces = (text: string) => Map<number, number>;

export const firstPlaces = (needles: readonly Needle[]): FirstPlaces => {
  const marked = new Uint8Array(0x4000);
  const byHead = new Map<string, Needle[]>();
  const short: Needle[] = [];
  for (const needle of needles) {
    if (needle.text === '') continue;
    if (needle.text.length < headChars) {
      short.push(needle);
      continue;
    }
    marked[hash(needle.text, 0)] = 1;
    const head = needle.text.slice(0, headChars);
    const known = byHead.get(head);
    if (known) known.push(needle);
    else byHead.set(head, [needle]);
  }
  return (text) => {
    const found = new Map<number, number>();
    const tell = (owner: number, at: number): void => {
      if (at >= 0 && at < (found.get(owner) ?? Infinity)) found.set(owner, at);
    };
    for (const needle of short) tell(needle.owner, text.indexOf(needle.text));
    if (byHead.size === 0) return found;
    for (let at = 0; at + headChars <= text.length; at++) {
      if (marked[hash(text, at)] === 0) continue;
      for (const needle of byHead.get(text.slice(at, at + headChars)) ?? []) {
        if (text.startsWith(needle.text, at)) tell(needle.owner, at);
      }
    }
    return found;
  };
};
