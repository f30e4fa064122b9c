/** Writes plain lines, and on a terminal one more below them that is redrawn while work goes on. */

export interface Screen {
  write(text: string): void;
  /** Whether a line can be redrawn. */
  interactive: boolean;
  columns: number;
}

interface Output {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

export const screenOf = (
  output: Output,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Screen => ({
  write: (text) => void output.write(text),
  interactive: output.isTTY === true && env['CI'] === undefined && env['TERM'] !== 'dumb',
  columns: output.columns ?? 80,
});

/** ms between two drawings of the line. */
const paceMs = 100;
const fewestColumns = 20;
const clear = '\r\u001b[K';

export interface StatusLine {
  /** Redraws the line; `forced`: even where it was drawn a moment ago. Without a terminal it does nothing. */
  draw(text: () => string, forced?: boolean): void;
  /** Writes a line that stays. */
  line(text: string): void;
  clear(): void;
}

/** @param now ms, monotonic */
export const statusLine = (screen: Screen, now: () => number = () => performance.now()): StatusLine => {
  let drawn = Number.NEGATIVE_INFINITY;
  return {
    draw(text, forced = false) {
      if (!screen.interactive || (!forced && now() - drawn < paceMs)) return;
      drawn = now();
      screen.write(clear + text().slice(0, Math.max(fewestColumns, screen.columns - 1)));
    },
    line: (text) => screen.write(`${screen.interactive ? clear : ''}${text}\n`),
    clear() {
      if (screen.interactive) screen.write(clear);
    },
  };
};
