/** Makes the results of report.sarif: of each red case, each entry at fault, and a gate that no case shows. Pure. */
import { createHash } from 'node:crypto';
import { isUnfinished } from '../../../judge/gate.ts';
import { isNonStrict, isUnexpected } from '../../build/summary.ts';
import type { Report, ReportedCase } from '../../schema.ts';
import { faultsOnFile, type FaultOnFile } from '../faults-on-file.ts';
import { pathOfDeviations } from '../on-file.ts';
import { entryName, printable } from '../words.ts';

export type Level = 'error' | 'warning' | 'note';

export interface Result {
  ruleId: string;
  level: Level;
  message: { text: string };
  locations: object[];
  partialFingerprints: Record<string, string>;
  properties?: Record<string, unknown>;
}

/** Makes at least one where the exit code is not 0: a log without results is read as a clean one. */
export const resultsOf = (report: Report): Result[] => {
  const red = report.cases.filter((one) => isRed(one, report)).map((one) => ofCase(one, report));
  const entries = faultsOnFile(report).map((fault) => ofEntry(fault, report));
  const told = [...red, ...entries];
  return isUnfinished(report.gate) || (told.length === 0 && report.exitCode !== 0)
    ? [...told, ofGate(report)]
    : told;
};

const isRed = (one: ReportedCase, { run }: Report): boolean =>
  isUnexpected(one) ||
  (!one.controlOnly && one.disposition === 'stale') ||
  (run.strict && (isNonStrict(one) || (!one.controlOnly && one.disposition === 'known')));

const ofCase = (one: ReportedCase, report: Report): Result => {
  const said = [
    `${one.id} (${[one.outcome, one.finding, one.risk && `risk: ${one.risk}`].filter(Boolean).join(', ')})`,
    `Expected: ${one.expected}`,
    `Found: ${one.observed}`,
    ...(one.hint === null ? [] : [`On file: ${one.hint.text}`]),
    ...(one.cause === null || one.cause === one.id ? [] : [`It goes back to ${one.cause}`]),
  ];
  const entry = report.deviations[one.deviation ?? one.hint?.entry ?? -1];
  const { outcome, finding, risk, code, facts, subject, condition, disposition, cause, reproduce } = one;
  return {
    ruleId: one.rule,
    level: levelOf(one),
    message: message(said),
    locations: [
      {
        ...placeOf(report, entry?.line),
        logicalLocations: [{ fullyQualifiedName: printable(one.id), kind: 'case' }],
      },
    ],
    partialFingerprints: fingerprints(one.id, one.code),
    properties: inLine({
      outcome,
      finding,
      risk,
      code,
      facts,
      subject,
      condition,
      disposition,
      cause,
      reproduce,
    }),
  };
};

/** Says how grave it is, not whether the gate takes it: that is what the exit code says. */
const levelOf = ({ outcome, disposition, level, code }: ReportedCase): Level => {
  if (outcome === 'non-strict' || disposition === 'known') return 'note';
  if (disposition === 'stale') return 'warning';
  return level === 'should' && code !== 'FORBIDDEN_SEEN' ? 'warning' : 'error';
};

const ofEntry = ({ deviation, text }: FaultOnFile, report: Report): Result => {
  const { entry, disposition, line, stale } = deviation;
  const { kind, names } = entryName(entry);
  const name = `${kind}: ${names.join(', ')}`;
  return {
    ruleId: `deviations.${disposition}`,
    level: 'warning',
    message: message([`The entry ${name} no longer holds`, text]),
    locations: [placeOf(report, line)],
    partialFingerprints: fingerprints(`entry ${name}`, `${disposition} ${entry.code}`),
    properties: inLine({ stale, expires: entry.expires, link: entry.link }),
  };
};

const ofGate = (report: Report): Result => ({
  ruleId: `gate.${report.gate}`,
  level: 'error',
  message: message([
    `${report.gate}: ${report.selection.executed} of ${report.selection.selected} selected cases were executed`,
    ...report.reasons,
  ]),
  locations: [placeOf(report, null)],
  partialFingerprints: fingerprints('gate', report.gate),
});

/**
 * A code scanner shows nothing without a file. No line of this repository makes a service fail: what a maintainer can
 * open is the file in which the failure would be put on record, at the entry that is about the case, or at its top.
 */
const placeOf = (report: Report, line: number | null | undefined) => ({
  physicalLocation: {
    artifactLocation: {
      uri: pathOfDeviations(report).split(/[\\/]/).map(uriPart).join('/'),
      uriBaseId: '%SRCROOT%',
    },
    region: { startLine: line ?? 1 },
  },
});

/** Encodes a segment of a path. */
export const uriPart = (text: string): string => encodeURIComponent(printable(text));

/**
 * What stays the same from run to run, so that a result is recognised: the case, and how it fails. GitHub looks at the
 * first name alone; without it, it takes the file's line, which many cases share.
 */
const fingerprints = (id: string, code: string): Record<string, string> => {
  const digest = createHash('sha256').update(`${id}\n${code}`).digest('hex');
  return { primaryLocationLineHash: `${digest.slice(0, 16)}:1`, 'caseAndCode/v1': digest };
};

const longest = 2000;

/** Sentences, as plain text: braces would be placeholders, and brackets before a parenthesis a link. */
export const message = (said: readonly string[]): { text: string } => {
  const flat = said.map((text) => printable(text).replace(/[^.?!…]$/, '$&.')).join(' ');
  const text = flat.length > longest ? `${flat.slice(0, longest - 1)}…` : flat;
  return {
    text: text.toWellFormed().replaceAll('{', '{{').replaceAll('}', '}}').replaceAll('](', '] ('),
  };
};

const inLine = (properties: Record<string, string | string[] | null>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [
      name,
      typeof value === 'string' ? printable(value) : (value?.map(printable) ?? null),
    ]),
  );
