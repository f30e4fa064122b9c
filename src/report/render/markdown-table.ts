/** Writes a Markdown table. Pure. */

export interface TableForm {
  /** Columns, from 0, that stand at the right, as numbers do. */
  right?: readonly number[];
  /** Columns also stand under each other on a terminal. */
  padded?: boolean;
}

/** Lines of the table. The cells are Markdown already; a missing one is empty. */
export const markdownTable = (
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { right = [], padded = false }: TableForm = {},
): string[] => {
  const widths = head.map((name, column) =>
    padded ? Math.max(3, name.length, ...rows.map((row) => (row[column] ?? '').length)) : 0,
  );
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`;
  const rule = widths.map((width, column) =>
    right.includes(column) ? `${'-'.repeat(Math.max(3, width - 1))}:` : '-'.repeat(Math.max(3, width)),
  );
  return [line(head), line(rule), ...rows.map(line)];
};
