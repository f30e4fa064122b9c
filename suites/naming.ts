/** Says how the page and a release spell a setting and its value; `src/release/naming.ts` goes the other way. Pure. */
import type { Naming, Setting, Start, Value } from './vocabulary.ts';
import type { Platform } from './words/platform.ts';
import { pageNames, pageValues } from './words/settings.ts';

/** What a catalogue needs to know of a release. */
export interface ReleaseNames {
  settings: Readonly<Record<Setting, string>>;
  values: Readonly<Record<Setting, Readonly<Record<string, string>>>>;
  /** Subject (or service) → why it does not exist. */
  absent: Readonly<Record<string, string>>;
  /** What it has beyond the page, where that is known. */
  platform?: Platform | undefined;
}

/** A variable of the environment that a start sets. */
export interface Variable {
  name: string;
  value: Value;
  /** All settings that this variable stands for in the cases of the start. */
  settings: Setting[];
}

/** Where only the page or only the release has a name, that one stands under both namings. */
export const knownName = (setting: Setting, naming: Naming, names: ReleaseNames): string | undefined => {
  const own = names.settings[setting];
  const pages = pageNames[setting];
  const beyond = names.platform?.settings[setting];
  return (naming === 'release' ? (own ?? pages) : (pages ?? own)) ?? beyond;
};

export const nameOf = (setting: Setting, naming: Naming, names: ReleaseNames): string => {
  const name = knownName(setting, naming, names);
  if (name === undefined) throw new Error(`no name is known for the setting ${setting}`);
  return name;
};

export const isKnown = (setting: Setting, names: ReleaseNames): boolean =>
  knownName(setting, 'release', names) !== undefined;

/** The release spells it otherwise than the page, or has it where the page does not. */
export const hasOwnName = (setting: Setting, names: ReleaseNames): boolean =>
  names.settings[setting] !== undefined;

/** Whether the release reads the setting under the name that this naming has for it. */
export const isReadAs = (setting: Setting, naming: Naming, names: ReleaseNames): boolean =>
  knownName(setting, naming, names) === knownName(setting, 'release', names);

/** The value as the naming spells it; files have no spelling. */
export const valueOf = (setting: Setting, value: Value, naming: Naming, names: ReleaseNames): Value =>
  typeof value === 'string' ? wordOf(setting, value, naming, names) : value;

export const wordOf = (setting: Setting, word: string, naming: Naming, names: ReleaseNames): string =>
  naming === 'release'
    ? (names.values[setting]?.[word] ?? names.platform?.values[setting]?.[word] ?? word)
    : word;

/** The page's word → the release's, for a setting that takes one of a few words. */
export const wordsOf = (setting: Setting, names: ReleaseNames): Record<string, string> | undefined =>
  setting.endsWith('.db.mode')
    ? Object.fromEntries(
        Object.values(pageValues).map((word) => [word, wordOf(setting, word, 'release', names)]),
      )
    : undefined;

/** What a start sets, in that order. Settings that have one variable share it: the first of them has its value. */
export const variablesOf = (
  { settings }: Pick<Start, 'settings'>,
  naming: Naming,
  names: ReleaseNames,
): Variable[] => {
  const variables = new Map<string, Variable>();
  for (const [setting, value] of Object.entries(settings)) {
    const name = nameOf(setting, naming, names);
    const known = variables.get(name);
    if (known) known.settings.push(setting);
    else variables.set(name, { name, value: valueOf(setting, value, naming, names), settings: [setting] });
  }
  return [...variables.values()];
};
