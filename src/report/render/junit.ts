/**
 * Renders JUnit XML: a suite for each section, a test for each selected case; what gates is red, what is excused is
 * skipped.
 */
import { mayGate } from '../../judge/gate.ts';
import { isUnexpected } from '../build/summary.ts';
import type { Report, ReportedCase } from '../schema.ts';
import { withoutControls } from './words.ts';

export const renderJUnit = (report: Report): string => {
  const sections = Map.groupBy(testsOf(report), (test) => test.section);
  const suites = [...sections].map(([section, tests]) => suite(report, section, tests));
  const all = [...sections.values()].flat();
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="magistrala-conformance"${totals(all)}>`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');
};

interface Test {
  /** Of the page; with `platform.` in front for what lies beyond it. */
  section: string;
  rule: string;
  name: string;
  /** Seconds. */
  time: number;
  kind: 'passed' | 'failure' | 'error' | 'skipped';
  /** Lines inside the test case. */
  body: string[];
}

const testsOf = (report: Report): Test[] => {
  const scopeOf = (one: { scope: string }): string => (one.scope === 'platform' ? 'platform.' : '');
  const section = (rule: string): string => report.rules.find((one) => one.id === rule)?.section ?? 'other';
  const ran = report.cases.filter((one) => !one.controlOnly).map((one) => testOf(one, report));
  const rest = (id: string, rule: string): Omit<Test, 'kind' | 'body'> => ({
    section: section(rule),
    rule,
    name: id.slice(rule.length + 1),
    time: 0,
  });
  const { notRunBecause } = report.selection;
  const notRun = report.selection.notRun.map((id): Test => {
    const why = notRunBecause.find(({ cases }) => cases.includes(id));
    const because = why ? `; ${why.code}: ${why.reason}` : '';
    return {
      ...rest(id, id.split('/')[0] ?? id),
      kind: 'error',
      body: [element('error', 'not-run', `selected, but not executed${because}`)],
    };
  });
  const notApplicable = report.notApplicable.map((one): Test => ({
    ...rest(one.id, one.rule),
    section: scopeOf(one) + section(one.rule),
    kind: 'skipped',
    body: [`<skipped${attributes({ message: `not applicable: ${one.reason}` })}/>`],
  }));
  return withGate([...ran, ...notRun, ...notApplicable], report);
};

/** A gate that no test shows, such as that of a run without any case: the file must not be green by itself. */
const withGate = (tests: Test[], { gate, exitCode, reasons }: Report): Test[] => {
  if (exitCode === 0 || tests.some(({ kind }) => kind === 'failure' || kind === 'error')) return tests;
  const kind = exitCode === 1 ? 'failure' : 'error';
  const body = [element(kind, gate, reasons.join('; '))];
  return [...tests, { section: 'run', rule: 'gate', name: gate, time: 0, kind, body }];
};

const testOf = (one: ReportedCase, report: Report): Test => {
  const { start, probe, stop } = one.timings;
  const test = {
    section: `${one.scope === 'platform' ? 'platform.' : ''}${one.section}`,
    rule: one.rule,
    name: one.id.slice(one.rule.length + 1),
    time: (start + probe + stop) / 1000,
  };
  const detail = [
    `expected: ${one.expected}`,
    `observed: ${one.observed}`,
    ...(one.facts.length ? [`facts: ${one.code} ${one.facts.join(', ')}`] : []),
    ...(one.hint === null ? [] : [`on file: ${one.hint.text}`]),
    ...(one.cause === null ? [] : [`cause: ${one.cause}`]),
    `reproduce: ${one.reproduce}`,
  ].join('\n');
  const skipped = (why: string): Test => ({
    ...test,
    kind: 'skipped',
    body: [`<skipped${attributes({ message: why })}/>`, `<system-out>${escapeXml(detail)}</system-out>`],
  });
  const red = (kind: 'failure' | 'error', type: string): Test => ({
    ...test,
    kind,
    body: [element(kind, type, one.observed, detail)],
  });
  if (one.outcome === 'moot') return skipped(`moot: ${one.observed}`);
  if (!mayGate(one) && one.outcome !== 'pass') return skipped(`info, ${one.outcome}: ${one.observed}`);
  if (one.disposition === 'known') return skipped(`known deviation (${one.finding}): ${one.reason}`);
  if (one.disposition === 'stale') return red('failure', 'stale');
  if (isUnexpected(one)) return red('failure', one.finding ?? one.code);
  if (one.outcome === 'non-strict' && report.run.strict) return red('failure', 'non-strict');
  if (one.outcome === 'untestable' || one.outcome === 'error') return red('error', one.code);
  const body =
    one.outcome === 'non-strict'
      ? [`<system-out>${escapeXml(`promise kept, recommendation not met\n${detail}`)}</system-out>`]
      : [];
  return { ...test, kind: 'passed', body };
};

const suite = (report: Report, section: string, tests: readonly Test[]): string => {
  const { kind, release, runtime } = report.target;
  const properties = {
    ...{ target: kind, release, runtime, gate: report.gate, page: report.page.commit },
    scope: section.startsWith('platform.') ? 'platform' : 'page',
  };
  return [
    `  <testsuite${attributes({ name: section, timestamp: report.run.started })}${totals(tests, { skipped: true })}>`,
    '    <properties>',
    ...Object.entries(properties).map(([name, value]) => `      <property${attributes({ name, value })}/>`),
    '    </properties>',
    ...tests.map((test) => {
      const open = `    <testcase${attributes({
        classname: `${release}.${test.rule}`,
        name: test.name,
        time: test.time.toFixed(3),
      })}`;
      return test.body.length
        ? [`${open}>`, ...test.body.map((line) => `      ${line}`), '    </testcase>'].join('\n')
        : `${open}/>`;
    }),
    '  </testsuite>',
  ].join('\n');
};

/** Readers that hold a file against a schema take no `skipped` where all suites are summed up. */
const totals = (tests: readonly Test[], { skipped = false } = {}): string => {
  const count = (kind: Test['kind']): string => String(tests.filter((test) => test.kind === kind).length);
  return attributes({
    tests: String(tests.length),
    failures: count('failure'),
    errors: count('error'),
    ...(skipped && { skipped: count('skipped') }),
    time: tests.reduce((sum, test) => sum + test.time, 0).toFixed(3),
  });
};

const element = (name: string, type: string, message: string, text = message): string =>
  `<${name}${attributes({ type, message })}>${escapeXml(text)}</${name}>`;

const attributes = (given: Record<string, string>): string =>
  Object.entries(given)
    .map(([name, value]) => ` ${name}="${escapeXml(value).replaceAll('\n', '&#10;')}"`)
    .join('');

/** Characters that XML 1.0 forbids, even escaped, become U+FFFD. */
const escapeXml = (text: string): string =>
  withoutControls(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
