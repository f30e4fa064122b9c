/** Tests what is read of the output of `env`, and of the EnvironmentFile of a systemd unit. */
import { describe, expect, it } from 'vitest';
import { readPlain, type PlainFile } from '../../src/configuration/plain.ts';
import type { Configuration } from '../../src/configuration/model.ts';
import { environment, only, remarks, written } from './in-short.ts';

const read = (form: PlainFile['form'], ...texts: string[]): Configuration =>
  readPlain(
    written(Object.fromEntries(texts.map((text, index) => [`${'abc'[index]}.yaml`, text]))).map((path) => ({
      path,
      form,
    })),
  );

describe('the output of env', () => {
  it.each([
    ['lines', 'A=1\nB=x y\n', { A: '"1" at 1:1', B: '"x y" at 2:1' }],
    ['nothing after the sign', 'A=\n', { A: '"" at 1:1' }],
    ['quotes and dollars as they are', 'A="$B" # c\n', { A: '"\\"$B\\" # c" at 1:1' }],
    ['a sign in the value', 'A=b=c\n', { A: '"b=c" at 1:1' }],
    ['Windows lines', 'A=1\r\nB=2\r\n', { A: '"1" at 1:1', B: '"2" at 2:1' }],
    ['zero bytes', 'A=1\n2\0B=C=\n3\0', { A: '"1\\n2" at 1:1', B: '"C=\\n3" at 2:1' }],
    ['blank lines at the end', 'A=1\n\n\n', { A: '"1" at 1:1' }],
  ])('%s', (_, text, expected) => {
    const configuration = read('output', text);
    expect(environment(only(configuration))).toEqual(expected);
    expect(remarks(configuration)).toEqual([]);
  });

  it('says where a value seems to go on, once', () => {
    const configuration = read('output', 'A=1\n  two\nthree\nB=2\n');
    expect(environment(only(configuration))).toEqual({ A: '"1\\n  two\\nthree" at 1:1', B: '"2" at 4:1' });
    expect(remarks(configuration)).toEqual(['not understood: A at 2:1 and 1:1']);
  });

  it('takes PEM for one value, also where a line of it looks like a variable', () => {
    const pem = '-----BEGIN CERTIFICATE-----\nMIIB\nQUJD=\n-----END CERTIFICATE-----';
    const configuration = read('output', `A=${pem}\nB=2\n`);
    expect(only(configuration).environment.get('A')?.text).toBe(pem);
    expect([...only(configuration).environment.keys()]).toEqual(['A', 'B']);
    expect(remarks(configuration)).toEqual(['not understood: A at 2:1 and 1:1']);
  });

  it('says of a line that sets nothing, and does not repeat it', () => {
    const configuration = read('output', 'my secret\nA=1\n');
    expect(environment(only(configuration))).toEqual({ A: '"1" at 2:1' });
    expect(remarks(configuration)).toEqual(['not understood: a.yaml at 1:1']);
    expect(JSON.stringify(configuration)).not.toContain('my secret');
  });

  it('has the last of two, and names both, also across files', () => {
    const configuration = read('output', 'A=1\nA=2\n', 'A=3\n');
    expect(environment(only(configuration))).toEqual({ A: '"3" at b.yaml:1:1' });
    expect(remarks(configuration)).toEqual([
      'duplicate: A at 2:1 and 1:1',
      'duplicate: A at b.yaml:1:1 and 2:1',
    ]);
  });

  it('says whether the two differ', () => {
    expect(read('output', 'A=1\nA=2\n').remarks[0]?.says).toContain('to different values');
    expect(read('output', 'A=1\nA=1\n').remarks[0]?.says).toContain('to the same value');
  });

  it('is the environment of every service, and reaches it', () => {
    const configuration = read('output', 'A=1\n');
    expect(only(configuration)).toMatchObject({ everyService: true, mounts: [], ports: [], addresses: [] });
    expect(configuration.files).toMatchObject([{ kind: 'process' }]);
    expect(configuration.variables).toMatchObject([{ name: 'A', reaches: [only(configuration).name] }]);
  });
});

describe('an EnvironmentFile', () => {
  // Values as systemd 252 itself reads them.
  it.each([
    ['a word', 'A=x', { A: 'x' }],
    ['blanks around', '  A = x y  \n', { A: 'x y' }],
    ['nothing', 'A=\nB=', { A: '', B: '' }],
    ['comments', '# A=1\n; B=2\n\n  # C=3\nD=4', { D: '4' }],
    ['single quotes', "A=' x\\n$y '", { A: ' x\\n$y ' }],
    ['double quotes', 'A=" x "', { A: ' x ' }],
    ['escapes in double quotes', 'A="a\\"b\\\\c\\$d\\`e\\nf"', { A: 'a"b\\c$d`e\\nf' }],
    ['several lines in quotes', 'A="one\ntwo"\nB=\'one\ntwo\'', { A: 'one\ntwo', B: 'one\ntwo' }],
    ['a line that goes on', 'A=one\\\ntwo\nB=x', { A: 'onetwo', B: 'x' }],
    ['one that goes on in quotes', 'A="one\\\ntwo"', { A: 'onetwo' }],
    ['a backslash outside of quotes', 'A=C:\\dir\\\\x\\ \nB=x', { A: 'C:dir\\x ', B: 'x' }],
    ['parts one after another', 'A="x"\'y\' "z"', { A: 'xyz' }],
    ['a dollar sign', 'A=$B${C}', { A: '$B${C}' }],
    ['quotes within a word', 'A=x"y"', { A: 'x"y"' }],
    ['a quote that does not end', 'A="x\nB=y', { A: 'x\nB=y' }],
    ['Windows lines', 'A=1\r\nB="2"\r\n', { A: '1', B: '2' }],
    ['a sign in the value', 'A=b=c', { A: 'b=c' }],
  ])('%s', (_, text, expected) => {
    const configuration = read('systemd', text);
    const values = [...only(configuration).environment].map(([name, one]) => [name, one.text]);
    expect(Object.fromEntries(values)).toEqual(expected);
    expect(remarks(configuration)).toEqual([]);
  });

  it('says where each stands', () => {
    const configuration = read('systemd', '# first\nA="x\ny"\n  B=z\nC=one\\\ntwo\nD=1\n');
    expect(environment(only(configuration))).toEqual({
      A: '"x\\ny" at 2:1',
      B: '"z" at 4:3',
      C: '"onetwo" at 5:1',
      D: '"1" at 7:1',
    });
  });

  it.each([
    ['a comment after a value', 'A=/x # note', '/x # note', ['the comment is the value: A at 1:6']],
    ['a comment after quotes', 'A="/x" # note', '/x# note', ['the comment is the value: A at 1:8']],
    ['nothing but a comment', 'A=  # note', '# note', ['the comment is the value: A at 1:5']],
    ['a sign within a word', 'A=x#y', 'x#y', []],
    ['a sign in quotes', 'A="x # y"', 'x # y', []],
  ])('%s', (_, text, expected, told) => {
    const configuration = read('systemd', text);
    expect(only(configuration).environment.get('A')?.text).toBe(expected);
    expect(remarks(configuration)).toEqual(told);
  });

  it.each([
    ['export', 'export A=x\nB=y', ['not understood: a.yaml at 1:1']],
    ['a name with a dash', 'A-B=x\nB=y', ['not understood: a.yaml at 1:1']],
    ['no sign', 'secret words\nB=y', ['not understood: a.yaml at 1:1']],
    ['a comment that goes on', '# note \\\nB=y', ['not understood: a.yaml at 1:1']],
    ['twice', 'B=x\nB=y', ['duplicate: B at 2:1 and 1:1']],
  ])('remarks on %s', (_, text, expected) => {
    const configuration = read('systemd', text);
    expect([...only(configuration).environment].map(([name, one]) => `${name}=${one.text}`)).toEqual(['B=y']);
    expect(remarks(configuration)).toEqual(expected);
    expect(configuration.remarks.map(({ says }) => says).join()).not.toContain('secret');
  });

  it('reads 50,000 lines', () => {
    const text = Array.from({ length: 50_000 }, (_, index) => `A${index}="${index}"`).join('\n');
    expect(only(read('systemd', text)).environment.get('A49999')).toMatchObject({
      text: '49999',
      at: { line: 50_000 },
    });
    expect(only(read('output', text)).environment.size).toBe(50_000);
    expect(only(read('output', `A=${'\nx y'.repeat(200_000)}\nB=1`)).environment.size).toBe(2);
  });
});
