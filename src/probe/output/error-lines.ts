/** Finds the lines of a program's output that report an error. Pure. */

/** Numeric levels of pino and bunyan: 50 is error, 60 fatal. */
const errorLevel = 50;
const errorWords = /^(error|err|fatal|panic|critical|crit|alert|emergency|dpanic)$/i;
/** `level=error` as slog's text handler and logrus write it. */
const logfmtLevel = /(?:^|\s)(?:level|lvl)="?([A-Za-z]+)"?(?:\s|$)/;
const cutOffLevel = /"(?:level|severity|lvl)":\s*"([A-Za-z]+)"/;
/** How uncaught failures of Go and Node begin, and what a last word of a program reads like. */
const failure =
  /^(panic|fatal error|fatal|error)\b|\b\w*(Error|Exception): |\b(fatal|failed|cannot|can't|could not|unable to|denied|refused|no such|invalid|unsupported|must (?:be|not)|is not set|is required)\b/i;
const stackLine = /^\s+at\s|^goroutine \d+|^\s+\S+\.go:\d+|^exit status \d+$/;

/**
 * The lines that report an error: JSON or logfmt lines of level error or worse, and lines of neither form that
 * read like a failure. `ended`: the program has ended, so the lines of neither form at the very end are its last
 * words and count whatever they say.
 */
export function errorLines(lines: readonly string[], { ended }: { ended: boolean }): string[] {
  const kinds = lines.map(kindOf);
  const lastStructured = kinds.findLastIndex((kind) => kind === 'structured' || kind === 'error');
  return lines.filter((line, at) => {
    if (kinds[at] === 'error') return true;
    if (kinds[at] === 'structured' || line.trim() === '' || stackLine.test(line)) return false;
    return failure.test(line) || (ended && at > lastStructured);
  });
}

function kindOf(line: string): 'error' | 'structured' | 'plain' {
  const level = levelOf(line);
  if (level === undefined) return 'plain';
  const isError = typeof level === 'number' ? level >= errorLevel : errorWords.test(level);
  return isError ? 'error' : 'structured';
}

/** The level, `''` for a JSON line without one, `undefined` for a line of neither form. */
function levelOf(line: string): string | number | undefined {
  if (!line.trimStart().startsWith('{')) return logfmtLevel.exec(line)?.[1];
  try {
    const entry = JSON.parse(line) as Record<string, unknown>;
    const level = entry['level'] ?? entry['severity'] ?? entry['lvl'];
    return typeof level === 'string' || typeof level === 'number' ? level : '';
  } catch {
    // Cut off, for example because the service died while it wrote.
    return cutOffLevel.exec(line)?.[1];
  }
}
