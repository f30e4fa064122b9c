/** Names the files in the folder of a run that journals are in. */

export const journalName = 'journal.ndjson';

/** @param number counted from 1 */
export const rerunName = (number: number): string => `rerun-${number}.ndjson`;

/** The number of a rerun by the name of its file; undefined for any other file. */
export const rerunNumber = (name: string): number | undefined => {
  const [, number] = /^rerun-([1-9]\d{0,3})\.ndjson$/.exec(name) ?? [];
  return number === undefined ? undefined : Number(number);
};
