/** States what comes of the mode and the files of a database. */
import { isNoFile, type Database } from '../database.ts';
import { isSet, type Setting } from '../matching.ts';
import type { Statement } from '../schema.ts';
import { capital, further, lineOf, todoFor } from '../phrases.ts';
import { called, statement } from '../statement.ts';
import { afterEnd } from './words.ts';

export const sayDatabase = (database: Database, modes: readonly string[]): Statement[] => {
  const { session, reads, instance, mode, because, at, shown, word } = database;
  const who = called(instance);
  switch (session.state) {
    case 'ends': {
      const line = lineOf(settingNamed(database, session.variable));
      const better =
        session.kind === 'bad value' && session.variable === reads.mode ? betterWord(word, modes) : undefined;
      return [
        statement({
          kind: session.kind,
          severity: 'availability',
          instance,
          variable: session.variable,
          at: line,
          related: further(at, line),
          says: `${capital(because)}. ${afterEnd(instance, session)}`,
          todo:
            better !== undefined
              ? `Write ${better}: the driver takes ${modes.join(', ')}.`
              : session.kind === 'half a pair'
                ? `Set ${reads.cert} and ${reads.key}; for TLS without a client certificate give both the value '' (two quote characters; in an .env file: "''").`
                : session.variable === reads.password
                  ? 'Choose a password without blanks.'
                  : todoFor(session.kind, session.variable),
          ...shown,
        }),
      ];
    }
    case 'refused':
      return [
        statement({
          kind: 'bad value',
          severity: 'availability',
          instance,
          variable: reads.mode,
          at: lineOf(mode),
          says: `${because}. ${afterEnd(instance, { code: 1 })}`,
          todo: `Set ${reads.root} to the authority that has signed the certificate of PostgreSQL.`,
          ...shown,
        }),
      ];
    case 'not known':
      return [];
    case 'plaintext':
      return sayPlain(database);
    case 'TLS':
      return [
        statement({
          kind: word === 'prefer' ? 'bad value' : 'in effect',
          severity: word === 'prefer' ? 'weaker' : session.verifies === 'nothing' ? 'note' : 'good',
          instance,
          variable: reads.mode,
          at: lineOf(mode),
          related: further(at, lineOf(mode)),
          says: `${who} reaches PostgreSQL with TLS, ${
            session.verifies === 'nothing'
              ? 'and takes any server for it: nothing is checked'
              : `and checks the ${session.verifies} of its certificate`
          }.${word === 'prefer' ? ' Where PostgreSQL offers no TLS it goes on in plaintext.' : ' Where PostgreSQL offers no TLS it ends with exit code 1.'}`,
          ...(session.verifies === 'nothing' && {
            todo: `Write verify-full, and set ${reads.root} to the authority of PostgreSQL's certificate.`,
          }),
          ...shown,
        }),
      ];
  }
};

/** Files that are set, and a mode that uses none of them. */
const sayPlain = (database: Database): Statement[] => {
  const { reads, instance, mode, pair, root, word, shown } = database;
  const files: [string, Setting][] = [
    [reads.cert, pair.cert],
    [reads.key, pair.key],
    [reads.root, root.setting],
  ];
  const set = files.filter(([, setting]) => isSet(setting) && !isNoFile(setting));
  const first = set[0];
  if (!first && word !== 'allow') return [];
  const line = first ? lineOf(first[1]) : lineOf(mode);
  return [
    statement({
      kind: 'ignored',
      severity: 'weaker',
      instance,
      variable: first ? first[0] : reads.mode,
      at: line,
      related: further(
        [...set.map(([, setting]) => lineOf(setting)), ...(mode.state === 'unset' ? [] : [lineOf(mode)])],
        line,
      ),
      says: `${called(instance)} reaches PostgreSQL in plaintext, because ${
        word === '' ? `${reads.mode} is not set` : `${reads.mode} is ${word}`
      }${first ? `: ${set.map(([name]) => name).join(', ')} ${set.length === 1 ? 'changes' : 'change'} nothing` : ''}.`,
      todo: `Write ${reads.mode}=verify-full.`,
      ...shown,
    }),
  ];
};

const settingNamed = ({ reads, mode, pair, root, instance }: Database, variable: string): Setting => {
  if (variable === reads.mode) return mode;
  if (variable === reads.cert) return pair.cert;
  if (variable === reads.key) return pair.key;
  if (variable === reads.root) return root.setting;
  const value = instance.container.environment.get(variable);
  return { state: 'unset', at: value?.at ?? instance.container.at };
};

/** Words of the page and of other drivers → the word that works. */
const words: Readonly<Record<string, string>> = {
  required: 'require',
  disabled: 'disable',
  off: 'disable',
  false: 'disable',
  on: 'require',
  true: 'require',
  verifyca: 'verify-ca',
  verifyfull: 'verify-full',
};

const betterWord = (word: string, modes: readonly string[]): string => {
  const plain = word.toLowerCase();
  const better =
    words[plain.replaceAll(/[-_ ]/g, '')] ?? modes.find((mode) => mode === plain.replaceAll('_', '-'));
  return better ?? 'one of its words';
};
