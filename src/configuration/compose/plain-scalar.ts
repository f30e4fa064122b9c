/** Says what a scalar without quotes stands for, as the YAML reader of Compose does: `0x1F` is 31, `1.10` is 1.1. Pure. */

export interface PlainScalar {
  text: string;
  none: boolean;
  number: boolean;
}

const nones = new Set(['', '~', 'null', 'Null', 'NULL']);
const truths = new Map([
  ...['true', 'True', 'TRUE'].map((word) => [word, 'true'] as const),
  ...['false', 'False', 'FALSE'].map((word) => [word, 'false'] as const),
]);

const sign = '([-+]?)';
/** Digits of each base, and how they begin. */
const integers = [
  { base: 16, pattern: new RegExp(`^${sign}0[xX]([0-9a-fA-F]+)$`) },
  { base: 2, pattern: new RegExp(`^${sign}0[bB]([01]+)$`) },
  { base: 8, pattern: new RegExp(`^${sign}0[oO]?([0-7]+)$`) },
  { base: 10, pattern: new RegExp(`^${sign}(0|[1-9][0-9]*)$`) },
];
const float = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;

export const plainScalar = (source: string): PlainScalar => {
  const date = dates.exec(source);
  if (date) return { text: midnight(source, date), none: false, number: false };
  if (nones.has(source)) return { text: '', none: true, number: false };
  const truth = truths.get(source);
  if (truth) return { text: truth, none: false, number: false };
  const text = number(source);
  return { text: text ?? source, none: false, number: text !== undefined };
};

const dates = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;

/** A date becomes the moment that it begins, in the words of Go. */
const midnight = (source: string, [, year = '', month = '', day = '']: RegExpExecArray): string => {
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const known = new Date(`${text}T00:00:00Z`);
  const exists = !Number.isNaN(known.getTime()) && known.toISOString().startsWith(text);
  return exists ? `${text} 00:00:00 +0000 UTC` : source;
};

const number = (source: string): string | undefined => {
  if (!/^[-+.0-9]/.test(source) || source.length > 100) return undefined;
  const digits = source.startsWith('.') ? source : source.replaceAll('_', '');
  for (const { base, pattern } of integers) {
    const found = pattern.exec(digits);
    if (!found) continue;
    const prefix = { 16: '0x', 2: '0b', 8: '0o', 10: '' }[base] ?? '';
    if (found[1] === '-' && /^0+$/.test(found[2]!)) return '-0';
    const size = BigInt(prefix + found[2]!);
    const value = found[1] === '-' ? -size : size;
    if (value >= -(2n ** 63n) && value < 2n ** 64n) return String(value);
  }
  return float.test(digits) ? floating(Number(digits)) : undefined;
};

/** Go writes small and large numbers with an exponent of at least two digits. */
const floating = (value: number): string | undefined => {
  if (!Number.isFinite(value)) return undefined;
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-4 && size < 1e21)) return String(value);
  return value.toExponential().replace(/([-+])(\d)$/, '$10$2');
};
