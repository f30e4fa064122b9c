/** Makes a folder and those above it. */
import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * One after another: Node's own `recursive` never comes back where the system calls a missing folder missing when it
 * is to be made, as below /proc.
 */
export const makeFolder = (path: string): void => {
  const whole = resolve(path);
  if (statSync(whole, { throwIfNoEntry: false })?.isDirectory()) return;
  const above = dirname(whole);
  if (above !== whole) makeFolder(above);
  try {
    mkdirSync(whole);
  } catch (error) {
    // Another process has made it meanwhile.
    if (!statSync(whole, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
};
