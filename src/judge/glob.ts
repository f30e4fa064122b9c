/**
 * Matches case ids by the one grammar that deviations and filters have: `*` is any run of characters without `/`, `**` any
 * run; everything else stands for itself. Ids hold neither, so an id matches itself.
 */
export const globMatcher = (pattern: string): ((id: string) => boolean) => {
  const parts = pattern.match(/\*\*?|[^*]/gs) ?? [];
  const [start = ''] = pattern.split('*', 1);
  return (id) => id.startsWith(start) && matches(parts, id);
};

/** Where a run of characters began, and how far it goes: `at` moves on when what follows does not match. */
interface Run {
  next: number;
  at: number;
}

/**
 * Goes back to the latest run alone, so that no pattern takes long; a regular expression would try all of them. What comes
 * after a run matches as early as it can: a later place would leave less, and neither `*` could pass another `/`.
 */
const matches = (parts: readonly string[], id: string): boolean => {
  let [part, at] = [0, 0];
  let within: Run | undefined;
  let across: Run | undefined;
  for (;;) {
    const wanted = parts[part];
    if (wanted === '**') {
      part += 1;
      across = { next: part, at };
      within = undefined;
    } else if (wanted === '*') {
      part += 1;
      within = { next: part, at };
    } else if (wanted === id[at]) {
      if (wanted === undefined) return true;
      part += 1;
      at += 1;
    } else if (within && within.at < id.length && id[within.at] !== '/') {
      within.at += 1;
      [part, at] = [within.next, within.at];
    } else if (across && across.at < id.length) {
      across.at += 1;
      [part, at] = [across.next, across.at];
      within = undefined;
    } else {
      return false;
    }
  }
};
