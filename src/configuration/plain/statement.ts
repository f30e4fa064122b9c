/** Names what a line of a plain file sets. */
import type { Place } from '../model.ts';

export interface PlainStatement {
  name: string;
  text: string;
  at: Place;
}

/** Names that a shell and systemd take; a process may have others, which no service reads. */
export const isVariableName = (name: string): boolean => /^[A-Za-z_][A-Za-z\d_]*$/.test(name);
