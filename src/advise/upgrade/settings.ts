/** Says of every setting of the files what the new release makes of it: one entry for each name and fate. Pure. */
import type { MeaningChange } from '../../release/changes.ts';
import type { Severity } from '../schema.ts';
import { fateOf, unique, type Fate } from './fate.ts';
import { keyOf, type Occurrence } from './occurrences.ts';
import { isOnTheWay } from './order.ts';
import type { SettingChange } from './schema.ts';
import { saidOf } from './said.ts';
import { hasPrefix } from './vocabulary.ts';
import type { Way } from './way.ts';

/** A setting, and the fate that `--write` acts upon. */
export interface Judged {
  change: SettingChange;
  fate: Fate;
  occurrences: Occurrence[];
}

export const judgedOf = (occurrences: readonly Occurrence[], way: Way): Judged[] => {
  const groups = new Map<string, { fate: Fate; occurrences: Occurrence[] }>();
  for (const occurrence of occurrences) {
    const fate = ownFate(occurrence, fateOf(occurrence.variable, occurrence.scope, way));
    if (!fate) continue;
    const key = [occurrence.variable, fate.status, ...fate.newNames, fate.since, fate.remark].join('\n');
    const group = groups.get(key) ?? { fate: { ...fate, services: [], meanings: [] }, occurrences: [] };
    group.fate.services = unique([...group.fate.services, ...fate.services]);
    group.fate.meanings = unique([...group.fate.meanings, ...fate.meanings]);
    group.occurrences.push(occurrence);
    groups.set(key, group);
  }
  return [...groups.values()].map((group) => ({
    ...group,
    change: changeOf(group.fate, group.occurrences, way),
  }));
};

/** A line of an .env that no container gets under its name is the files' own, such as the tag of an image. */
const ownFate = ({ kind, scope }: Occurrence, fate: Fate | undefined): Fate | undefined =>
  kind === 'variable' && scope === undefined && (fate === undefined || fate.status === 'never read')
    ? { status: 'of the files', newNames: [], services: [], meanings: [] }
    : fate;

const changeOf = (fate: Fate, occurrences: readonly Occurrence[], way: Way): SettingChange => {
  const { variable } = occurrences[0]!;
  const [at, ...also] = placesOf(occurrences);
  const empty = occurrences.every(({ value }) => value.text === '');
  const changes = empty ? [] : meaningChanges(fate, way);
  const newValue = fate.status === 'dropped' ? undefined : newValueOf(fate, occurrences, way);
  const status = withValue(fate.status, { changed: changes.length > 0, newValue });
  const severity = severityOf({ ...fate, status }, variable, { empty, changes });
  return {
    variable,
    status,
    severity,
    at: at!,
    also,
    services: fate.services,
    newNames: fate.newNames,
    ...(newValue !== undefined && { newValue }),
    ...(fate.since !== undefined && { since: fate.since }),
    empty,
    changes: changes.map(({ since, says, todo, source }) => ({
      since,
      says,
      todo,
      source: `${source} at ${since}`,
    })),
    ...saidOf(variable, { ...fate, status }, { way, newValue, empty }),
  };
};

/** In the order of the files; an entry of a container and its line in an .env stand together. */
const placesOf = (occurrences: readonly Occurrence[]): SettingChange['also'] => {
  const seen = new Set<string>();
  return occurrences
    .flatMap(({ at }) => at)
    .filter((at) => !seen.has(keyOf(at)) && seen.add(keyOf(at)))
    .map(({ file, line, column }) => ({ file, line, column }));
};

const withValue = (
  status: Fate['status'],
  { changed, newValue }: { changed: boolean; newValue: string | undefined },
): Fate['status'] => {
  if (status !== 'unchanged') return status;
  if (newValue !== undefined) return 'value renamed';
  return changed ? 'changed in meaning' : 'unchanged';
};

/** What is new about how a meaning is taken; a setting that is not read afterwards has none. */
const meaningChanges = ({ status, meanings }: Fate, { from, to, changes }: Way): MeaningChange[] =>
  ['unchanged', 'renamed', 'prefix renamed'].includes(status)
    ? changes.meanings.filter(
        ({ since, of }) =>
          isOnTheWay(since, from.release, to.release) &&
          of.some((pattern) => meanings.some((meaning) => patternOf(pattern).test(meaning))),
      )
    : [];

const patternOf = (pattern: string): RegExp =>
  new RegExp(`^${pattern.replaceAll('.', String.raw`\.`).replaceAll('*', '[^.]+')}$`);

/** A word of the database mode that the old release takes and the new one does not. */
const newValueOf = (
  { meanings }: Fate,
  occurrences: readonly Occurrence[],
  { from, to }: Way,
): string | undefined => {
  if (!meanings.includes('database.mode')) return undefined;
  const words = unique(occurrences.flatMap(({ value }) => value.text ?? []));
  const [word] = words;
  if (word === undefined || words.length > 1) return undefined;
  const known = ({ programs }: Way['from']): string[] => programs.traits.databaseModes;
  if (!known(from).includes(word) || known(to).includes(word)) return undefined;
  return sameMode.find((words) => words.includes(word))?.find((other) => known(to).includes(other));
};

/** Words that mean the same to one release or another. */
const sameMode: readonly (readonly string[])[] = [
  ['disable', 'disabled'],
  ['require', 'required'],
  ['verify-ca', 'verify_ca'],
  ['verify-full', 'verify_full'],
];

const severityOf = (
  { status, meanings, newNames }: Fate,
  variable: string,
  { empty, changes }: { empty: boolean; changes: readonly MeaningChange[] },
): Severity => {
  const gravest = severest(changes.map(({ severity }) => severity));
  switch (status) {
    case 'unchanged':
    case 'of the files':
      return 'good';
    case 'never read':
    case 'service gone':
      return 'note';
    case 'changed in meaning':
      return gravest ?? 'note';
    case 'value renamed':
      return 'availability';
    case 'comes into effect':
      return !empty && newNames.includes(variable) && isSecurity(variable, meanings)
        ? 'availability'
        : 'note';
    case 'dropped':
      return !empty && isSecurity(variable, meanings) ? 'weaker' : 'note';
    case 'renamed':
    case 'prefix renamed':
      if (empty) return 'note';
      return severest([ofLoss(variable, meanings), ...(gravest ? [gravest] : [])]) ?? 'note';
  }
};

/** What it costs where the new release does not find the setting. */
const ofLoss = (variable: string, meanings: readonly string[]): Severity => {
  if (isSecurity(variable, meanings)) return 'weaker';
  const isAddress = /_(URL|HOST|PORT|USER|PASS|PASSWORD|USERNAME|NAME|PATH|FILE|TEMPLATE)$/.test(variable);
  return isAddress ? 'availability' : 'note';
};

const isSecurity = (variable: string, meanings: readonly string[]): boolean =>
  meanings.some((meaning) => /\.(cert|key|ca|clientCa|serverCa|mode|root)$/.test(meaning)) ||
  /(_CERT|_KEY|_CERTS|_CERT_FILE|_KEY_FILE|_CA_FILE|_SECRET|_SECRET_KEY|_TLS_VERIFICATION|_KEYS_ALGORITHM)$/.test(
    variable,
  );

const order: readonly Severity[] = ['availability', 'weaker', 'note', 'good'];
export const severest = (severities: readonly Severity[]): Severity | undefined =>
  severities.toSorted((a, b) => order.indexOf(a) - order.indexOf(b))[0];

/** Settings that one of the two releases reads: of nothing else can it be said that it is well. */
export const isRecognised = ({ status }: SettingChange): boolean =>
  status !== 'of the files' && status !== 'never read';

export const isOfTheProduct = ({ variable }: SettingChange): boolean => hasPrefix(variable);
