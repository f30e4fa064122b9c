/** Runs the command `page check`, which says whether the Security page has changed since the rules were written. */
import { rules } from '../../../suites/catalogue.ts';
import { page, pageDigest, sentences, sentencesOf, type Sentence } from '../../../suites/page.ts';
import { UsageError } from '../../model/errors.ts';
import { printableLines } from '../../report/render/words.ts';
import { readUserFile, sizes } from '../../system/read-user-file.ts';

const say = (text: string): void => void process.stdout.write(`${printableLines(text)}\n`);

/** @returns 0 when the page is the pinned one, 3 when it has drifted */
export const pageCheckCommand = (file: string): number => {
  const text = readUserFile(file, 'the page', 'give the path of security.mdx', sizes.page);
  const now = sentencesOf(text);
  if (now.length === 0) {
    throw new UsageError(
      'a Security page with headings and sentences',
      `none in ${file}`,
      'give the page as Markdown',
    );
  }
  const pinned = new Map(
    Object.entries<Sentence>(sentences).map(([name, one]) => [one.sha256, { name, ...one }]),
  );
  const present = new Set(now.map((one) => one.sha256));
  const gone = [...pinned.values()].filter((one) => !present.has(one.sha256));
  const added = now.filter((one) => !pinned.has(one.sha256));
  if (gone.length + added.length === 0 && pageDigest(text) === page.digest) {
    say(`The page is the one that the rules were written for (${page.commit.slice(0, 12)}).`);
    return 0;
  }
  for (const one of gone) {
    const under = rules.filter(
      ({ source }) => !('practice' in source) && source.some((s) => s.sha256 === one.sha256),
    );
    say(
      `gone or changed, heading "${one.heading}": ${one.name}; rests on it: ${under.map((rule) => rule.id).join(', ') || 'no rule'}`,
    );
  }
  for (const one of added) say(`new, heading "${one.heading}": ${one.text}`);
  if (gone.length + added.length === 0)
    say('The sentences are the same; their order or the headings have changed.');
  say(`The page has drifted: ${gone.length} sentences gone or changed, ${added.length} new.`);
  return 3;
};
