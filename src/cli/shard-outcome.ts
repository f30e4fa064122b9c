/** How a shard ended: it observes and does not judge. Pure. */
import { interruptedBy, type ExitCode } from '../judge/gate.ts';
import type { JournalFooter, JournalLine } from '../report/journal.ts';

/** 0 when every start was observed; else 130 or 143, 4 (the world was broken), or 3 (incomplete), in this order. */
export const shardOutcome = (lines: readonly JournalLine[]): { exitCode: ExitCode; words: string } => {
  const observations = lines.filter((line) => line.type === 'observation');
  const broken = observations.filter((line) => line.observation.infrastructure);
  const footer = lines.findLast((line): line is JournalFooter => line.type === 'footer');
  const words = `${observations.length} starts observed`;
  if (footer?.interrupted) {
    return { exitCode: interruptedBy(footer.interrupted), words: `${words}, ended by ${footer.interrupted}` };
  }
  if (broken.length) return { exitCode: 4, words: `${words}, ${broken.length} could not be arranged` };
  if (!footer?.complete) return { exitCode: 3, words: `${words}, not all` };
  return { exitCode: 0, words };
};
