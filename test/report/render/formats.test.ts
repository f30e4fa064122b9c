/** Compares every format of a small report with its golden file, and holds each to its own standard. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { consoleReport, lastLine } from '../../../src/report/render/console.ts';
import { renderAll } from '../../../src/report/render/write.ts';
import { reportJsonSchema, reportSchema, type Report } from '../../../src/report/schema.ts';
import { expectGolden, updating } from '../golden.ts';
import { smallReport } from '../small-report.ts';

const report = smallReport();

describe('every format of one small report', () => {
  it.each(Object.entries(renderAll(report)))('%s', (name, text) => {
    expectGolden(name, text);
  });
  it('the console', () => {
    expectGolden('console.txt', `${consoleReport(report, 12)}\n${lastLine(report)}\n`);
  });
});

describe('report.json', () => {
  it('is what its schema says', () => {
    expect(reportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
  });

  it('has its JSON Schema published beside the zod schema', async () => {
    const path = join(import.meta.dirname, '../../../src/report/report.schema.json');
    if (updating) {
      const { format, resolveConfig } = await import('prettier');
      writeFileSync(
        path,
        await format(reportJsonSchema(), { ...(await resolveConfig(path)), filepath: path }),
      );
    }
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(JSON.parse(reportJsonSchema()));
  });

  it('is all that the other formats need', () => {
    const read = JSON.parse(JSON.stringify(report)) as Report;
    expect(renderAll(read)).toEqual(renderAll(report));
  });
});

describe('report.html', () => {
  const page = renderAll(report)['report.html'] ?? '';

  it('shows what a service printed as text, and runs none of it', () => {
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page.match(/<\/script>/g)).toHaveLength(1);
    expect(page).not.toContain('<b>is</b>');
    expect(page).toMatch(/script-src &#39;sha256-[\w+/=]+&#39;/);
  });

  it('needs nothing from outside', () => {
    const loaded = [...page.matchAll(/<(?:script|link|img|iframe|object|source|base)\b[^>]*>/g)].map(
      ([tag]) => tag,
    );
    expect(loaded).toEqual(['<script>']);
    expect(page).not.toMatch(/@import|url\(/);
  });

  it('can be read without a script: every case, and what was expected and observed of it', () => {
    const readable = page.slice(0, page.indexOf('<script>'));
    for (const one of report.cases) expect(readable).toContain(`id="${one.id}"`);
    expect(readable).toContain('<dt>Expected</dt>');
    // Filters need a script, and are not shown without one.
    expect(page).toContain('.filters { display: none;');
  });

  it('links only to what is there', () => {
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const targets = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(targets.length).toBeGreaterThan(10);
    expect(targets.filter((id) => !ids.has(id))).toEqual([]);
  });
});

describe('junit.xml', () => {
  const xml = renderAll(report)['junit.xml'] ?? '';

  it('holds no character that XML 1.0 forbids', () => {
    expect(xml).toMatch(/^[\t\n\r\u0020-\ud7ff\ue000-\ufffd]*$/);
  });

  it('counts what it holds, and leaves out what is control only', () => {
    const n = (tag: string): number => xml.split(`<${tag} `).length - 1;
    const [, tests, failures, errors, skipped] =
      /<testsuites [^>]*tests="(\d+)" failures="(\d+)" errors="(\d+)" skipped="(\d+)"/.exec(xml) ?? [];
    expect([tests, failures, errors, skipped].map(Number)).toEqual([
      n('testcase'),
      n('failure'),
      n('error'),
      n('skipped'),
    ]);
    expect(Number(tests)).toBe(report.selection.selected + report.notApplicable.length);
    expect(xml).not.toContain('users/no-files@release');
  });

  it('makes a non-strict case red only where the run was strict', () => {
    const strict = renderAll({ ...report, run: { ...report.run, strict: true } })['junit.xml'] ?? '';
    expect(xml).not.toContain('type="non-strict"');
    expect(strict).toContain('<failure type="non-strict"');
  });
});

describe('the console', () => {
  it('prints no control character that a service has printed', () => {
    // eslint-disable-next-line no-control-regex
    expect(consoleReport(report, 12)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
  });
});
