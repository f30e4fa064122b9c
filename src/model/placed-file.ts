/** A file that a service is given, and whether it can read it. */

/** A file beside the service. `unreadable`: exists, but its mode and owner shut the service out. */
export type PlacedFile =
  | { name: string; kind: 'file'; content: string | Uint8Array; unreadable?: boolean }
  | { name: string; kind: 'directory' };
