/** Holds the reader of .env files to what Compose makes of each form. */
import { expect, test } from 'vitest';
import { parseEnv } from '../../../src/configuration/env/parse.ts';
import { collectRemarks } from '../../../src/configuration/env/remarks.ts';
import { openScope, shellLookUp } from '../../../src/configuration/env/scope.ts';
import cases from '../dotenv-cases.json' with { type: 'json' };

interface Case {
  name: string;
  env: string;
  shell?: Record<string, string>;
  expected?: Record<string, string>;
  effective?: Record<string, string>;
  refused?: true;
}

const parsed = ({ env, shell = {} }: Case) => {
  const scope = openScope(shellLookUp(new Map(Object.entries(shell))));
  const remarks = collectRemarks();
  // Without its byte order mark, as a file is read.
  parseEnv({ file: '.env', text: env.replace(/^\ufeff/, '') }, scope, remarks);
  return { scope, refused: remarks.all().some(({ says }) => /refuses/.test(says)) };
};

test('all forms are there', () => {
  expect(cases).toHaveLength(37);
});

test.each(cases as Case[])('$name', (one) => {
  const { scope, refused } = parsed(one);
  expect(refused).toBe(one.refused ?? false);
  const set = Object.fromEntries(Array.from(scope.definitions, ([name, { value }]) => [name, value.text]));
  if (one.expected) expect(set).toEqual(one.expected);
  for (const [name, text] of Object.entries(one.effective ?? {})) {
    expect(scope.lookUp(name)?.text).toBe(text);
  }
});
