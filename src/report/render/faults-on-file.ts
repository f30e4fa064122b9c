/** Finds the entries of the deviations file that turn the gate red, each with what is wrong with it. Pure. */
import type { Report } from '../schema.ts';

export interface FaultOnFile {
  deviation: Report['deviations'][number];
  /** Completes the name of the entry, without a full stop. */
  text: string;
}

export const faultsOnFile = ({ deviations }: Pick<Report, 'deviations'>): FaultOnFile[] =>
  deviations.flatMap((deviation) => {
    const text = faultIn(deviation);
    return text === undefined ? [] : [{ deviation, text: `${deviation.disposition}: ${text}` }];
  });

const faultIn = ({ entry, disposition, stale }: FaultOnFile['deviation']): string | undefined => {
  switch (disposition) {
    case 'stale':
      return `less than ${entry.code} (${entry.facts.join(', ')}), risk: ${entry.risk}, or not at all: ${stale.join(', ')}`;
    case 'expired':
      return `expired on ${entry.expires}`;
    case 'unmatched':
      return 'hits no case of the catalogue';
    case 'known':
    case 'exceeded':
    case 'unexercised':
      return undefined;
  }
};
