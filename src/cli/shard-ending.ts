/** Says how a shard ended. It judges nothing: that takes all shards. Pure. */
import { join } from 'node:path';
import { journalName } from '../journal/names.ts';
import { interruptedBy } from '../judge/gate.ts';
import type { JournalFooter, JournalLine } from '../model/journal.ts';
import { again } from '../report/build/reproduce.ts';
import { count, printableLines } from '../report/render/words.ts';

/** 0 where every start of the share has its line: what these say is judged by `merge`. */
export const shardEnding = (
  lines: readonly JournalLine[],
  out: string,
): { text: string; exitCode: number } => {
  const [header] = lines;
  const footer = lines.findLast((line) => line.type === 'footer');
  if (header?.type !== 'header' || !footer) throw new Error('a run ends its journal with a footer');
  const { shard } = header.run;
  const { selected, controlOnly } = header.selection;
  const [, of = ''] = (shard ?? '').split('/');
  const observed = new Set(lines.flatMap((line) => (line.type === 'observation' ? line.cases : [])));
  const missing = [...selected, ...controlOnly].filter((id) => !observed.has(id));
  const { exitCode, reason } = endingOf(footer, missing.length);
  const { program } = again(header);
  const text = [
    '',
    `Shard ${shard} observed ${count(selected.filter((id) => observed.has(id)).length, 'case')} of ${selected.length}, and ${controlOnly.length} that they rest on or share a start with. Its journal: ${join(out, journalName)}.`,
    exitCode === 0
      ? `Nothing is judged yet. When all ${of} shards have ended: ${program} merge FOLDER-OF-EACH-SHARD… --out DIR`
      : `This shard did not come to its end: observe it again with the same command. Nothing is judged.`,
    `shard ${shard}: not judged; exit code ${exitCode}: ${reason}`,
  ].join('\n');
  return { text: printableLines(text), exitCode };
};

const endingOf = (footer: JournalFooter, missing: number): { exitCode: number; reason: string } => {
  const { interrupted, complete } = footer;
  if (interrupted !== null)
    return { exitCode: interruptedBy(interrupted), reason: `ended by ${interrupted}` };
  if (footer.lost.length) {
    const lost = footer.lost.map(
      ({ code, message, cases }) => `${count(cases.length, 'case')} lost by ${code}: ${message}`,
    );
    return { exitCode: 4, reason: lost.join('; ') };
  }
  if (missing) return { exitCode: 3, reason: `${count(missing, 'case')} not observed` };
  return complete
    ? { exitCode: 0, reason: 'every start of this shard was observed' }
    : { exitCode: 3, reason: 'the run did not come to its end' };
};
