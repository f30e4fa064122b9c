/** Says what the files of a deployment will really do under a release: statements, and the transport of every hop. */
import type { Configuration } from '../configuration/model.ts';
import type { ReleasePrograms } from '../release/programs.ts';
import { hopTable } from './hop-table.ts';
import type { Ending } from './hops.ts';
import { predict } from './predict.ts';
import { recognisedIn, sayUnknown } from './recognise.ts';
import { sayDatabase } from './statements/say-database.ts';
import { sayFiles, usedFiles } from './statements/say-files.ts';
import { sayHop } from './statements/say-hops.ts';
import { sayListener } from './statements/say-listeners.ts';
import { sayNames } from './statements/say-names.ts';
import { sayPaths } from './statements/say-paths.ts';
import { sayPorts } from './statements/say-ports.ts';
import { sayProxy } from './statements/say-proxy.ts';
import { sayRemarks } from './statements/say-remarks.ts';
import { sayEnding } from './statements/say-start.ts';
import { severities, type Advice, type Statement } from './schema.ts';
import type { World } from './world.ts';

export const advise = (configuration: Configuration, release: ReleasePrograms, world: World): Advice => {
  const predicted = predict(configuration, release, world);
  const { instances, strangers, listeners, hops, databases, endings } = predicted;
  const ended = new Map(endings.map((ending) => [ending.instance, ending]));
  const recognised = recognisedIn(configuration, instances, release);
  const statements = [
    ...sayUnknown(configuration, recognised, { release, world }),
    ...endings.map((ending) => sayEnding(ending, hops)),
    ...listeners.flatMap((one) => sayListener(one, world, ended.get(one.instance))),
    ...hops.flatMap((hop) => sayHop(hop, hops, release.release, ended.get(hop.outgoing.instance))),
    ...databases.flatMap((one) => sayDatabase(one, release.traits.databaseModes)),
    ...sayFiles(
      usedFiles(
        listeners,
        hops.map((hop) => hop.outgoing),
        databases,
      ),
      world,
    ),
    ...sayNames(configuration, instances, strangers, { release, world }),
    ...sayPaths(configuration, { instances, strangers }, release, world),
    ...sayPorts(instances, listeners, endings),
    ...sayProxy(strangers, release),
    ...sayRemarks(configuration, instances),
  ];
  return {
    schemaVersion: 1,
    release: release.release,
    files: configuration.files,
    recognised,
    statements: ordered(statements.filter((one) => !isVoid(one, endings))),
    hops: hopTable(predicted),
  };
};

/** Nothing is in effect in a program that does not start. */
const isVoid = ({ severity, container, service }: Statement, endings: readonly Ending[]): boolean =>
  severity === 'good' &&
  endings.some(({ instance }) => instance.name === container && instance.program.name === service);

/** What an operator must do first stands first; within that, as in the files. One statement is said once. */
const ordered = (statements: readonly Statement[]): Statement[] => {
  const seen = new Set<string>();
  return statements
    .filter(({ fingerprint }) => !seen.has(fingerprint) && seen.add(fingerprint))
    .sort(
      (a, b) =>
        severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
        compare(a.at.file, b.at.file) ||
        a.at.line - b.at.line ||
        a.at.column - b.at.column,
    );
};

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
