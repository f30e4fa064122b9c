/** Says what a program speaks to PostgreSQL under its mode and files, as the driver of these releases does. */
import type { Place } from '../configuration/model.ts';
import type { DatabaseReads, ReleasePrograms } from '../release/programs.ts';
import { authoritiesOf, type AuthorityFile } from './authorities.ts';
import { systemTrusts } from './identity.ts';
import { settingOf, type Instance, type Setting } from './matching.ts';
import { pairOf, type Pair } from './pairs.ts';
import type { Kind } from './schema.ts';
import { databaseSubject, readIn, shownIn } from './shown.ts';
import type { Shown } from './statement.ts';
import { pairVariables } from './variables.ts';
import type { World } from './world.ts';

export type Session =
  | { state: 'plaintext' }
  | { state: 'TLS'; verifies: 'nothing' | 'authority' | 'authority and name'; withPair: boolean }
  | { state: 'refused' }
  /** The word for the operator: what is wrong with which setting. */
  | { state: 'ends'; code: number; kind: Kind; variable: string }
  | { state: 'not known'; name: string };

export interface Database {
  instance: Instance;
  reads: DatabaseReads;
  mode: Setting;
  /** Without the blanks around it. */
  word: string;
  pair: Pair;
  root: AuthorityFile;
  session: Session;
  because: string;
  at: Place[];
  shown: Shown;
}

export const databaseOf = (
  instance: Instance,
  release: ReleasePrograms,
  world: World,
): Database | undefined => {
  const reads = instance.program.database;
  if (!reads) return undefined;
  const mode = settingOf(instance, reads.mode);
  const known = {
    instance,
    reads,
    mode,
    word: mode.state === 'set' ? mode.text.trim() : '',
    pair: pairOf(instance, pairVariables(reads), world, false),
    root: authoritiesOf(instance, reads.root, world, false),
  };
  return { ...known, ...sessionOf(known, release) };
};

type Known = Omit<Database, 'session' | 'because' | 'at' | 'shown'>;
type Held = Pick<Database, 'session' | 'because' | 'at' | 'shown'>;

/** Two quote characters: the way to say `no file` to the driver. */
export const isNoFile = (setting: Setting): boolean => setting.state === 'set' && setting.text === "''";

/** Words that people write for a mode; another one may be anything, and is not printed. */
const isHarmless = (word: string): boolean =>
  /^(required?|disabled?|on|off|true|false|yes|no|verify[-_]?(ca|full)|prefer(red)?|allow(ed)?)$/i.test(word);

const sessionOf = (known: Known, release: ReleasePrograms): Held => {
  const { instance, reads, mode, word, root } = known;
  const { traits } = release;
  const subject = databaseSubject(instance);
  const at = mode.state === 'unset' ? [] : [mode.at];
  const ends: Ends = ({ kind, variable, because, shown, where = at }) => ({
    session: { state: 'ends', code: traits.exitOfBadDatabase, kind, variable },
    because,
    at: where,
    shown,
  });
  if (mode.state === 'unknown')
    return {
      session: { state: 'not known', name: mode.name },
      because: `${mode.name} is not in these files`,
      at,
      shown: {},
    };
  const password = settingOf(instance, reads.password);
  if (password.state === 'set' && /\s/.test(password.text) && !/^'.*'$/.test(password.text))
    return ends({
      kind: 'bad value',
      variable: reads.password,
      because: `${reads.password} holds a blank, and what follows it is taken for another setting, the mode among them`,
      shown: shownIn('postgres.secret-stays-secret', subject, 'password-with-blank'),
      where: [password.at],
    });
  if (word !== '' && !traits.databaseModes.includes(word))
    return ends({
      kind: 'bad value',
      variable: reads.mode,
      because: `${reads.mode} ${isHarmless(word) ? `is ${word}, which the driver does not take` : 'has a word that the driver does not take'} (\`sslmode is invalid\`)`,
      shown: shownIn(
        'postgres.other-modes-refused',
        subject,
        word === 'required' ? 'required' : 'a-word-of-nonsense',
      ),
    });
  const plain = word === '' || word === 'disable';
  if (root.judged.state === 'bad' && (traits.databaseRootAlwaysOpened || !plain))
    return ends({
      kind: root.judged.kind,
      variable: reads.root,
      because: `${root.judged.what} (${reads.root})`,
      shown: shownIn('postgres.bad-file-stops-start', subject, `root-${root.judged.condition}`),
      where: root.at,
    });
  if (root.judged.state === 'empty' && (traits.databaseRootAlwaysOpened || !plain))
    return ends({
      kind: 'not PEM',
      variable: reads.root,
      because: `the file of ${reads.root} is empty`,
      shown: shownIn('postgres.bad-file-stops-start', subject, 'root-empty'),
      where: root.at,
    });
  if (plain)
    return {
      session: { state: 'plaintext' },
      because: word === '' ? `${reads.mode} is not set` : `${reads.mode} is ${word}`,
      at,
      shown:
        word === ''
          ? shownIn('postgres.default-is-insecure', subject, 'all-empty')
          : shownIn('postgres.disabled', subject, 'without-files'),
    };
  return badPair(known, release, ends) ?? secured(known, release);
};

type Ends = (said: { kind: Kind; variable: string; because: string; shown: Shown; where?: Place[] }) => Held;

const badPair = (
  { instance, reads, pair, root, word }: Known,
  { traits }: ReleasePrograms,
  ends: Ends,
): Held | undefined => {
  const subject = databaseSubject(instance);
  const cased = (condition: string): Shown => shownIn('postgres.bad-file-stops-start', subject, condition);
  const { judged } = pair;
  if (isNoFile(pair.cert) && isNoFile(pair.key)) return undefined;
  if (judged.state === 'none' && traits.databaseNeedsPair)
    return ends({
      kind: 'half a pair',
      variable: root.judged.state === 'unset' ? reads.mode : reads.root,
      because:
        `${reads.mode} is ${word}, and ${reads.cert} and ${reads.key} are not set: the driver ends with ` +
        '`both "sslcert" and "sslkey" are required`',
      shown:
        root.judged.state === 'unset'
          ? shownIn('postgres.required-refuses-plaintext', subject, 'no-files')
          : shownIn('postgres.root-only', subject, word === 'verify-ca' ? 'verify-ca' : 'verify-full'),
    });
  if (judged.state === 'half')
    return ends({
      kind: 'half a pair',
      variable: judged.variable,
      because: `${judged.variable} is set and ${judged.other} is not`,
      shown: cased('half-a-pair'),
      where: pair.at,
    });
  if (judged.state === 'bad') {
    const half = judged.variable === reads.key ? 'key' : 'cert';
    const condition =
      judged.condition === 'a-directory'
        ? `${half}-directory`
        : judged.condition === 'mismatched'
          ? 'mismatched-pair'
          : judged.condition === 'encrypted-key'
            ? 'encrypted-key'
            : judged.condition === `${half}-missing`
              ? `${half}-missing`
              : `${half}-garbage`;
    return ends({
      kind: judged.kind,
      variable: judged.variable,
      because: `${judged.what} (${judged.variable})`,
      shown: cased(condition),
      where: pair.at,
    });
  }
  return undefined;
};

const secured = (known: Known, { release }: ReleasePrograms): Held => {
  const { instance, reads, mode, word, pair, root } = known;
  const subject = databaseSubject(instance);
  const at = [...(mode.state === 'unset' ? [] : [mode.at]), ...root.at, ...pair.at];
  if (pair.judged.state === 'unknown' || root.judged.state === 'unknown') {
    const name =
      pair.judged.state === 'unknown'
        ? pair.judged.name
        : root.judged.state === 'unknown'
          ? root.judged.name
          : '';
    return { session: { state: 'not known', name }, because: `${name} is not in these files`, at, shown: {} };
  }
  const withPair = pair.judged.state === 'good' && !isNoFile(pair.cert);
  const hasRoot = root.judged.state === 'good';
  const verifying = word === 'verify-ca' || word === 'verify-full';
  if (word === 'allow')
    return {
      session: { state: 'plaintext' },
      because: `${reads.mode} is allow: the driver begins without TLS, and takes TLS only where PostgreSQL refuses that`,
      at,
      shown: shownIn('postgres.other-modes-refused', subject, 'allow'),
    };
  if (verifying && !hasRoot && !systemTrusts(instance))
    return {
      session: { state: 'refused' },
      because: `${reads.mode} is ${word} and ${reads.root} is not set: no authority vouches for the server`,
      at,
      shown: shownIn(`postgres.${word}`, subject, 'no-root'),
    };
  const verifies =
    word === 'prefer' || (word === 'require' && !hasRoot)
      ? 'nothing'
      : word === 'verify-full'
        ? 'authority and name'
        : 'authority';
  return {
    session: { state: 'TLS', verifies, withPair },
    because:
      word === 'prefer'
        ? `${reads.mode} is prefer: TLS where PostgreSQL offers it, else plaintext; nothing is verified`
        : `${reads.mode} is ${word}: ${verifies === 'nothing' ? 'any server is taken' : `the server's ${verifies} must be right`}`,
    at,
    shown:
      word === 'require'
        ? shownIn('postgres.required-encrypts', subject, withPair ? 'client-pair-right' : 'no-files-right')
        : word === 'prefer'
          ? shownIn('postgres.other-modes-refused', subject, 'prefer')
          : verifying
            ? shownIn(
                `postgres.${word}`,
                subject,
                word === 'verify-ca' ? 'right-root' : 'right-root-and-name',
              )
            : readIn(undefined, 'pkg/postgres', release),
  };
};
