/** Tests every format of check-env: the same content, and no text of a file becomes markup or a command. */
import { readFileSync, writeFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it, test } from 'vitest';
import {
  baseline,
  checkedOf,
  hop,
  largeAdvice,
  seenOfServices,
  smallAdvice,
  statement,
} from '../../advise/small-advice.ts';
import { checkedJsonSchema, checkedSchema, type Checked } from '../../../src/advise/checked/checked.ts';
import { kinds } from '../../../src/advise/schema.ts';
import { renderAdviceHtml } from '../../../src/report/render/advice/html.ts';
import { renderAdviceJson } from '../../../src/report/render/advice/json.ts';
import { kindTexts } from '../../../src/report/render/advice/kinds.ts';
import { renderAdviceMarkdown } from '../../../src/report/render/advice/markdown.ts';
import { mermaidOf, mostEdges } from '../../../src/report/render/advice/mermaid.ts';
import { renderAdviceSarif } from '../../../src/report/render/advice/sarif.ts';
import { renderAdviceText } from '../../../src/report/render/advice/text.ts';
import { elementsOf, skeletonOf } from '../dom.ts';
import { expectGolden, updating } from '../golden.ts';
import { harmless, payloads, withPayloadIn } from '../hostile.ts';
import { skeletonOfMarkdown } from '../text-skeletons.ts';
import { sarifProblems } from './sarif-schema.ts';

const formatsOf = (checked: Checked) => ({
  'check-env.txt': renderAdviceText(checked),
  'check-env.md': renderAdviceMarkdown(checked),
  'check-env.html': renderAdviceHtml(checked),
  'check-env.sarif': renderAdviceSarif(checked, (file) => file),
  'check-env.json': renderAdviceJson(checked),
});

const small = checkedOf(smallAdvice, { accepted: baseline, verification: seenOfServices('not observed') });
const formats = formatsOf(small);

describe.each(Object.entries(formats))('%s', (name, text) => {
  it('is as on file', () => {
    expectGolden(name, text);
  });

  it('has every finding, with its place', () => {
    for (const { variable, at, severity, accepted } of small.statements) {
      if (name === 'check-env.sarif' && (severity === 'good' || accepted)) continue;
      expect(text).toContain(variable ?? at.file);
      if (!/json|sarif/.test(name)) expect(text).toContain(at.file);
    }
  });

  it('has what to do, what the page promises, and what shows it', () => {
    const { todo, promises } = small.statements.find(({ kind }) => kind === 'not mounted')!;
    const flat = text.replaceAll(/\s+/g, ' ');
    expect(flat).toContain(todo);
    expect(flat).toContain(promises);
    if (name !== 'check-env.sarif')
      expect(flat).toContain('server.bad-pair-never-plaintext/users.grpc/cert-missing');
  });

  it('names entries of the baseline that are out of date', () => {
    expect(text).toMatch(/stale/);
    expect(text).toMatch(/expired/);
  });
});

test.each(Object.entries(formatsOf(checkedOf(smallAdvice, { verification: seenOfServices('differs') }))))(
  '%s: what services do otherwise than predicted is said, and ends with 3',
  (name, text) => {
    expect(text).toContain('one prediction does not hold on the services that were started');
    if (name === 'check-env.sarif') return;
    const flat = text.replaceAll(/\s+/g, ' ');
    expect(flat).toContain('plaintext');
    expect(flat).toContain('http-adapter');
    expect(flat).toContain('the suite does not start groups');
  },
);

test('the undefined variables are said on top, whatever else there is', () => {
  for (const name of ['check-env.txt', 'check-env.md', 'check-env.html'] as const) {
    const text = formats[name];
    const at = text.indexOf('3 variables are undefined and count as blank');
    expect(at).toBeGreaterThan(0);
    expect(at).toBeLessThan(text.indexOf('Does not work: a service stops'));
  }
});

test('that nothing can be said stands before all else, and is nothing that does not work', () => {
  const unknown = statement({ kind: 'unknown product', severity: 'availability' });
  const nothing = checkedOf({
    ...smallAdvice,
    ...{ statements: [unknown], hops: [], recognised: { settings: 0, services: [] } },
  });
  for (const text of Object.values(formatsOf(nothing))) expect(text).toContain(unknown.says);
  expect(renderAdviceText(nothing)).not.toContain('Does not work');
  expect(renderAdviceHtml(nothing)).toContain('<div class="gate untestable">');
});

test('groups stand in the order in which they must be dealt with', () => {
  for (const name of ['check-env.txt', 'check-env.md', 'check-env.html'] as const) {
    const places = [
      'Does not work:',
      'Works, with less',
      'Worth knowing',
      'In effect',
      'Every connection',
    ].map((title) => formats[name].lastIndexOf(title));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  }
});

test('text fits into 80 columns, but for what cannot be broken', () => {
  const large = renderAdviceText(checkedOf(largeAdvice()));
  const lines = [large, formats['check-env.txt']].flatMap((text) => text.split('\n'));
  const long = lines.filter((line) => line.length > 80);
  expect(long.filter((line) => line.trim().split(' ').length > 1 && !/from \S+$/.test(line))).toEqual([]);
});

test('the schema that is published is the one in force, and what is written is as it says', () => {
  const path = new URL('../../../src/advise/advice.schema.json', import.meta.url);
  if (updating) writeFileSync(path, checkedJsonSchema());
  const published = readFileSync(path, 'utf8');
  expect(published).toBe(checkedJsonSchema());
  const validate = new Ajv2020({ strict: false, formats: { date: true } }).compile(
    JSON.parse(published) as object,
  );
  expect(validate(JSON.parse(formats['check-env.json']))).toBe(true);
  expect(validate({ ...small, ending: { exitCode: 4, reason: '' } })).toBe(false);
});

test('a kind of statement has words in SARIF, each its own', () => {
  const titles = kinds.map((kind) => kindTexts[kind][0]);
  expect(new Set(titles).size).toBe(kinds.length);
});

describe('the picture', () => {
  const svg = (checked: Checked): string => /<svg[\s\S]*<\/svg>/.exec(renderAdviceHtml(checked))![0];

  it('has a line a connection, a form a transport, and words beside each', () => {
    const text = svg(small);
    expect(text.match(/<path /g)).toHaveLength(small.hops.length);
    for (const { transport } of small.hops) expect(text).toContain(`>${transport}</text>`);
    const forms = [...text.matchAll(/<path class="(\S+)"[^>]*?(?:stroke-dasharray="([^"]+)")?\/>/g)];
    const dashOf = (tone: string) =>
      new Set(forms.filter(([, one]) => one === tone).map(([, , dash]) => dash));
    expect(
      new Set([...dashOf('fail'), ...dashOf('non-strict'), ...dashOf('untestable'), ...dashOf('pass')]).size,
    ).toBe(4);
  });

  it('stays within its frame', () => {
    const text = svg(checkedOf(largeAdvice()));
    const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(text)!;
    for (const [, x, y, w, h] of text.matchAll(
      /<rect x="([\d.]+)" y="([\d.]+)" width="(\d+)" height="(\d+)"/g,
    )) {
      expect(Number(x) + Number(w)).toBeLessThanOrEqual(Number(width));
      expect(Number(y)).toBeGreaterThanOrEqual(0);
      expect(Number(y) + Number(h)).toBeLessThanOrEqual(Number(height));
    }
  });

  it('is left out where it would show nothing any more, and a job takes the summary', () => {
    const hops = Array.from({ length: 5000 }, (_, at) =>
      hop({ from: `caller-${at}`, to: `listener-${at}`, transport: 'plaintext', because: 'x'.repeat(200) }),
    );
    const many = Array.from({ length: 5000 }, (_, at) =>
      statement({
        kind: 'never read',
        severity: 'weaker',
        variable: `SMQ_${at}`,
        says: `${at} is not read.`,
      }),
    );
    const large = formatsOf(checkedOf({ ...smallAdvice, hops, statements: many }));
    expect(large['check-env.html']).not.toContain('<svg');
    expect(large['check-env.html']).toContain('There are too many for a picture.');
    expect(large['check-env.md'].length).toBeLessThan(1024 * 1024);
    expect(large['check-env.md']).toContain('…and 4800 more');
  });

  it('is left out of Markdown sooner', () => {
    const edges = (n: number) => ({
      hops: Array.from({ length: n }, (_, at) => hop({ from: `a${at}`, to: 'b', transport: 'TLS' })),
    });
    expect(mermaidOf(edges(mostEdges)).filter((line) => line.includes('-->'))).toHaveLength(mostEdges);
    expect(mermaidOf(edges(mostEdges + 1))).toEqual([]);
    expect(mermaidOf({ hops: [] })).toEqual([]);
  });
});

const controls =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

describe.each(Object.entries(payloads))('%s in every text', (_, payload) => {
  const [hostile, control] = [payload, harmless(payload)].map((one) =>
    formatsOf(withPayloadIn(checkedSchema, small, one)),
  ) as [typeof formats, typeof formats];

  it('is no element and no attribute of the page', () => {
    expect(skeletonOf(hostile['check-env.html'])).toEqual(skeletonOf(control['check-env.html']));
    const targets = elementsOf(hostile['check-env.html']).flatMap(
      ({ attributes }) => attributes.get('href') ?? [],
    );
    expect(targets.filter((target) => !target.startsWith('#'))).toEqual([]);
  });

  it('is no markup in Markdown, and ends no picture', () => {
    const without = (text: string) => text.replace(/```mermaid[\s\S]*?\n```\n/, '');
    expect(skeletonOfMarkdown(without(hostile['check-env.md']))).toEqual(
      skeletonOfMarkdown(without(control['check-env.md'])),
    );
    const picture = (text: string) => /```mermaid\n([\s\S]*?)\n```\n/.exec(text)![1]!.split('\n');
    expect(picture(hostile['check-env.md']).map((line) => line.replace(/"[^"]*"/g, '""'))).toEqual(
      picture(control['check-env.md']).map((line) => line.replace(/"[^"]*"/g, '""')),
    );
  });

  it('is the same SARIF and JSON but for the texts', () => {
    const bare = (text: string): unknown =>
      JSON.parse(text, (__, held: unknown) => (typeof held === 'string' ? '' : held)) as unknown;
    expect(bare(hostile['check-env.sarif'])).toEqual(bare(control['check-env.sarif']));
    expect(sarifProblems(JSON.parse(hostile['check-env.sarif']))).toEqual([]);
    expect(JSON.parse(hostile['check-env.json'])).toEqual(withPayloadIn(checkedSchema, small, payload));
  });

  it('commands no terminal', () => {
    for (const text of Object.values(hostile)) expect(text).not.toMatch(controls);
  });
});
