/** Tests every format of upgrade: the same content, and no text of a file becomes markup or a command. */
import { readFileSync, writeFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it, test } from 'vitest';
import { toldJsonSchema, toldSchema, type Told } from '../../../src/advise/upgrade/schema.ts';
import { renderUpgradeJson } from '../../../src/report/render/advice/upgrade-json.ts';
import { renderUpgradeMarkdown } from '../../../src/report/render/advice/upgrade-markdown.ts';
import { renderUpgradeText } from '../../../src/report/render/advice/upgrade-text.ts';
import { smallUpgrade } from '../../advise/upgrade/small-upgrade.ts';
import { expectGolden, updating } from '../golden.ts';
import { harmless, payloads, withPayloadIn } from '../hostile.ts';
import { skeletonOfMarkdown } from '../text-skeletons.ts';

const formatsOf = (told: Told) => ({
  'upgrade.txt': renderUpgradeText(told),
  'upgrade.md': renderUpgradeMarkdown(told),
  'upgrade.json': renderUpgradeJson(told),
});
const formats = formatsOf(smallUpgrade);

describe.each(Object.entries(formats))('%s', (name, text) => {
  it('is as on file', () => {
    expectGolden(name, text);
  });

  it('has every setting that is renamed, dropped or needed, and its new name', () => {
    for (const { variable, newNames } of smallUpgrade.settings.filter(({ status }) =>
      /renamed|dropped/.test(status),
    ))
      for (const word of [variable, ...newNames]) expect(text).toContain(word);
    for (const { variable } of smallUpgrade.needed) expect(text).toContain(variable);
  });

  it('has the places of the files, what was left, and why the exit code is what it is', () => {
    for (const word of ['.env', 'docker-compose.yaml', 'another line still uses it', 'v0.18.4'])
      expect(text).toContain(word);
    expect(text.replaceAll(/\s+/g, ' ')).toContain(smallUpgrade.ending.reason);
  });
});

test('what must be done first stands first', () => {
  const places = [
    'To do first:',
    'To do: without it',
    'Worth knowing',
    'Connections that change',
    'Exit code',
  ].map((title) => formats['upgrade.txt'].lastIndexOf(title));
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
});

test('text fits into 80 columns, but for what cannot be broken', () => {
  const long = formats['upgrade.txt'].split('\n').filter((line) => line.length > 80);
  expect(long.filter((line) => line.trim().split(' ').length > 1)).toEqual([]);
});

test('the schema that is published is the one in force, and what is written is as it says', () => {
  const path = new URL('../../../src/advise/upgrade/upgrade.schema.json', import.meta.url);
  if (updating) writeFileSync(path, toldJsonSchema());
  const published = readFileSync(path, 'utf8');
  expect(published).toBe(toldJsonSchema());
  const validate = new Ajv2020({ strict: false }).compile(JSON.parse(published) as object);
  expect(validate(JSON.parse(formats['upgrade.json']))).toBe(true);
  expect(validate({ ...smallUpgrade, ending: { exitCode: 4, reason: '' } })).toBe(false);
});

const controls =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

describe.each(Object.entries(payloads))('%s in every text', (_, payload) => {
  const hostile = formatsOf(withPayloadIn(toldSchema, smallUpgrade, payload));
  const plain = formatsOf(withPayloadIn(toldSchema, smallUpgrade, harmless(payload)));

  it('is no markup in Markdown', () => {
    expect(skeletonOfMarkdown(hostile['upgrade.md'])).toEqual(skeletonOfMarkdown(plain['upgrade.md']));
  });

  it('moves no cursor of a terminal', () => {
    for (const text of Object.values(hostile)) expect(text).not.toMatch(controls);
  });

  it('stays JSON that the schema knows', () => {
    expect(toldSchema.safeParse(JSON.parse(hostile['upgrade.json'])).success).toBe(true);
  });
});
