/** Holds junit.xml against a schema of what readers of JUnit take. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { renderJUnit } from '../../../src/report/render/junit.ts';
import type { Report } from '../../../src/report/schema.ts';
import { payloads, withPayload } from '../hostile.ts';
import { recordedReport } from '../recorded-report.ts';
import { smallReport } from '../small-report.ts';

const schema = readFileSync(join(import.meta.dirname, '../junit.xsd'), 'utf8');

/** What is wrong with it. */
const problems = async (xml: string): Promise<string[]> => {
  const { valid, errors } = await validateXML({
    xml: { fileName: 'junit.xml', contents: xml },
    schema,
    initialMemoryPages: 1024,
    maxMemoryPages: 8192,
  });
  expect(valid).toBe(errors.length === 0);
  return errors.map(({ message }) => message);
};

const small = smallReport();
/** Its time stays one: the suite writes it, and no text from outside is in it. */
const hostile = (payload: string): Report => {
  const report = withPayload(small, payload);
  return { ...report, run: { ...report.run, started: small.run.started } };
};

const reports: [string, () => Report][] = [
  ['a small run', () => small],
  ['a strict run', () => ({ ...small, run: { ...small.run, strict: true } })],
  ['a run of which nothing was executed', () => ({ ...small, cases: [] })],
  [
    'a run of nothing',
    () => ({ ...small, cases: [], notApplicable: [], selection: { ...small.selection, notRun: [] } }),
  ],
  ...Object.entries(payloads).map(([name, payload]): [string, () => Report] => [
    `a hostile run: ${name}`,
    () => hostile(payload),
  ]),
  ['v0.19.1', () => recordedReport('v0.19.1')],
];

test.each(reports)('%s', async (_, report) => {
  expect(await problems(renderJUnit(report()))).toEqual([]);
});

test('what breaks the schema is seen', async () => {
  const xml = renderJUnit(small);
  for (const [from, to] of [
    [' errors="', ' skipped="1" errors="'],
    ['<testcase ', '<test '],
    [' time="0.155"', ' time="soon"'],
    ['</testsuites>', ''],
  ] as const) {
    expect(xml).toContain(from);
    expect(await problems(xml.replace(from, to))).not.toEqual([]);
  }
});
