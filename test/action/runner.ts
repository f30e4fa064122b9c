/**
 * Runs the steps of action.yml as a runner of GitHub does: shell steps with its files and variables, in its shell. Steps
 * with `uses` are recorded and not run. Knows only the expressions that action.yml uses, and refuses any other.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';

export const top = join(import.meta.dirname, '../..');

export interface Step {
  id?: string;
  name: string;
  if?: string;
  uses?: string;
  with?: Record<string, string>;
  shell?: string;
  env?: Record<string, string>;
  run?: string;
}

export interface Action {
  inputs: Record<string, { description: string; default: string }>;
  outputs: Record<string, { description: string; value: string }>;
  runs: { using: string; steps: Step[] };
}

export const action = parse(readFileSync(join(top, 'action.yml'), 'utf8')) as Action;

export interface Ran {
  /** Of the first step that failed, else 0. */
  code: number;
  outputs: Record<string, string>;
  summary: string;
  /** Standard output and errors of all steps. */
  log: string;
  /** By name of the step: what a used action is given. */
  used: Record<string, Record<string, string>>;
}

type Outputs = Record<string, Record<string, string>>;

/**
 * @param at.workspace the checkout of the workflow, which is where steps run
 * @param at.programs folder that stands first in PATH
 * @param at.answers by id of a step: outputs of a used action
 */
export const runAction = async (
  given: Record<string, string>,
  at: { workspace: string; programs: string; answers?: Outputs },
): Promise<Ran> => {
  for (const name of Object.keys(given)) {
    if (!(name in action.inputs)) throw new Error(`action.yml has no input ${name}`);
  }
  const inputs = Object.fromEntries(
    Object.entries(action.inputs).map(([name, { default: usual }]) => [name, given[name] ?? usual]),
  );
  const temporary = mkdtempSync(join(at.workspace, '.runner-'));
  const outputs: Outputs = { ...at.answers };
  const ran: Ran = { code: 0, outputs: {}, summary: '', log: '', used: {} };
  const known = { inputs, outputs };
  for (const [number, step] of action.runs.steps.entries()) {
    if (!isDue(step.if, known, ran.code !== 0)) continue;
    if (step.uses !== undefined) {
      ran.used[step.name] = filled(step.with ?? {}, known);
      continue;
    }
    const files = join(temporary, String(number));
    mkdirSync(files);
    const ended = await shell(step, { ...at, temporary, files, env: filled(step.env ?? {}, known) });
    ran.log += ended.log;
    ran.summary += readFileSync(join(files, 'summary'), 'utf8');
    if (step.id !== undefined) outputs[step.id] = outputsIn(readFileSync(join(files, 'output'), 'utf8'));
    ran.code ||= ended.code;
  }
  ran.outputs = filled(
    Object.fromEntries(Object.entries(action.outputs).map(([name, { value }]) => [name, value])),
    known,
  );
  return ran;
};

interface Known {
  inputs: Record<string, string>;
  outputs: Outputs;
}

const filled = (texts: Record<string, string>, known: Known): Record<string, string> =>
  Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [
      name,
      text.replaceAll(/\$\{\{ (.+?) \}\}/g, (_, expression: string) => valueOf(expression, known)),
    ]),
  );

const valueOf = (expression: string, { inputs, outputs }: Known): string => {
  const [, input] = /^inputs\.([\w-]+)$/.exec(expression) ?? [];
  if (input !== undefined && input in inputs) return inputs[input]!;
  const [, id, output] = /^steps\.([\w-]+)\.outputs\.([\w-]+)$/.exec(expression) ?? [];
  if (id !== undefined && output !== undefined) return outputs[id]?.[output] ?? '';
  throw new Error(`the runner does not know the expression ${expression}`);
};

/** A step without `always()` is left out after a failure. */
const isDue = (condition: string | undefined, known: Known, failed: boolean): boolean => {
  const parts = (condition ?? '').split(' && ').filter((part) => part !== '');
  if (failed && !parts.includes('always()')) return false;
  return parts
    .filter((part) => part !== 'always()')
    .every((part) => {
      const [, left = '', sign, right] = /^(\S+) (==|!=) '(.*)'$/.exec(part) ?? [];
      return (valueOf(left, known) === right) === (sign === '==');
    });
};

/** Each file of a step is empty when it begins. */
const shell = (
  { run = '', shell: name }: Step,
  at: {
    workspace: string;
    programs: string;
    temporary: string;
    files: string;
    env: Record<string, string>;
  },
): Promise<{ code: number; log: string }> => {
  if (name !== 'bash') throw new Error(`the runner does not know the shell ${name}`);
  const { workspace, programs, temporary, files } = at;
  for (const file of ['output', 'summary', 'env', 'path']) writeFileSync(join(files, file), '');
  const script = join(files, 'script.sh');
  writeFileSync(script, run);
  const path = [programs, dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(':');
  const env = {
    ...{ PATH: path, HOME: temporary, CI: 'true', GITHUB_ACTIONS: 'true', RUNNER_TEMP: temporary },
    ...{ GITHUB_WORKSPACE: workspace, GITHUB_ACTION_PATH: top, GITHUB_OUTPUT: join(files, 'output') },
    ...{ GITHUB_STEP_SUMMARY: join(files, 'summary'), GITHUB_ENV: join(files, 'env') },
    GITHUB_PATH: join(files, 'path'),
    ...at.env,
  };
  return new Promise((resolve, reject) => {
    const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], {
      ...{ cwd: workspace, env, stdio: ['ignore', 'pipe', 'pipe'] },
    });
    let log = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (log += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, log }));
  });
};

const outputsIn = (text: string): Record<string, string> =>
  Object.fromEntries(
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const [, name, value] = /^([\w-]+)=(.*)$/.exec(line) ?? [];
        if (name === undefined || value === undefined) throw new Error(`no output of a step: ${line}`);
        return [name, value];
      }),
  );
