/** Values of options, checked. All throw UsageError. */
import { UsageError } from '../../model/errors.ts';

export const oneOf = <Word extends string>(
  option: string,
  words: readonly Word[],
  given: string | undefined,
  fallback: Word,
): Word => {
  if (given === undefined) return fallback;
  const word = words.find((one) => one === given);
  if (word !== undefined) return word;
  throw new UsageError(
    `${option} with one of ${words.join(', ')}`,
    `${option} ${given}`,
    'choose one of these',
  );
};

export const wholeNumber = (
  option: string,
  given: string | undefined,
  least: number,
  most: number,
): number | undefined => {
  if (given === undefined) return undefined;
  const number = /^\d+$/.test(given) ? Number(given) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new UsageError(
    `${option} with a whole number from ${least} to ${most}`,
    given === '' ? 'nothing' : given,
    'give such a number',
  );
};

/** Two parts around the first `separator`. */
export const parsePair = (
  option: string,
  given: string,
  separator: string,
  form: string,
): [string, string] => {
  const at = given.indexOf(separator);
  if (at > 0 && at < given.length - 1) return [given.slice(0, at), given.slice(at + 1)];
  throw new UsageError(`${option} ${form}`, `${option} ${given}`, `write it as ${form}`);
};

/** A word may be given several times, or several at once with commas. */
export const list = (value: string, previous: string[] = []): string[] => [
  ...previous,
  ...value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
];
