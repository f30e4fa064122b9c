/** Keeps the last lines that a program prints, for the error that has to quote them. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { didSettle } from '../wait.ts';

const keptChars = 16_384;
const keptLines = 40;
/** ms for what a program that has ended left in its pipes; its children may hold them open for longer. */
const drainMs = 1000;

/** Takes stdout and stderr of one child process in place of a file. */
export class LastLines {
  #text = '';
  #child: ChildProcess | undefined;
  #closed: Promise<unknown> = Promise.resolve();

  follow(child: ChildProcess): void {
    const keep = (segment: string): void => void (this.#text = (this.#text + segment).slice(-keptChars));
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', keep);
    this.#child = child;
    this.#closed = once(child, 'close');
    // A program that never ran has no streams to close.
    this.#closed.catch(() => {});
  }

  /**
   * At most 40 lines. Once the program has ended, also those that it or its children wrote just before; `waitMs` is the
   * bound of the wait for them.
   */
  async read(waitMs = drainMs): Promise<string[]> {
    const ended = this.#child?.exitCode !== null || this.#child.signalCode !== null;
    if (ended) await didSettle(this.#closed, waitMs);
    return lastLines(this.#text, keptLines);
  }
}

export function lastLines(text: string, count: number): string[] {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .filter(Boolean)
    .slice(-count);
}
