/**
 * Matches case ids, for deviations and for filters, by one grammar: `*` is any run of characters
 * without `/`, `**` any run; everything else stands for itself. Ids hold neither, so an id matches itself.
 */
export const globMatcher = (pattern: string): ((id: string) => boolean) => {
  const source = pattern
    .split(/(\*\*?)/)
    .map((part) =>
      part === '**' ? '.*' : part === '*' ? '[^/]*' : part.replaceAll(/[\\^$.|?+()[\]{}]/g, '\\$&'),
    )
    .join('');
  const expression = new RegExp(`^${source}$`);
  return (id) => expression.test(id);
};
