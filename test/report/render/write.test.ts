/** Tests that reports are written whole or not at all, into a folder from which only earlier reports are removed. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/model/errors.ts';
import { prepareFolder, renderAll, writeReports } from '../../../src/report/render/write.ts';
import { smallReport } from '../small-report.ts';

const report = smallReport();
let base = '';
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'reports-'));
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

describe('writeReports', () => {
  it('writes every format and leaves nothing else behind', () => {
    const out = join(base, 'a/b');
    prepareFolder(out);
    writeReports(report, out);
    const all = renderAll(report);
    expect(readdirSync(out).toSorted()).toEqual(Object.keys(all).toSorted());
    for (const [name, text] of Object.entries(all)) expect(readFileSync(join(out, name), 'utf8')).toBe(text);
  });

  it('leaves no part of a report where one cannot be put in its place', () => {
    const out = join(base, 'blocked');
    mkdirSync(join(out, 'summary.md/inside'), { recursive: true });
    expect(() => writeReports(report, out)).toThrow(UsageError);
    expect(readdirSync(out).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    // report.json is last: what is not whole has none.
    expect(existsSync(join(out, 'report.json'))).toBe(false);
  });

  it.runIf(existsSync('/dev/full'))('calls a full disk broken infrastructure', () => {
    const out = join(base, 'full');
    mkdirSync(out);
    // Every write through the temporary name of the first report meets a full device.
    const [first = ''] = Object.keys(renderAll(report));
    symlinkSync('/dev/full', join(out, `${first}.${process.pid}.tmp`));
    expect(() => writeReports(report, out)).toThrow(
      expect.objectContaining({ name: 'InfrastructureError', code: 'REPORT_UNWRITABLE' }),
    );
  });
});

describe('prepareFolder', () => {
  it('takes the reports and reruns of an earlier run out, and nothing of the user', () => {
    const out = join(base, 'again');
    prepareFolder(out);
    writeReports(report, out);
    for (const name of ['rerun-1.ndjson', 'rerun-12.ndjson']) writeFileSync(join(out, name), '');
    const mine = ['mine.txt', 'rerun-1.ndjson.bak', 'rerun-of-mine.ndjson'];
    for (const name of mine) writeFileSync(join(out, name), 'mine');
    prepareFolder(out);
    expect(readdirSync(out).toSorted()).toEqual(mine);
  });

  it('refuses a file in place of a folder', () => {
    const file = join(base, 'file');
    writeFileSync(file, '');
    expect(() => prepareFolder(file)).toThrow(expect.objectContaining({ found: 'a file of that name' }));
    expect(() => prepareFolder(join(file, 'below'))).toThrow(UsageError);
  });

  it.skipIf(process.getuid?.() === 0)('refuses a folder without permission', () => {
    const out = join(base, 'closed');
    mkdirSync(out);
    chmodSync(out, 0o500);
    expect(() => prepareFolder(out)).toThrow(
      expect.objectContaining({ found: 'no permission to write there' }),
    );
  });
});
