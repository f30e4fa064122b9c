/** How a process ended. */
export interface Exit {
  code: number | null;
  signal: string | null;
  /** ms since the start. */
  ms: number;
}
