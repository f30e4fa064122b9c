/** Tests that a journal is read back as it was written, and that a damaged or foreign one is refused with the place. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { errorReport } from '../../src/cli/report-error.ts';
import { readJournal, readOwnJournal } from '../../src/journal/read.ts';
import { packRecorded, unpackRecorded } from '../../src/journal/recorded.ts';
import { UsageError } from '../../src/model/errors.ts';
import { journalVersion } from '../../src/model/journal.ts';
import { command } from '../cli/command.ts';
import { lines } from '../report/small-run.ts';

const text = lines.map((line) => JSON.stringify(line)).join('\n');

let base = '';
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'journal-'));
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

const thrown = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
};
const refusal = (of: string): UsageError => {
  const error = thrown(() => readJournal(of, 'j'));
  expect(error).toBeInstanceOf(UsageError);
  return error as UsageError;
};
const changed = (from: string, to: string): string => {
  expect(text).toContain(from);
  return text.replace(from, to);
};
const ofVersion = (version: unknown): string =>
  changed(`"schemaVersion":${journalVersion}`, `"schemaVersion":${JSON.stringify(version)}`);

describe('a journal', () => {
  it('is read as it was written, to the order of its fields', () => {
    expect(JSON.stringify(readJournal(`${text}\n`, 'j'))).toBe(JSON.stringify(lines));
  });
  it('may have lost the end of its last line', () => {
    expect(readJournal(text.slice(0, -20), 'j')).toHaveLength(lines.length - 1);
  });
  it('of a run that was killed early holds its header', () => {
    expect(readJournal(`${text.split('\n')[0]}\n`, 'j')).toHaveLength(1);
  });
});

describe('what is no journal is refused', () => {
  it.each([
    ['an empty file', '', 'j to be a journal', 'nothing in it'],
    ['something else', 'hello\nworld\n', 'j to hold JSON at line 1', 'hello'],
    ['a header that was cut off', text.slice(0, 30), 'j to hold JSON at line 1', text.slice(0, 30)],
    ['another document', '{"name":"x"}', 'j to be a journal', 'no header in the first line'],
    ['a number', '3', 'j to be a journal', 'no header in the first line'],
    ['no header', text.slice(text.indexOf('\n') + 1), 'j to be a journal', 'no header in the first line'],
    ['no version', ofVersion('two'), 'j to be a journal', 'no header in the first line'],
    ['two runs', `${text}\n${text}`, 'j to hold one run', `a second header, at line ${lines.length + 1}`],
  ])('%s', (_, of, expected, found) => {
    expect(refusal(of)).toMatchObject({ expected, found, todo: expect.stringContaining('run') as string });
  });

  it('a line in the middle that is no JSON, of which only the beginning is repeated', () => {
    const { expected, found } = refusal(changed('{"type":"observation"', '{"type:"observation"'));
    expect(expected).toBe('j to hold JSON at line 2');
    expect(found).toHaveLength(61);
    expect(found).toMatch(/^\{"type:"observation",.*…$/);
  });
});

describe('another version is refused, whatever its lines hold', () => {
  const others = (version: number): string => `${ofVersion(version).split('\n')[0]}\n{"type":"unknown"}`;

  it.each([
    ['an old one', 1, /^read it with the suite that wrote it, or observe anew/],
    ['a newer one', journalVersion + 1, /^read it with a newer suite, or observe anew/],
  ])('%s', (_, version, todo) => {
    expect(refusal(others(version))).toMatchObject({
      expected: `j to be a journal in version ${journalVersion} of the format`,
      found: `version ${version}, written by version 9.9.9 of the suite`,
      todo: expect.stringMatching(todo) as string,
    });
  });

  it('by the command line with three parts and 2', async () => {
    const old = join(base, 'old.ndjson');
    writeFileSync(old, ofVersion(1));
    const { code, stdout, stderr } = await command(['record', old]);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/expected .*old\.ndjson to be a journal in version 2 of the format\n/);
    expect(stderr).toMatch(/found +version 1, written by version 9\.9\.9 of the suite\n/);
    expect(stderr).toMatch(/to do +.*`record` keeps it/);
  });
});

describe('a line that does not fit is named with its field', () => {
  it.each([
    ['a field of another kind', ['"ms":112', '"ms":"112"'], 'services.users.boot.ms: a number', '"112"'],
    [
      'a word that is not known',
      ['"outcome":"exited"', '"outcome":"odd"'],
      'services.users.boot.outcome: "ready" or "exited" or "hung"',
      '"odd"',
    ],
    ['a field that is missing', ['"unsecurable":[],', ''], 'unsecurable: a list', 'nothing'],
    ['a list in place of an object', ['"hops":{}', '"hops":[]'], 'hops: an object', 'a list'],
    [
      'a field of the old version',
      ['"unsecurable":[]', '"unsecurable":[],"facts":{}'],
      'no field beyond those of this version',
      '"facts"',
    ],
    [
      'a key that is no word',
      ['"hops":{}', '"hops":{"a→b":{"connections":[{}]}}'],
      'hops["a→b"].connections[0].at: a number',
      'nothing',
    ],
    [
      'a long text, of which only the beginning is repeated',
      ['"unsecurable":[]', `"unsecurable":"${'x'.repeat(100)}"`],
      'unsecurable: a list',
      `"${'x'.repeat(39)}…`,
    ],
  ] as const)('%s', (_, [from, to], expected, found) => {
    const at = text.split('\n').findIndex((row) => row.includes(from) && row.includes('"observation"'));
    const rows = text.split('\n').map((row, n) => (n === at ? row.replace(from, to) : row));
    const error = refusal(rows.join('\n'));
    expect(error.expected).toMatch(new RegExp(`^j to hold at line ${at + 1}, observation`));
    expect(error.expected).toContain(expected);
    expect(error.found).toBe(found);
  });

  it('in the header and in the footer too', () => {
    expect(refusal(changed('"catalogue":12', '"catalogue":null'))).toMatchObject({
      expected: 'j to hold at line 1, selection.catalogue: a number',
      found: 'null',
    });
    expect(refusal(`${changed('"complete":false', '"complete":0')}\n`)).toMatchObject({
      expected: `j to hold at line ${lines.length}, complete: true or false`,
      found: '0',
    });
  });

  it('a kind of line that is not known', () => {
    expect(refusal(`${text}\n{"type":"remark"}\n`)).toMatchObject({
      expected: `j to hold at line ${lines.length + 1}, type: "header" or "observation" or "footer"`,
      found: '"remark"',
    });
  });
});

test('what a run has written itself and cannot read back is a fault of the suite', () => {
  const path = join(base, 'own.ndjson');
  writeFileSync(path, changed('"ms":112', '"ms":null'));
  const error = thrown(() => readOwnJournal(path));
  expect(errorReport(error)).toMatchObject({
    exitCode: 4,
    found: expect.stringMatching(
      /line 3, observation\.services\.users\.boot\.ms: a number.*found null/,
    ) as string,
  });
  writeFileSync(path, text);
  expect(readOwnJournal(path)).toHaveLength(lines.length);
});

describe('a recorded file', () => {
  it('that is not packed, or cut off, is named as such', () => {
    for (const bytes of [Buffer.from(text), packRecorded(lines).subarray(0, 200)]) {
      const error = thrown(() => unpackRecorded(bytes, 'v1.ndjson.br'));
      expect(error).toBeInstanceOf(UsageError);
      expect(error).toMatchObject({
        expected: 'v1.ndjson.br to be a recorded journal, packed with Brotli',
        todo: expect.stringContaining('`record`') as string,
      });
    }
  });
});
