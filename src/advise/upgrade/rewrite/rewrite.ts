/** Writes the files of a deployment for the new release, as texts; says what it leaves as it is, and why. Pure. */
import type { Configuration, Place } from '../../../configuration/model.ts';
import type { NeededSetting } from '../schema.ts';
import type { Planned } from '../upgrade.ts';
import type { Way } from '../way.ts';
import { decisionOf, entryDecisions, type Decision } from './decisions.ts';
import { collisionsOf, rewrittenEnv } from './dotenv.ts';
import { usesVariable } from './edits.ts';
import { rewrittenManifest, type Left } from './manifest.ts';
import { statementsOf } from './statements.ts';

export interface Rewritten {
  files: { path: string; text: string; changed: boolean }[];
  left: Left[];
}

/** @param texts of the files, by the paths of the configuration, byte order marks included */
export const rewrite = (
  configuration: Configuration,
  planned: Planned,
  { texts, way }: { texts: ReadonlyMap<string, string>; way: Way },
): Rewritten => {
  const of = (...kinds: string[]): [string, string][] =>
    configuration.files.flatMap(({ path, kind }) => {
      const text = texts.get(path);
      return kinds.includes(kind) && text !== undefined ? [[path, text] as [string, string]] : [];
    });
  const envs = of('env', 'process');
  const manifests = of('compose', 'kubernetes');
  const left: Left[] = [];

  const plans = new Map(envs.map(([path, text]) => [path, envDecisions(path, text, { planned, way, left })]));
  const renames = new Map(
    [...plans.values()].flatMap((decisions) =>
      [...decisions].flatMap(([name, decision]) =>
        decision.kind === 'rename' ? [[name, decision.to] as const] : [],
      ),
    ),
  );
  const entries = [...entryDecisions(planned.judged, way).values()].map((entry) => taken(entry, planned));
  const written = manifests.map(([path, text]) => {
    const own = entries.filter(({ at }) => at.file === path);
    const isKubernetes = configuration.files.some((file) => file.path === path && file.kind === 'kubernetes');
    const result = rewrittenManifest(text, {
      entries: own,
      renames: isKubernetes ? new Map() : renames,
      dependent: isKubernetes ? renamesOf(own) : new Map(),
      needed: neededIn(path, planned),
      hasEnv: envs.length > 0,
    });
    left.push(...result.left);
    return { path, text: result.text, changed: result.text !== text };
  });

  const used = usedNames({ written, envs, plans });
  const target = mainEnv(envs, planned);
  const rewrittenEnvs = envs.map(([path, text]) => {
    const decisions = stillUsed([path, text], plans.get(path)!, { used, planned, left });
    const result = rewrittenEnv(text, {
      ...{ decisions, renames },
      needed: path === target ? planned.upgrade.needed : [],
      heading: `Added for ${way.to.release}, which reads more than ${way.from.release}; written by magistrala-conformance upgrade`,
    });
    return { path, text: result, changed: result !== text };
  });
  return { files: [...rewrittenEnvs, ...written], left: left.toSorted(byPlace) };
};

const byPlace = (a: Left, b: Left): number =>
  a.at.file.localeCompare(b.at.file) || a.at.line - b.at.line || a.at.column - b.at.column;

const envDecisions = (
  path: string,
  text: string,
  { planned, way, left }: { planned: Planned; way: Way; left: Left[] },
): Map<string, Decision> => {
  const decisions = new Map<string, Decision>();
  for (const { name, firstLine } of statementsOf(text)) {
    const judged = planned.judged.filter(({ change }) => change.variable === name);
    const decision = decisionOf(judged, way);
    if (decision.kind === 'leave')
      left.push({ at: placeIn(path, firstLine + 1), variable: name, why: decision.why });
    decisions.set(name, decision);
  }
  for (const [name, { line, with: other }] of collisionsOf(text, decisions)) {
    left.push({
      at: placeIn(path, line),
      variable: name,
      why: `the file sets its new name too, in line ${other}`,
    });
    decisions.set(name, { kind: 'keep' });
  }
  return decisions;
};

const placeIn = (file: string, line: number): Place => ({ file, line, column: 1 });

interface Others {
  written: readonly { path: string; text: string }[];
  envs: readonly [string, string][];
  plans: ReadonlyMap<string, ReadonlyMap<string, Decision>>;
}

/** Names that go and that lines which stay still use → files that use them. */
const usedNames = ({ written, envs, plans }: Others): Map<string, string[]> => {
  const used = new Map<string, string[]>();
  const going = [...plans.values()].flatMap((decisions) =>
    [...decisions].flatMap(([name, { kind }]) => (kind === 'comment out' ? [name] : [])),
  );
  for (let before = -1; before < used.size;) {
    before = used.size;
    const left = envs.map(([path, text]) => {
      const decisions = new Map([...plans.get(path)!].filter(([name]) => !used.has(name)));
      return { path, text: rewrittenEnv(text, { decisions, renames: new Map(), needed: [], heading: '' }) };
    });
    for (const name of going) {
      const users = [...written, ...left]
        .filter(({ text }) => usesVariable(text, name))
        .map(({ path }) => path);
      if (users.length > 0) used.set(name, users);
    }
  }
  return used;
};

/** A line that goes stays where other lines use it. */
const stillUsed = (
  [path, text]: [string, string],
  decisions: ReadonlyMap<string, Decision>,
  { used, planned, left }: { used: ReadonlyMap<string, string[]>; planned: Planned; left: Left[] },
): Map<string, Decision> =>
  new Map(
    [...decisions].map(([name, decision]): [string, Decision] => {
      const users = decision.kind === 'comment out' ? used.get(name) : undefined;
      if (!users) return [name, decision];
      const gone = planned.judged.some(
        ({ change }) => change.variable === name && change.status === 'service gone',
      );
      // The container that is gone is told once, not for each of its variables.
      if (!gone) {
        const line = statementsOf(text).find((one) => one.name === name)!.firstLine + 1;
        left.push({ at: placeIn(path, line), variable: name, why: `${users.join(', ')} still uses it` });
      }
      return [name, { kind: 'keep' }];
    }),
  );

/** An entry is not renamed to a name that its container has already. */
const taken = (
  entry: { at: Place; variable: string; decision: Decision },
  { placed }: Planned,
): { at: Place; variable: string; decision: Decision } => {
  const { decision } = entry;
  if (decision.kind !== 'rename') return entry;
  const container = placed
    .map((one) => one.container)
    .find(
      ({ environment }) => environment.get(entry.variable)?.at === entry.at && environment.has(decision.to),
    );
  return container
    ? { ...entry, decision: { kind: 'leave', why: `${container.name} has ${decision.to} too` } }
    : entry;
};

const renamesOf = (entries: readonly { variable: string; decision: Decision }[]): Map<string, string> =>
  new Map(
    entries.flatMap(({ variable, decision }) =>
      decision.kind === 'rename' ? [[variable, decision.to] as const] : [],
    ),
  );

const neededIn = (
  path: string,
  { placed, upgrade }: Planned,
): { container: Planned['placed'][number]['container']; needs: NeededSetting[] }[] =>
  placed
    .filter(({ container }) => container.at.file === path)
    .map(({ container }) => ({
      container,
      needs: upgrade.needed.filter(({ containers }) => containers.includes(container.name)),
    }))
    .filter(({ needs }) => needs.length > 0);

/** The .env that sets most of what the releases read gets what is new. */
const mainEnv = (envs: readonly [string, string][], { judged }: Planned): string | undefined => {
  const known = new Set(
    judged.filter(({ fate }) => fate.services.length > 0).map(({ change }) => change.variable),
  );
  const counted = envs.map(([path, text]) => ({
    path,
    count: statementsOf(text).filter(({ name }) => known.has(name)).length,
  }));
  return counted.toSorted((a, b) => b.count - a.count)[0]?.path;
};
