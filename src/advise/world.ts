/** What the engine asks of the machine. */
import type { Found } from '../configuration/look-up.ts';
import type { Container } from '../configuration/model.ts';

export interface World {
  /** What a program in the container finds at a path. */
  lookUp: (container: Container, path: string) => Found;
  /** Releases in which a program reads a variable, the oldest first; asked where this release does not. */
  readIn?: (variable: string) => readonly string[];
  now: Date;
}
