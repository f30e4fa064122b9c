/** Tests that annotations are commands that GitHub takes, each of one line, and no more than it shows. */
import { describe, expect, it } from 'vitest';
import { githubAnnotations } from '../../../src/report/render/annotations.ts';
import { printableLines } from '../../../src/report/render/words.ts';
import type { Report } from '../../../src/report/schema.ts';
import { expectGolden } from '../golden.ts';
import { smallReport } from '../small-report.ts';
import { onFile } from '../small-run.ts';

const small = smallReport();
const told = githubAnnotations(small);

/** What GitHub's runner makes of a line. */
const read = (line: string) => {
  const [, command, given = '', data = ''] = /^::(\w+)(?: (.*?))?::(.*)$/.exec(line) ?? [];
  const plain = (text: string): string =>
    text
      .replaceAll('%0A', '\n')
      .replaceAll('%0D', '\r')
      .replaceAll('%3A', ':')
      .replaceAll('%2C', ',')
      .replaceAll('%25', '%');
  const properties = given.split(',').map((pair) => pair.split('=') as [string, string]);
  return {
    command,
    properties: Object.fromEntries(properties.map(([name, ...value]) => [name, plain(value.join('='))])),
    message: plain(data),
  };
};

describe('annotations for GitHub', () => {
  it('are as their golden file', () => {
    expectGolden('annotations.txt', `${told.join('\n')}\n`);
  });

  it('are errors, one a line', () => {
    expect(told.length).toBeGreaterThan(2);
    for (const line of told) {
      expect(line).toMatch(/^::error \S/);
      // eslint-disable-next-line no-control-regex
      expect(line).not.toMatch(/[\u0000-\u001f\u007f]/);
      expect(read(line).command).toBe('error');
    }
  });

  it('name the file and the line of an entry that is at fault, and no place else', () => {
    const placed = told.map(read).filter(({ properties }) => 'file' in properties);
    const at = small.deviations.findIndex(({ disposition }) => disposition === 'stale');
    expect(placed.map(({ properties }) => properties)).toEqual([
      {
        file: 'conformance/deviations.yaml',
        line: String(onFile.lines[at]),
        title: 'Known deviation stale',
      },
    ]);
    expect(placed[0]?.message).toContain('in the file of commit dddddddddddd');
  });

  it('say of a failure what was expected and found', () => {
    const [one] = told.map(read).filter(({ message }) => message.includes('tls-1.0@release'));
    expect(one?.properties['title']).toBe('Old protocol versions are refused');
    expect(one?.message).toMatch(/\nexpected: users\.http completes a TLS handshake\nfound: .*<script>alert/);
  });

  const failing = (n: number): Report => {
    const one = small.cases.find(
      ({ outcome, disposition }) => outcome === 'fail' && disposition === 'unexpected',
    )!;
    const cases = Array.from({ length: n }, (_, at) => ({
      ...one,
      id: `rule-${at}/a/b`,
      rule: `rule-${at}`,
      cause: null,
    }));
    const [group] = small.summary.byCause;
    const byCause = cases.map(({ id, rule }) => ({
      ...group!,
      cause: id,
      rule,
      statement: null,
      cases: [id],
    }));
    return { ...small, gate: 'nonconformant', cases, deviations: [], summary: { ...small.summary, byCause } };
  };

  it('are all told up to ten, and beyond that nine with the number of the others', () => {
    expect(githubAnnotations(failing(10))).toHaveLength(10);
    expect(githubAnnotations(failing(10)).join('\n')).not.toContain('more');
    const many = githubAnnotations(failing(14));
    expect(many).toHaveLength(10);
    expect(read(many[9]!).properties['title']).toBe('…and 5 more');
  });

  it('let no text end its command, nor begin another one', () => {
    const title = 'a,file=x::b%0A\n::stop-commands::c';
    const first = failing(1);
    const report = {
      ...first,
      summary: {
        ...first.summary,
        byCause: first.summary.byCause.map((one) => ({ ...one, statement: title })),
      },
      cases: first.cases.map((one) => ({ ...one, observed: '\r\n::set-output name=a::b %0A' })),
    };
    const [line, ...others] = githubAnnotations(report);
    expect(others).toEqual([]);
    expect(line).toMatch(/^::error title=a%2Cfile=x%3A%3Ab%250A %3A%3Astop-commands%3A%3Ac::/);
    expect(read(line!).message).toContain('found: ::set-output name=a::b %0A');
    expect(line!.split('\n')).toHaveLength(1);
  });

  it('are none where the gate is green, and at least one where it is not', () => {
    expect(githubAnnotations({ ...small, exitCode: 0 })).toEqual([]);
    const strict = { ...failing(0), reasons: ['1 known deviation', 'which --strict does not accept'] };
    expect(githubAnnotations(strict)).toEqual([
      '::error title=Magistrala security%3A nonconformant::Exit code 1: 1 known deviation; which --strict does not accept',
    ]);
  });
});

describe('other lines on the console', () => {
  it('are no commands, whatever a service has printed', () => {
    const text = 'one\n::set-output name=a::b\n   ::add-mask::c\nfound: ::debug::d\n##[error]e, 1::2';
    const lines = printableLines(text).split('\n');
    expect(lines.filter((line) => /^\s*::|##\[/.test(line))).toEqual([]);
    expect(lines.map((line) => line.replaceAll('\u2060', '')).join('\n')).toBe(text);
    expect(lines[3]).toBe('found: ::debug::d');
  });
});
