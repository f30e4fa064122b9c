/** Tests that a file of many documents is read as far as it can be: kinds, broken documents, wrong shapes, large files. */
import { describe, expect, it } from 'vitest';
import type { Configuration } from '../../../src/configuration/model.ts';
import { UsageError } from '../../../src/model/errors.ts';
import { readKubernetes } from '../../../src/configuration/kubernetes/read.ts';
import { environment, only, remarks, short, written } from '../in-short.ts';
import { pod, read } from './manifests.ts';

const template = 'template: { spec: { containers: [{ name: users, env: [{ name: A, value: x }] }] } }';

const names = ({ containers }: Configuration): string[] =>
  containers.map(({ name, at }) => `${name} ${short(at)}`);

describe('a pod', () => {
  it.each([
    ['Deployment', `spec: { ${template} }`],
    ['StatefulSet', `spec: { ${template} }`],
    ['DaemonSet', `spec: { ${template} }`],
    ['ReplicaSet', `spec: { ${template} }`],
    ['Job', `spec: { ${template} }`],
    ['Rollout', `spec: { ${template} }`],
    ['CronJob', `spec: { jobTemplate: { spec: { ${template} } } }`],
    ['PodTemplate', template],
    ['Pod', 'spec: { containers: [{ name: users, env: [{ name: A, value: x }] }] }'],
  ])('is found in a %s', (kind, text) => {
    const container = only(read(`apiVersion: x/v1\nkind: ${kind}\nmetadata: { name: users }\n${text}\n`));
    expect(container).toMatchObject({ name: 'users', document: `${kind} users`, everyService: false });
    expect(container.environment.get('A')?.text).toBe('x');
  });

  it('is found in a List, and in a list of its kind', () => {
    const item = `{ kind: Deployment, metadata: { name: users }, spec: { ${template} } }`;
    expect(only(read(`kind: List\nitems: [${item}]`)).document).toBe('Deployment users');
    expect(only(read(`kind: DeploymentList\nitems: [${item}]`)).document).toBe('Deployment users');
  });

  it('is found in JSON', () => {
    const json = { kind: 'Pod', metadata: { name: 'p' }, spec: { containers: [{ name: 'users' }] } };
    expect(names(read(JSON.stringify(json, null, 2)))).toEqual(['users 9:17']);
  });

  it('has init containers as well, which are reached by nothing', () => {
    const text = `${pod('')}\n  initContainers: [{ name: keys, image: busybox }]\n  restartPolicy: Never`;
    const service =
      'kind: Service\nmetadata: { name: users }\nspec: { selector: { app: users }, ports: [{ port: 80 }] }';
    const { containers } = read(text, service);
    expect(
      containers.map(({ name, image, restart, addresses }) => [name, image?.text, restart, addresses.length]),
    ).toEqual([
      ['keys', 'busybox', 'Never', 0],
      ['users', undefined, 'Never', 4],
    ]);
  });

  it('is named with its object where containers are called alike', () => {
    const app = (name: string, kind = 'Deployment'): string =>
      `---\nkind: ${kind}\nmetadata: { name: ${name} }\nspec: { template: { spec: { containers: [{ name: app }] } } }\n`;
    expect(names(read(app('users') + app('auth') + app('auth', 'Job')))).toEqual([
      'users/app 4:50',
      'auth/app 8:50',
      'Job/auth/app 12:50',
    ]);
  });
});

describe('documents', () => {
  const good = `kind: Pod\nmetadata: { name: good }\nspec: { containers: [{ name: good }] }\n`;

  it.each([
    ['a marker first', `---\n${good}`, 'good 4:30'],
    ['a marker last', `${good}---\n`, 'good 3:30'],
    ['blank documents', `---\n---\n# nothing\n---\n${good}---\n`, 'good 7:30'],
    ['an end before it', `...\n---\n${good}`, 'good 5:30'],
    ['a marker with a comment', `--- # first\n${good}`, 'good 4:30'],
    ['a directive', `%YAML 1.1\n---\n${good}`, 'good 5:30'],
    ['Windows lines', `---\n${good}`.replaceAll('\n', '\r\n'), 'good 4:30'],
    ['a byte order mark', `\ufeff${good}`, 'good 3:30'],
    ['no line break at the end', good.trimEnd(), 'good 3:30'],
  ])('%s', (_, text, expected) => {
    const configuration = read(text);
    expect(names(configuration)).toEqual([expected]);
    expect(remarks(configuration)).toEqual([]);
  });

  it.each([
    ['a quote that does not end', 'kind: Pod\nmetadata: { name: "bad }\nspec: secret\n', 5],
    ['a map within a value', 'kind: Pod\nmetadata:\n  name: bad: secret\n', 4],
    ['a bracket too many', 'kind: Pod\nmetadata: { name: bad } }\n', 3],
    ['a tab', 'kind: Pod\nmetadata:\n\tname: bad\n', 4],
    ['an alias to nothing', 'kind: Pod\nmetadata: *nothing\n', 3],
    ['brackets within each other', `${'['.repeat(2_000_000)}\n`, 2],
    ['lists within each other', `${'- '.repeat(20_000)}\n`, 2],
    ['no kind', 'apiVersion: v1\nmetadata: { name: bad }\n', 2],
  ])('%s costs no other document', (_, bad, line) => {
    const configuration = read(`---\n${bad}---\n${good}`);
    expect(configuration.containers.map(({ name }) => name)).toContain('good');
    expect(remarks(configuration).filter((one) => one.includes(` at ${line}:`)).length).toBe(1);
    expect(configuration.remarks.map(({ kind }) => kind)).toContain('not understood');
    expect(configuration.remarks.map(({ says }) => says).join()).not.toContain('secret');
  });

  it('takes for an alias the last anchor above it', () => {
    const env =
      '[{ name: A, value: &a x }, { name: B, value: *a }, { name: C, value: &a z }, { name: D, value: *a }]';
    const values = [...only(read(pod(`env: ${env}`))).environment.values()];
    expect(values.map(({ text }) => text)).toEqual(['x', 'x', 'z', 'z']);
  });

  it('counts the last of two objects with one name', () => {
    const configMap = (value: string): string =>
      `---\nkind: ConfigMap\nmetadata: { name: c }\ndata: { A: ${value} }\n`;
    const configuration = read(configMap('x') + configMap('z'), pod('envFrom:\n- configMapRef: { name: c }'));
    expect(environment(only(configuration))).toEqual({ A: '"z" at b.yaml:8:29 from 8:9' });
    expect(remarks(configuration)).toEqual(['duplicate: c at 7:19 and 3:19']);
  });

  it('names the template of a rendered document', () => {
    const configuration = read(
      `---\n# Source: smq/templates/users.yaml\n${good}---\n# Source: smq/templates/bad.yaml\nkind: [\n`,
    );
    expect(only(configuration).document).toBe('Pod good (smq/templates/users.yaml)');
    expect(configuration.remarks.find(({ at }) => at.line === 9)).toMatchObject({
      kind: 'not understood',
      name: 'smq/templates/bad.yaml',
    });
  });

  it('says of a values file that it is one', () => {
    const configuration = read('auth:\n  grpcPort: 7001\n');
    expect(configuration.containers).toEqual([]);
    expect(remarks(configuration)).toEqual(['values file: a.yaml at 1:1']);
  });

  it('says of a kustomization that it is not read', () => {
    expect(remarks(read('kind: Kustomization\nresources: [a.yaml]\n'))).toEqual([
      'not read: Kustomization at 1:1',
    ]);
  });
});

describe('a wrong shape', () => {
  it.each([
    ['envFrom as a map', 'envFrom: { secretRef: { name: s } }', ['not understood: envFrom at 7:14']],
    ['env as a map', 'env: { A: x }', ['not understood: env at 7:10']],
    ['an entry as Compose has it', 'env:\n- A=x', ['not understood: env at 8:7']],
    ['an entry without a name', 'env:\n- value: x', ['not understood: env at 8:7']],
    ['a field that does not exist', 'env:\n- name: A\n  vaule: x', ['not understood: env at 9:7']],
    [
      'value and valueFrom',
      'env:\n- name: A\n  value: x\n  valueFrom: { fieldRef: { fieldPath: x } }',
      ['not understood: valueFrom at 10:18'],
    ],
    ['a list as a value', 'env:\n- name: A\n  value: [x]', ['not understood: value at 9:14']],
    ['a text as valueFrom', 'env:\n- name: A\n  valueFrom: x', ['not understood: valueFrom at 9:18']],
    ['a key twice', 'env:\n- name: A\n  value: x\n  value: x', ['duplicate: value at 10:7 and 9:7']],
    ['mounts as a text', 'volumeMounts: /certs', ['not understood: volumeMounts at 7:19']],
  ])('%s is told with its line, and the rest is read', (_, container, expected) => {
    const configuration = read(pod(`${container}\nimage: supermq/users`));
    expect(remarks(configuration)).toEqual(expected);
    expect(only(configuration).image?.text).toBe('supermq/users');
  });

  it('says the line in words', () => {
    expect(read(pod('envFrom: { secretRef: { name: s } }')).remarks[0]?.says).toBe(
      'not understood at line 7: `envFrom` is a map, and Kubernetes takes a list.',
    );
  });
});

describe('much, and worse', () => {
  it('reads 50,000 lines', () => {
    const data = Array.from({ length: 50_000 }, (_, index) => `  NAME_${index}: "${index}"`).join('\n');
    const text = `${pod('envFrom:\n- configMapRef: { name: c }')}\n---\nkind: ConfigMap\nmetadata: { name: c }\ndata:\n${data}\n`;
    const configuration = read(text);
    expect(only(configuration).environment.get('NAME_49999')).toMatchObject({
      text: '49999',
      from: [{ line: 50_012 }],
    });
    expect(configuration.remarks.length).toBe(0);
  });

  it('leaves aliases to aliases to aliases as they are', () => {
    const bomb = Array.from(
      { length: 30 },
      (_, index) => `a${index + 1}: &a${index + 1} [${Array(10).fill(`*a${index}`).join()}]`,
    );
    const text = `kind: Pod\nmetadata: { name: p }\na0: &a0 x\n${bomb.join('\n')}\nspec: { containers: *a30 }\n`;
    expect(read(text).containers).toEqual([]);
  });

  it('ends where Lists hold themselves, or maps merge themselves', () => {
    const list = 'kind: List\nitems: &i [{ kind: List, items: *i }, { kind: List, items: *i }]\n';
    expect(read(list).containers).toEqual([]);
    expect(read('kind: Pod\nspec: &s { <<: *s, containers: [{ name: users }] }\n').containers.length).toBe(1);
  });

  it.each([
    ['binary data', new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1]), 'binary data'],
    ['UTF-16', Buffer.from('\ufeffkind: Pod', 'utf16le'), 'UTF-16'],
    ['11 MiB', 'x'.repeat(11 * 1024 * 1024), '11 MiB'],
  ])('refuses %s', (_, bytes, found) => {
    const files = written({ 'a.yaml': bytes });
    expect(() => readKubernetes({ files })).toThrow(UsageError);
    expect(() => readKubernetes({ files })).toThrow(expect.objectContaining({ found }));
  });

  it('says where a file is not UTF-8, and reads it', () => {
    const bytes = Buffer.from(pod('env:\n- name: A\n  value: x # gr\u00fcn'), 'latin1');
    const configuration = readKubernetes({ files: written({ 'a.yaml': bytes }) });
    expect(only(configuration).environment.get('A')?.text).toBe('x');
    expect(remarks(configuration)).toEqual(['not understood: a.yaml at 9:20']);
  });
});
