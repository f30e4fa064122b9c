/** Tests how a program is known by the Go module that it was built of. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { goModuleOf } from '../../../src/system/processes/build-info.ts';
import { buildInfo, elfWith, goProgram } from './go-program.ts';

const folder = mkdtempSync(join(tmpdir(), 'build-info-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const section = '.go.buildinfo';
const module = 'github.com/absmach/magistrala';
const program = goProgram(module);
/** Longer than what one byte can say. */
const long = `path\tx\nmod\t${module}\t(devel)\n${'dep\texample.org/other\tv1.0.0\n'.repeat(2000)}`;
/** As `go build cmd/x/main.go` leaves it. */
const ofFiles = `path\tcommand-line-arguments\ndep\texample.org/a\tv1.2.3\th1:x\ndep\t${module}\t(devel)\t\n`;

it.each([
  ['with a main module', program, module],
  ['with many dependencies', elfWith(section, buildInfo(long)), module],
  ['built of single files', elfWith(section, buildInfo(ofFiles)), module],
  [
    'built of single files in two work trees',
    elfWith(section, buildInfo(`${ofFiles}dep\texample.org/b\t(devel)\t\n`)),
    undefined,
  ],
  ['without modules', elfWith(section, buildInfo('')), undefined],
  ['without the section', elfWith('.text', Buffer.from('x')), undefined],
  ['with another content of the section', elfWith(section, Buffer.alloc(64)), undefined],
  ['cut off', program.subarray(0, program.length - 1), undefined],
  ['cut off within its header', program.subarray(0, 40), undefined],
  ['that is a script', Buffer.from('#!/bin/sh\n'), undefined],
  ['that is empty', Buffer.alloc(0), undefined],
])('of a program %s', (name, bytes, expected) => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  expect(goModuleOf(path)).toBe(expected);
});

it('of a build information that ends too early', () => {
  const whole = buildInfo(ofFiles);
  for (let length = 0; length < whole.length; length += 7) {
    const path = join(folder, 'early');
    writeFileSync(path, elfWith(section, whole.subarray(0, length)));
    expect(goModuleOf(path), `${length} bytes`).toBeUndefined();
  }
});

it('of what is no file', () => {
  expect(goModuleOf(folder)).toBeUndefined();
  expect(goModuleOf(join(folder, 'none'))).toBeUndefined();
});
