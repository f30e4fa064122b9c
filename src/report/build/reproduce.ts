/** Writes a command that does one thing again, against the same target. Pure. */
import type { JournalHeader } from '../../model/journal.ts';

/** Options that say what is tested and how it runs; all else belongs to one run. */
const targetOptions = new Set([
  '--target',
  '--release',
  '--binaries',
  '--registry',
  '--image',
  '--pull',
  '--release-file',
  '--runtime',
  '--mutant',
  '--deployment',
  '--capture',
]);

/** The same, without a value. */
const targetSwitches = new Set(['--probe-old-versions']);

/** Words of a command as `shellWord` writes them. */
export const words = (command: string): string[] =>
  [...command.matchAll(/(?:'[^']*'|\\.|[^\s'\\])+/g)].map(([word]) =>
    word.replaceAll(
      /'([^']*)'|\\(.)/g,
      (_, quoted: string | undefined, escaped: string | undefined) => quoted ?? escaped ?? '',
    ),
  );

/** One word for a POSIX shell. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** How the suite is called, and the options that select the target of a run again, quoted for a shell. */
export interface Again {
  program: string;
  options: string[];
}

export const again = (header: Pick<JournalHeader, 'run' | 'target'>): Again => {
  const options: string[] = [];
  const typed = words(header.run.command);
  for (let at = 0; at < typed.length; at += 1) {
    const [name = '', ...rest] = typed[at]!.split('=');
    if (targetSwitches.has(name)) options.push(name);
    if (!targetOptions.has(name)) continue;
    options.push(name, rest.length ? rest.join('=') : (typed[(at += 1)] ?? ''));
  }
  if (!options.length && header.target.kind !== 'reference') {
    const { kind, release, releaseFile } = header.target;
    options.push('--target', kind, '--release', release);
    if (releaseFile !== null) options.push('--release-file', releaseFile);
  }
  const program = typed[0] === installed ? installed : checkout;
  return { program, options: options.map(shellWord) };
};

/** Name of the program where the package is installed. */
export const installed = 'magistrala-conformance';
export const checkout = 'npm start --';

/** One command for the case alone; its control runs along. */
export const reproduceCommand = (caseId: string, { program, options }: Again): string =>
  [program, '--case', `'${caseId}'`, ...options].join(' ');
