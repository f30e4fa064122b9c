/** Tests that the example of docs/check-env.md is what the command says; `UPDATE_GOLDEN=1` writes it anew. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parseBaseline } from '../../src/advise/checked/baseline.ts';
import { updating } from '../report/golden.ts';
import { command } from './command.ts';

const path = join(import.meta.dirname, '../../docs/check-env.md');
const block = (language: string, begins: string): RegExp =>
  new RegExp(String.raw`^\`\`\`${language}\n(${begins}[\s\S]*?)^\`\`\`$`, 'm');

test('the example is what the command says', async () => {
  const page = readFileSync(path, 'utf8');
  const folder = mkdtempSync(join(tmpdir(), 'check-env-docs-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [, file] = block('sh', '# operator.env').exec(page)!;
  writeFileSync(join(folder, 'operator.env'), file!);
  const asked = /^`(check-env --release [^`]* operator\.env)` says/m.exec(page)![1]!;
  const { stdout, code } = await command(asked.split(' '), { cwd: folder });
  expect(code).toBe(1);
  const output = block('text', '');
  if (updating)
    writeFileSync(
      path,
      page.replace(output, () => `\`\`\`text\n${stdout}\`\`\``),
    );
  expect(output.exec(readFileSync(path, 'utf8'))?.[1]).toBe(stdout);
});

test('the example of a baseline is one', () => {
  const [, text] = block('yaml', '# known.yaml').exec(readFileSync(path, 'utf8'))!;
  expect(parseBaseline(text!)).toMatchObject({ ok: true, entries: [{}, {}] });
});
