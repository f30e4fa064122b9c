/** Renders what check-env found as a code scanner tells it: SARIF 2.1.0, one result a statement. Pure. */
import { isFinding, isOpen } from '../../../advise/checked/ending.ts';
import type { Checked, CheckedStatement } from '../../../advise/checked/checked.ts';
import { severities, type Severity } from '../../../advise/schema.ts';
import { message, uriPart, type Level } from '../sarif/results.ts';
import { sarifSchema } from '../sarif/sarif.ts';
import { count, printable } from '../words.ts';
import { adviceRules, ruleIdOf } from './sarif-rules.ts';
import { subjectOf } from './words.ts';

/** GitHub shows no more of one log. */
const mostResults = 5000;

interface Result {
  ruleId: string;
  level: Level;
  message: { text: string };
  locations: object[];
  relatedLocations?: object[];
  partialFingerprints: Record<string, string>;
}

/** Gives the path of a file from the top of its repository, with slashes; never one of this machine. */
export type PathOf = (file: string) => string;

/**
 * What is accepted, or in effect, is no result. There is at least one where the exit code is not 0: a log without results
 * is read as a clean one.
 */
export const renderAdviceSarif = (checked: Checked, pathOf: PathOf): string => {
  const all = resultsOf(checked, pathOf);
  const results = all.slice(0, mostResults);
  const rules = adviceRules(results.map(({ ruleId }) => ruleId));
  const indexOf = new Map(rules.map(({ id }, at) => [id, at]));
  const { exitCode, reason } = checked.ending;
  const run = {
    tool: {
      driver: { name: printable(checked.tool.name), semanticVersion: printable(checked.tool.version), rules },
    },
    automationDetails: { id: printable(`${checked.tool.name}/check-env/${checked.release}/`) },
    invocations: [
      {
        executionSuccessful: exitCode !== 3,
        exitCode,
        exitCodeDescription: printable(reason),
        toolExecutionNotifications:
          all.length > results.length
            ? [
                {
                  level: 'warning',
                  message: { text: `${all.length - results.length} further results are left out.` },
                },
              ]
            : [],
      },
    ],
    columnKind: 'utf16CodeUnits',
    results: results.map((result) => ({ ...result, ruleIndex: indexOf.get(result.ruleId) })),
    properties: { release: printable(checked.release) },
  };
  return `${JSON.stringify({ $schema: sarifSchema, version: '2.1.0', runs: [run] }, null, 1)}\n`;
};

const resultsOf = (checked: Checked, pathOf: PathOf): Result[] => {
  const said = checked.statements
    .filter(
      ({ severity, accepted, kind }) => severity !== 'good' && accepted === undefined && kind !== 'not read',
    )
    .toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity))
    .map((one) => ofStatement(one, checked, pathOf));
  const entries = entriesOf(checked, pathOf);
  const told = [...entries, ...said];
  return checked.ending.exitCode === 3 || (told.length === 0 && checked.ending.exitCode !== 0)
    ? [ofEnding(checked, pathOf), ...told]
    : told;
};

const levels: Record<Severity, Level> = {
  availability: 'error',
  weaker: 'error',
  note: 'note',
  good: 'note',
};

const ofStatement = (one: CheckedStatement, checked: Checked, pathOf: PathOf): Result => {
  const subject = subjectOf(one);
  return {
    ruleId: ruleIdOf(one.kind),
    level: isFinding(one, checked) || isOpen(one) ? raised(one.severity) : levels[one.severity],
    message: message([
      `${subject === '' ? '' : `${subject}: `}${one.says}`,
      ...(one.todo === undefined ? [] : [`To do: ${one.todo}`]),
      ...(one.promises === undefined ? [] : [`The Security page promises: ${one.promises}`]),
    ]),
    locations: [location(one.at, pathOf)],
    ...(one.related.length > 0 && {
      relatedLocations: one.related.map(({ at, says }) => ({
        ...location(at, pathOf),
        message: message([says]),
      })),
    }),
    partialFingerprints: fingerprints(one.fingerprint),
  };
};

/** A note that --fail-on or --strict counts is more than a note. */
const raised = (severity: Severity): Level => (severity === 'note' ? 'warning' : levels[severity]);

const entriesOf = ({ baseline }: Checked, pathOf: PathOf): Result[] =>
  (baseline?.entries ?? [])
    .filter(({ became }) => became !== 'accepted')
    .map(({ line, about, became, expires }) => ({
      ruleId: `baseline.${became}`,
      level: 'warning',
      message: message([
        `The entry ${about} is ${became === 'expired' ? `expired since ${expires}` : 'stale: nothing is as it says'}`,
      ]),
      locations: [location({ file: baseline!.file, line, column: 1 }, pathOf)],
      partialFingerprints: fingerprints(`baseline ${about} ${became}`),
    }));

const ofEnding = ({ ending, files, recognised }: Checked, pathOf: PathOf): Result => ({
  ruleId: 'nothing-decided',
  level: 'error',
  message: message([ending.reason, `${count(recognised.settings, 'setting')} of the release recognised`]),
  locations: [location({ file: files[0]?.path ?? '.', line: 1, column: 1 }, pathOf)],
  partialFingerprints: fingerprints(ending.reason),
});

const location = ({ file, line, column }: CheckedStatement['at'], pathOf: PathOf): object => ({
  physicalLocation: {
    artifactLocation: {
      uri: pathOf(file).split('/').map(uriPart).join('/'),
      uriBaseId: '%SRCROOT%',
    },
    region: { startLine: line, startColumn: column },
  },
});

/** GitHub looks at the first name alone; without it, it takes the line, which moves. */
const fingerprints = (print: string): Record<string, string> => ({
  primaryLocationLineHash: `${printable(print)}:1`,
  'checkEnv/v1': printable(print),
});
