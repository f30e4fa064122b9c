import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const top = fileURLToPath(new URL('../../', import.meta.url));

const filesBelow = (folder: string): string[] =>
  readdirSync(join(top, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));

/** What a file imports, paths relative to the top; types count as well unless `values` is set. */
const imports = (file: string, values = false): string[] => {
  const text = readFileSync(join(top, file), 'utf8');
  const pattern = values
    ? /^import (?!type )[\s\S]*?from '([^']+)'|import\('([^']+)'\)/gm
    : /^import [\s\S]*?from '([^']+)'|import\('([^']+)'\)/gm;
  return [...text.matchAll(pattern)].map(([, one, other]) => {
    const name = (one ?? other)!;
    return name.startsWith('.') ? relative(top, join(top, file, '..', name)) : name;
  });
};

const offenders = (folder: string, forbidden: RegExp, values = false): string[] =>
  filesBelow(folder).flatMap((file) =>
    imports(file, values)
      .filter((name) => forbidden.test(name))
      .map((name) => `${file} imports ${name}`),
  );

test('suites do not know how a service is run', () => {
  const found = offenders(
    'suites',
    /^(testcontainers|pg|mqtt|@grpc|fixtures|certs|node:(net|tls|fs|child_process))/,
  );
  expect(found).toEqual([]);
  const run = offenders('suites', /^src\/run/).filter(
    (one) => !one.startsWith('src/workers/conformance.suite.ts'),
  );
  expect(run).toEqual([]);
});

test('the judge does no input or output', () => {
  const found = offenders(
    'src/judge',
    /^(node:(fs|net|tls|http|https|child_process|process|timers)|src\/(run|observe|cli)|fixtures|certs|testcontainers|pg)/,
    true,
  );
  expect(found).toEqual([]);
});

test('the reference does not know that it is tested', () => {
  expect(offenders('fixtures/reference', /^(src|suites|test|certs|releases)\b/)).toEqual([]);
});

test('the walls are looked at: the files are there', () => {
  expect(filesBelow('suites').length).toBeGreaterThan(10);
  expect(imports('src/workers/conformance.suite.ts')).toContain('src/workers/worker.ts');
});
