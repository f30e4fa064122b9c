/** Compares every format of a small report with its golden file, and holds each to its own standard. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { consoleReport, lastLine } from '../../../src/report/render/console.ts';
import { renderAll } from '../../../src/report/render/write.ts';
import { reportJsonSchema, reportSchema, type Report } from '../../../src/report/schema.ts';
import { expectGolden, updating } from '../golden.ts';
import { recordedReport } from '../recorded-report.ts';
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

  it('has its JSON Schema published beside the zod schema', () => {
    const path = join(import.meta.dirname, '../../../src/report/report.schema.json');
    if (updating) writeFileSync(path, reportJsonSchema());
    expect(readFileSync(path, 'utf8')).toBe(reportJsonSchema());
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
    expect(page).toContain('<search class="filters" hidden>');
  });

  it('links only to what is there', () => {
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const targets = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(targets.length).toBeGreaterThan(10);
    expect(targets.filter((id) => !ids.has(id))).toEqual([]);
  });
});

describe('what was seen, in report.html', () => {
  const page = renderAll(report)['report.html'] ?? '';
  const partOf = (start: string): string => {
    const from = page.indexOf(`<dl id="seen-${start}">`);
    return page.slice(from, page.indexOf('</details>', from));
  };

  it('lies within a case, once a start', () => {
    const shown = [...page.matchAll(/<dl id="seen-([^"]+)">/g)].map(([, start]) => start);
    expect(shown).toHaveLength(report.starts.length);
    expect(new Set(shown)).toEqual(new Set(report.starts.map(({ id }) => id)));
    for (const one of report.cases) {
      const from = page.indexOf(`id="${one.id}"`);
      const text = page.slice(from, page.indexOf('<div class="case', from));
      for (const { start } of one.evidence) expect(text).toContain(`seen-${start}`);
    }
  });

  it('shows every line of every part', () => {
    const text = partOf('start-2').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
    const [start] = report.starts.filter(({ id }) => id === 'start-2');
    if (!start) throw new Error('no start-2');
    const services = start.services.flatMap(({ seen, listeners, output }) => [
      ...seen,
      ...listeners.flatMap((one) => one.seen),
      ...output.errors,
      ...output.tail,
    ]);
    const parts = [...start.hops, ...start.sessions].flatMap(({ seen }) => seen);
    const lines = [...start.notes, ...services, ...parts, ...start.messages, ...start.calls];
    expect(lines.length).toBeGreaterThan(30);
    expect(lines.filter((line) => !text.includes(line))).toEqual([]);
    expect(text).toContain('<dt>No connection</dt><dd>users→domains, channels</dd>');
  });

  it('shows lines of output as text, without control characters', () => {
    const text = partOf('start-1');
    expect(text).toContain('&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp; "quotes"');
    // eslint-disable-next-line no-control-regex
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
  });

  it('is linked from a case that rests on it', () => {
    expect(page).toContain('<dt>Premise</dt><dd><a href="#seen-start-2">users.http/cert-key@release</a>');
    expect(page).toContain('<dt>Control</dt><dd><a href="#seen-start-2">users.http/cert-key@release</a>');
  });

  it('is replaced by its place in the journal where a report has none', () => {
    const old = renderAll({ ...report, starts: [] })['report.html'] ?? '';
    expect(old).toContain('<code>journal.ndjson#start-2</code>');
    expect(old).not.toContain('seen-start');
  });

  it('leaves the page of 1,000 cases below 3 MiB, where services print as much as the release does', () => {
    const whole = recordedReport('v0.19.1');
    const bytes = Buffer.byteLength(renderAll(whole)['report.html'] ?? '');
    expect(whole.cases.length).toBeGreaterThan(1000);
    expect(bytes / whole.cases.length).toBeLessThan((3 * 1024 * 1024) / 1000);
  });
});

describe('junit.xml', () => {
  const xml = renderAll(report)['junit.xml'] ?? '';

  it('holds no character that XML 1.0 forbids', () => {
    expect(xml).toMatch(/^[\t\n\r\u0020-\ud7ff\ue000-\ufffd]*$/);
  });

  it('counts what it holds, and leaves out what is control only', () => {
    const n = (tag: string): number => xml.split(`<${tag} `).length - 1;
    const [, tests, failures, errors] =
      /<testsuites [^>]*tests="(\d+)" failures="(\d+)" errors="(\d+)"/.exec(xml) ?? [];
    expect([tests, failures, errors].map(Number)).toEqual([n('testcase'), n('failure'), n('error')]);
    const skipped = [...xml.matchAll(/<testsuite [^>]* skipped="(\d+)"/g)].map(([, many]) => Number(many));
    expect(skipped.reduce((sum, many) => sum + many, 0)).toBe(n('skipped'));
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
