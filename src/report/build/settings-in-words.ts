/** Says what a case sets, as a reader may see it: variable names and values in words, never a secret or a path. */
import { variablesOf, type ReleaseNames } from '../../../suites/naming.ts';
import type { Case, FileValue, Value } from '../../../suites/vocabulary.ts';

const secretive = /TOKEN|PASS|SECRET/;

/** Variable → value in words, in the order in which the case sets them. */
export const settingsInWords = (
  one: Pick<Case, 'start' | 'naming'>,
  names: ReleaseNames,
): Record<string, string> =>
  Object.fromEntries(
    [
      ...variablesOf(one.start, one.naming, names).map(({ name, value }) => [name, value] as const),
      ...Object.entries(one.start.environment ?? {}),
    ].map(([name, value]) => [name, inWords(name, value)]),
  );

const inWords = (name: string, value: Value): string => {
  if (typeof value !== 'string') return file(value);
  if (value === '') return 'the empty string';
  return secretive.test(name) ? 'a secret' : value;
};

const file = (value: FileValue): string => {
  const what = fileOf(value);
  return value.inline ? `the text of: ${what}` : what;
};

const fileOf = (value: FileValue): string => {
  switch (value.file) {
    case 'certificate':
      return `certificate file, ${identity(value.of)}${form(value.form, 'pem')}`;
    case 'key':
      return `key file, ${identity(value.of)}${form(value.form, 'pkcs8')}`;
    case 'ca':
      return `CA file of ${value.of.map((one) => `the ${one} CA`).join(' and ')}${form(value.form, 'pem')}`;
    case 'damaged':
      return value.as === 'missing'
        ? `path of a missing ${value.name} file`
        : value.as === 'directory'
          ? `path of a directory in place of the ${value.name} file`
          : `${value.name} file, ${value.as}`;
  }
};

const form = (given: string | undefined, usual: string): string =>
  given === undefined || given === usual ? '' : `, ${given}`;

const identity = (of: string): string => (of === 'right' ? 'right name and CA' : of.replaceAll('-', ' '));
