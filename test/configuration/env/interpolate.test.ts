/** Holds the replacement of variables to the rules of Compose, and each reference to its place. */
import { expect, test } from 'vitest';
import { interpolate } from '../../../src/configuration/env/interpolate.ts';
import { collectRemarks } from '../../../src/configuration/env/remarks.ts';
import { openScope } from '../../../src/configuration/env/scope.ts';

/** `E` is empty, `S` is `s`; nothing else is set. */
const interpolated = (template: string) => {
  const scope = openScope(() => undefined);
  const at = (column: number) => ({ file: '.env', line: 1, column });
  scope.define('E', { text: '', at: at(1), from: [], missing: [] }, []);
  scope.define('S', { text: 's', at: at(2), from: [], missing: [] }, []);
  scope.define('P', { text: 'p$S', at: at(3), from: [], missing: [] }, []);
  const remarks = collectRemarks();
  const place = (index: number) => ({ file: 'f', line: 1, column: index + 1 });
  const made = interpolate(template, { lookUp: scope.lookUp, place, remarks });
  return { ...made, remarks: remarks.all() };
};

test.each([
  ['plain', 'plain'],
  ['$S', 's'],
  ['${S}', 's'],
  ['a$S-b', 'as-b'],
  ['$Sx', ''],
  ['${S}x', 'sx'],
  ['$P', 'p$S'],
  ['$$S', '$S'],
  ['$$$S', '$s'],
  ['$${S}', '${S}'],
  ['^.{8,}$', '^.{8,}$'],
  ['$1 $- $.', '$1 $- $.'],
  ['${E:-d}|${S:-d}|${U:-d}', 'd|s|d'],
  ['${E-d}|${S-d}|${U-d}', '|s|d'],
  ['${E:+d}|${S:+d}|${U:+d}', '|d|'],
  ['${E+d}|${S+d}|${U+d}', 'd|d|'],
  ['${S:?m}|${S?m}|${E?m}', 's|s|'],
  ['${U:-${V:-${S}}}', 's'],
  ['${S:+${E:-x}${S}}', 'xs'],
  ['${U:-}', ''],
  ['${U:-a b}', 'a b'],
  ['${U:-:-x}', ':-x'],
  ['${U-a:-b}', 'a:-b'],
  ['${U:-$$S}', '$S'],
  ['${U:-a}b}', 'ab}'],
  ['${U:-{}}', '{}'],
  ['${U:-{}} x}', '{}} x'],
  ['${U:-{a}} x}', '{a} x}'],
  ['${U:-{x}}', '{x}'],
  ['${S:+./ca.crt}${S:+./ca.crt}', './ca.crt./ca.crt'],
  ['l1 ${S}\nl2 ${S}', 'l1 s\nl2 s'],
])('%s becomes %s', (template, expected) => {
  expect(interpolated(template).text).toBe(expected);
});

test.each([
  ['${', 1],
  ['x${}', 2],
  ['${S', 1],
  ['${1}', 1],
  ['${S.x}', 1],
  ['${S:-x', 1],
  ['$S ${U:-${}', 9],
  ['${U:-${}}', 6],
  ['${U:-a\nb}', 1],
])('%j is refused where it begins', (template, column) => {
  const { text, remarks } = interpolated(template);
  expect(text).toBeUndefined();
  expect(remarks.map(({ kind, at }) => [kind, at.column])).toEqual([['not understood', column]]);
});

test.each(['${U:?m}', '${U?m}', '${E:?m}', '${U:?${S}}'])('%s demands a value', (template) => {
  const { text, remarks, missing } = interpolated(template);
  expect(text).toBeUndefined();
  expect(remarks.map(({ kind, name }) => [kind, name])).toEqual([['unresolved', template[2]]]);
  expect(missing.map(({ name }) => name)).toEqual([template[2]]);
});

test.each([
  ['x $U', [['U', 3]]],
  [
    '${U}$V',
    [
      ['U', 1],
      ['V', 5],
    ],
  ],
  ['${S:-$U}', []],
  ['${U:+$V}', []],
  ['${W:-$U}', [['U', 6]]],
  ['$U$U', [['U', 1]]],
])('%s: undefined where it is taken', (template, expected) => {
  expect(interpolated(template).missing.map(({ name, at }) => [name, at.column])).toEqual(expected);
});

test.each([
  ['$S', ['S'], ['.env:2']],
  ['${E:+${S}}', ['E', 'S'], ['.env:1']],
  ['${S:+a}${E:-b}', ['S', 'E'], ['.env:2', '.env:1', 'f:6', 'f:13']],
  ['${S:-${E}}', ['S', 'E'], ['.env:2']],
  ['${S:-${E:-${P}}}', ['S', 'E', 'P'], ['.env:2']],
  ['${U:-x}', [], ['f:6']],
  ['$$S', [], []],
])('%s uses %j', (template, uses, from) => {
  const made = interpolated(template);
  expect(Array.from(made.uses, ({ name }) => name)).toEqual(uses);
  expect(made.from.map(({ file, column }) => `${file}:${column}`)).toEqual(from);
});
