/** Whatever words a report holds that is one, they are shown as text, and lead no command elsewhere. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse as yaml } from 'yaml';
import { smallReport } from '../report/small-report.ts';
import { good, testFolder } from './test-folder.ts';

const folder = testFolder();
const { base, put, asked, said } = folder;
afterAll(folder.remove);

describe('hostile words in a report that is one', () => {
  const evil =
    '</script><script>alert(1)</script>\u001b[2J\u0007\r\n::error::x\n  - case: "**" ../../etc/passwd | `a` [l](javascript:x)';
  const small = smallReport();
  const hostile = (outcome: 'fail' | 'pass'): string =>
    JSON.stringify({
      ...small,
      target: { ...small.target, release: 'v0.19.1', releaseFile: evil },
      run: { ...small.run, id: evil, command: evil, filters: { [evil]: [evil], __proto__: [evil] } },
      reasons: [evil],
      rules: small.rules.map((rule) => ({ ...rule, title: evil, why: evil })),
      cases: small.cases.map((one) => ({
        ...one,
        level: 'must',
        ...(outcome === 'fail' && {
          outcome,
          code: evil,
          finding: 'deviates',
          risk: 'weaker',
          disposition: 'unexpected',
        }),
        id: `${one.id}${evil}`,
        subject: evil,
        observed: evil,
        expected: evil,
        facts: [evil, 'a]', '{b: c'],
        cause: null,
        settings: { [evil]: evil },
      })),
      selection: { ...small.selection, notRunBecause: [{ code: evil, reason: evil, cases: [evil] }] },
    }).replace('"filters":{', '"filters":{"__proto__":["polluted"],');
  put('pass.json', hostile('pass'));
  put('fail.json', hostile('fail'));

  it.each(['text', 'markdown', 'html', 'json'])('compare --format %s', async (format) => {
    expect(await asked(`compare good.json good.json --format ${format}`, '')).toBe(0);
    const both = `${join(base, 'pass.json')} ${join(base, 'fail.json')}`;
    expect(await asked(`compare ${both} --format ${format}`, '')).toBe(0);
    expect(said()).toContain('javascript:x');
    if (format === 'json') return expect(() => JSON.parse(said()) as unknown).not.toThrow();
    // eslint-disable-next-line no-control-regex
    expect(said()).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    expect(said()).not.toMatch(/^\s*::/m);
    // Within backticks Markdown has no markup.
    if (format !== 'text') expect(said().replaceAll(/`[^`]*`/g, '')).not.toMatch(/<script>alert/);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('deviations suggest writes entries that name these cases alone', async () => {
    expect(await asked('deviations suggest FILE', 'fail.json')).toBe(0);
    // eslint-disable-next-line no-control-regex
    expect(said()).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    const { deviations: entries } = yaml(said()) as {
      deviations: { case: string | string[]; facts: string[] }[];
    };
    expect(entries.length).toBeGreaterThan(0);
    for (const entry of entries) {
      for (const glob of [entry.case].flat()) expect(glob).not.toBe('**');
      expect(entry.facts).toHaveLength(3);
    }
  });

  it('deviations prune is not led to another folder by the name of a release', async () => {
    put('above.json', good.json.replace('"release":"v0.19.1"', '"release":"../../../tmp/above"'));
    expect(await asked('deviations prune FILE', 'above.json')).toMatchObject({
      expected: expect.stringContaining('a release that the suite knows'),
    });
  });

  it('record writes nothing for a release that the suite does not know', async () => {
    const complete = good.ndjson.replace('"complete":false', '"complete":true');
    put('above.ndjson', complete.replace('"release":"v9.9.9"', '"release":"../above"'));
    expect(await asked('record FILE --to written', 'above.ndjson')).toMatchObject({
      expected: expect.stringContaining('a release that the suite knows'),
    });
    expect(readdirSync(base).filter((name) => /^(written|above\.(ndjson\.gz|verdicts))/.test(name))).toEqual(
      [],
    );
  });
});

describe('what only looks bad', () => {
  it('a report with a byte order mark and CRLF is read', async () => {
    const text = JSON.stringify(JSON.parse(good.json), null, 1).replaceAll('\n', '\r\n');
    put('windows.json', `\ufeff${text}`);
    expect(await asked('compare FILE good.json', 'windows.json')).toBe(0);
    expect(said()).toMatch(/^0 new, 0 resolved, 0 changed/m);
  });

  it('so are the files of a release and of deviations, with the lines of entries', async () => {
    put('windows.yaml', `\ufeff${good.yaml.replaceAll('\n', '\r\n')}`);
    expect(await asked('deviations check FILE', 'windows.yaml')).toBe(0);
    put('windows-release.yaml', `\ufeff${good.release.replaceAll('\n', '\r\n')}`);
    expect(await asked('images --release v0.19.1 --release-file FILE', 'windows-release.yaml')).toBe(0);
  });

  it('a key twice in a report: the last one counts, as for every reader of JSON', async () => {
    put('twice.json', good.json.replace('"gate":', '"gate":"conformant","gate":'));
    expect(await asked('compare FILE good.json', 'twice.json')).toBe(0);
  });
});
