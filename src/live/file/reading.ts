/** Says what the parts of a deployment file are read with. */

/** What a part of the file needs to be read: where it stands, and what was found to be secret. */
export interface Reading {
  /** Throws a UsageError about the value at a path of keys. */
  refuse: (path: readonly string[], expected: string, found: string, todo: string) => never;
  /** Path of a file that the deployment file names. */
  fileAt: (path: string) => string;
  secrets: Set<string>;
}
