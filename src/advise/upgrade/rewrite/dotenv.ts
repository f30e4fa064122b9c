/** Rewrites an .env: names in place, dropped settings commented out, new ones at the end. Pure. */
import type { NeededSetting } from '../schema.ts';
import type { Decision } from './decisions.ts';
import { commentOut, edited, lineEndOf, renamedReferences, type Edit } from './edits.ts';
import { statementsOf, type Statement } from './statements.ts';

export interface EnvPlan {
  /** Name → what is written in its place. */
  decisions: ReadonlyMap<string, Decision>;
  /** References that are renamed, in this file and in the others. */
  renames: ReadonlyMap<string, string>;
  /** Appended. */
  needed: readonly NeededSetting[];
  /** Opens what is appended. */
  heading: string;
}

/** Names that cannot be renamed because the file has the new name too → lines of both, from 1. */
export const collisionsOf = (
  text: string,
  decisions: ReadonlyMap<string, Decision>,
): Map<string, { line: number; with: number }> => {
  const statements = statementsOf(text);
  const lineOf = (name: string): number | undefined => statements.find((one) => one.name === name)?.firstLine;
  const collisions = new Map<string, { line: number; with: number }>();
  for (const [name, decision] of decisions) {
    if (decision.kind !== 'rename') continue;
    const [line, other] = [lineOf(name), lineOf(decision.to)];
    if (line !== undefined && other !== undefined) collisions.set(name, { line: line + 1, with: other + 1 });
  }
  return collisions;
};

export const rewrittenEnv = (text: string, plan: EnvPlan): string => {
  const statements = statementsOf(text);
  const edits = statements.flatMap((statement) =>
    editsOf(text, statement, plan.decisions.get(statement.name)),
  );
  const inLiteral = statements.flatMap(({ quote, value }) => (quote === "'" && value ? [value] : []));
  const references = renamedReferences(text, plan.renames).filter(
    ({ start }) => !inLiteral.some((value) => value.start <= start && start < value.end),
  );
  return appended(edited(text, [...edits, ...references]), new Set(statements.map(({ name }) => name)), plan);
};

const editsOf = (text: string, statement: Statement, decision: Decision | undefined): Edit[] => {
  const { start, end, value, firstLine, lastLine } = statement;
  switch (decision?.kind) {
    case 'rename':
      return [{ start, end, text: decision.to }];
    case 'comment out':
      return commentOut(text, firstLine, lastLine, decision.why);
    case 'new value': {
      const found = value ? text.slice(value.start, value.end).indexOf(decision.from) : -1;
      const at = (value?.start ?? 0) + found;
      return found < 0 ? [] : [{ start: at, end: at + decision.from.length, text: decision.to }];
    }
    case undefined:
    case 'keep':
    case 'leave':
      return [];
  }
};

const appended = (text: string, names: ReadonlySet<string>, { needed, heading }: EnvPlan): string => {
  const missing = needed.filter(({ variable }) => !names.has(variable));
  if (missing.length === 0) return text;
  const end = lineEndOf(text);
  const lines = missing.flatMap(({ variable, value, ...need }, index) => [
    ...(missing.findIndex((one) => one.variable === variable) === index ? [''] : []),
    `# ${whyNeeded(need)}`,
    ...(missing.findLastIndex((one) => one.variable === variable) === index
      ? [value === undefined ? `# ${variable}=` : `${variable}=${value}`]
      : []),
  ]);
  const start = text === '' || text.endsWith('\n') ? '' : end;
  return `${text}${start}${end}# ${heading}${end}${lines.join(end)}${end}`;
};

/** One line: for which services, where not the container says that, and what to do. */
export const whyNeeded = ({
  services = [],
  says,
  todo,
}: Partial<Pick<NeededSetting, 'services'>> & Pick<NeededSetting, 'says' | 'todo'>): string =>
  `${services.length > 0 ? `${services.join(', ')}: ` : ''}${says}. To do: ${todo}.`;
