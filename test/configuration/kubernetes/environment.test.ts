/** Tests what a container of a pod has in its environment, with the place of everything. */
import { describe, expect, it } from 'vitest';
import { environment, only, remarks } from '../in-short.ts';
import { pod, read } from './manifests.ts';

const configMap = `---
apiVersion: v1
kind: ConfigMap
metadata: { name: shared }
data:
  SMQ_LOG_LEVEL: info
  SMQ_AUTH_GRPC_URL: auth:7001
binaryData:
  SMQ_BINARY: AAEC/w==
`;

const secret = `---
apiVersion: v1
kind: Secret
metadata: { name: users-secret }
data:
  SMQ_USERS_DB_PASS: c2VjcmV0
  SMQ_LOG_LEVEL: ZGVidWc=
  ca.crt: Y2VydA==
`;

describe('env', () => {
  it.each([
    ['a value on the next line', 'env:\n- name: A\n  value: "1"', { A: '"1" at 8:13' }],
    ['a flow map', 'env: [{ name: A, value: x }]', { A: '"x" at 7:19' }],
    ['no value', 'env:\n- name: A', { A: '"" at 8:13' }],
    ['null', 'env:\n- name: A\n  value:', { A: '"" at 8:13' }],
    ['a tilde', 'env:\n- name: A\n  value: ~', { A: '"" at 8:13' }],
    ['blanks before the colon', 'env:\n- name : A\n  value: x', { A: '"x" at 8:14' }],
    ['more blanks after it', 'env:\n- name:  A\n  value: x', { A: '"x" at 8:14' }],
    ['quotes inside a value', 'env:\n- name: A\n  value: envoy:"7006"', { A: '"envoy:\\"7006\\"" at 8:13' }],
    [
      'an alias',
      'env:\n- name: A\n  value: &a x\n- name: B\n  value: *a',
      { A: '"x" at 8:13', B: '"x" at 10:13 from 9:17' },
    ],
    [
      'a merged entry',
      'env:\n- &a { name: A, value: x }\n- { <<: *a, name: B }',
      { A: '"x" at 8:18', B: '"x" at 9:23' },
    ],
    ['a block', 'env:\n- name: A\n  value: |-\n    one\n    two', { A: '"one\\ntwo" at 8:13' }],
    [
      'an earlier entry',
      'env:\n- name: A\n  value: x\n- name: B\n  value: $(A)/y',
      { A: '"x" at 8:13', B: '"x/y" at 10:13 from 8:13' },
    ],
    [
      'two dollar signs',
      'env:\n- name: A\n  value: x\n- name: B\n  value: $$(A)',
      { A: '"x" at 8:13', B: '"$(A)" at 10:13' },
    ],
    [
      'a field of the pod',
      'env:\n- name: A\n  valueFrom: { fieldRef: { fieldPath: "metadata.labels[\'app\']" } }',
      { A: '"users" at 8:13' },
    ],
    [
      'an address of the pod',
      'env:\n- name: A\n  valueFrom: { fieldRef: { fieldPath: status.podIP } }',
      { A: '? at 8:13; needs status.podIP at 8:13' },
    ],
    [
      'a resource',
      'env:\n- name: A\n  valueFrom: { resourceFieldRef: { resource: limits.cpu } }',
      { A: '? at 8:13; needs limits.cpu at 8:13' },
    ],
    [
      'an address of a Service',
      'env:\n- name: A\n  value: $(AUTH_SERVICE_HOST):7001',
      { A: '? at 8:13; needs AUTH_SERVICE_HOST at 9:14' },
    ],
  ])('%s', (_, container, expected) => {
    const configuration = read(pod(container));
    expect(environment(only(configuration))).toEqual(expected);
    expect(remarks(configuration)).toEqual([]);
  });

  it('has the last of two entries, and names both', () => {
    const configuration = read(
      pod('env:\n- name: A\n  value: x\n- name: B\n  value: $(A)\n- name: A\n  value: z'),
    );
    expect(environment(only(configuration))).toEqual({ A: '"z" at 12:13', B: '"x" at 10:13 from 8:13' });
    expect(remarks(configuration)).toEqual(['duplicate: A at 12:13 and 8:13']);
    expect(configuration.remarks[0]?.says).toContain('with different values');
    expect(read(pod('env: [{ name: A }, { name: A }]')).remarks[0]?.says).toContain('with the same value');
  });

  it('leaves a name that is set below, or by nothing, and says which', () => {
    const configuration = read(
      pod(
        'env:\n- name: A\n  value: $(B)\n- name: B\n  value: x\n- name: C\n  value: $(NOWHERE)\n- name: D\n  value: "${E}:9010"',
      ),
    );
    expect(environment(only(configuration))).toEqual({
      A: '"$(B)" at 8:13',
      B: '"x" at 10:13',
      C: '"$(NOWHERE)" at 12:13',
      D: '"${E}:9010" at 14:13',
    });
    expect(remarks(configuration)).toEqual([
      'unresolved: B at 9:14 and 10:13',
      'unresolved: NOWHERE at 13:14',
      'unresolved: E at 15:14',
    ]);
  });

  it('takes a number as it is written, and says that Kubernetes does not', () => {
    const configuration = read(
      pod('env:\n- name: A\n  value: 7005\n- name: B\n  value: true\n- name: C\n  value: v1.2.3'),
    );
    expect(environment(only(configuration))).toEqual({
      A: '"7005" at 8:13',
      B: '"true" at 10:13',
      C: '"v1.2.3" at 12:13',
    });
    expect(remarks(configuration)).toEqual([
      'not understood: value at 9:14',
      'not understood: value at 11:14',
    ]);
  });

  it.each([
    [
      'a key of a Secret',
      'secretKeyRef: { name: users-secret, key: SMQ_USERS_DB_PASS }',
      '"secret" at 8:13 from b.yaml:6:3',
      [],
    ],
    [
      'a key of a ConfigMap',
      'configMapKeyRef: { name: shared, key: SMQ_LOG_LEVEL }',
      '"info" at 8:13 from b.yaml:6:3',
      [],
    ],
    [
      'a Secret that is elsewhere',
      'secretKeyRef: { name: other, key: k }',
      '? at 8:13; needs Secret other, key k at 9:34',
      [],
    ],
    [
      'a key that is not there',
      'secretKeyRef: { name: users-secret, key: k }',
      '? at 8:13 from b.yaml:4:19; needs Secret users-secret, key k at 9:34',
      ['unresolved: Secret users-secret at 9:34 and b.yaml:4:19'],
    ],
    ['one that need not be', 'secretKeyRef: { name: users-secret, key: k, optional: true }', undefined, []],
    [
      'binary data of a ConfigMap',
      'configMapKeyRef: { name: shared, key: SMQ_BINARY }',
      '? at 8:13 from b.yaml:4:19; needs ConfigMap shared, key SMQ_BINARY at 9:37',
      ['unresolved: ConfigMap shared at 9:37 and b.yaml:4:19'],
    ],
    [
      'a source that is not known',
      'vault: { name: x }',
      '? at 8:13; needs valueFrom at 9:18',
      ['not understood: valueFrom at 9:18'],
    ],
  ])('takes %s', (_, from, expected, told) => {
    const objects = from.includes('shared') ? configMap : secret;
    const configuration = read(pod(`env:\n- name: A\n  valueFrom: { ${from} }`), objects);
    expect(environment(only(configuration))).toEqual(expected === undefined ? {} : { A: expected });
    expect(remarks(configuration)).toEqual(told);
  });
});

describe('envFrom', () => {
  it('takes all keys, the later source winning, and env over both', () => {
    const configuration = read(
      pod(
        'envFrom:\n- configMapRef: { name: shared }\n- secretRef: { name: users-secret }\nenv:\n- name: SMQ_AUTH_GRPC_URL\n  value: localhost:1\n- name: COPY\n  value: $(SMQ_LOG_LEVEL)',
      ),
      configMap,
      secret,
    );
    expect(environment(only(configuration))).toEqual({
      SMQ_LOG_LEVEL: '"debug" at 9:26 from c.yaml:7:3',
      SMQ_AUTH_GRPC_URL: '"localhost:1" at 11:13',
      SMQ_USERS_DB_PASS: '"secret" at 9:26 from c.yaml:6:3',
      'ca.crt': '"cert" at 9:26 from c.yaml:8:3',
      COPY: '"debug" at 13:13 from 9:26 from c.yaml:7:3',
    });
    expect(remarks(configuration)).toEqual(['duplicate: SMQ_LOG_LEVEL at c.yaml:7:3 and b.yaml:6:3']);
    expect(configuration.variables.map(({ name, reaches }) => `${name}: ${reaches.join()}`)).toEqual([
      'SMQ_LOG_LEVEL: users',
      'SMQ_AUTH_GRPC_URL: users',
      'SMQ_BINARY: ',
      'SMQ_USERS_DB_PASS: users',
      'SMQ_LOG_LEVEL: users',
    ]);
  });

  it('tells a ConfigMap from a Secret of the same name', () => {
    const namesake = 'kind: ConfigMap\nmetadata: { name: users-secret }\ndata: { A: x }\n';
    const configuration = read(pod('envFrom:\n- configMapRef: { name: users-secret }'), secret, namesake);
    expect(Object.keys(environment(only(configuration)))).toEqual(['A']);
  });

  it('puts the prefix before each name', () => {
    const configuration = read(pod('envFrom:\n- prefix: X_\n  configMapRef: { name: shared }'), configMap);
    expect(Object.keys(environment(only(configuration)))).toEqual(['X_SMQ_LOG_LEVEL', 'X_SMQ_AUTH_GRPC_URL']);
  });

  it('says of what is not in the files that it may set anything, a name in a value too', () => {
    const configuration = read(
      pod('envFrom:\n- configMapRef: { name: users-config, optional: true }\nenv:\n- name: A\n  value: $(B)'),
    );
    const container = only(configuration);
    expect(container.unknownSources).toEqual([
      {
        name: 'ConfigMap users-config',
        at: expect.objectContaining({ line: 8, column: 29 }),
        kind: 'outside',
      },
    ]);
    expect(environment(container)).toEqual({ A: '? at 10:13; needs B, from ConfigMap users-config at 8:29' });
    expect(remarks(configuration)).toEqual(['unresolved: ConfigMap users-config at 8:29']);
  });

  it.each([
    ['SealedSecret', 'spec: { template: { metadata: { name: users-tls } } }'],
    ['SealedSecret', ''],
    ['ExternalSecret', 'spec: { target: { name: users-tls } }'],
    ['Certificate', 'spec: { secretName: users-tls }'],
  ])('says that a %s makes it', (kind, spec) => {
    const maker = `kind: ${kind}\nmetadata: { name: ${spec ? 'maker' : 'users-tls'} }\n${spec}\n`;
    const configuration = read(pod('envFrom:\n- secretRef: { name: users-tls }'), maker);
    expect(only(configuration).unknownSources).toEqual([
      expect.objectContaining({ name: `Secret users-tls, made by ${kind}`, kind: 'outside' }),
    ]);
    expect(remarks(configuration)).toEqual(['unresolved: Secret users-tls at 8:26 and b.yaml:2:19']);
  });
});

describe('a line break at the end', () => {
  const path = Buffer.from('/certs/ca.crt\n').toString('base64');
  const files = `---\nkind: Secret\nmetadata: { name: paths }\ndata:\n  CA: ${path}\n  KEY: ${path}\n  PEM: ${Buffer.from('one\ntwo\n').toString('base64')}\n`;

  it('is told once of what a container has as a variable, with every container', () => {
    const use = (key: string): string =>
      `env:\n- name: A\n  valueFrom: { secretKeyRef: { name: paths, key: ${key} } }\n- name: B\n  valueFrom: { secretKeyRef: { name: paths, key: ${key} } }`;
    expect(remarks(read(pod(use('CA')), files))).toEqual([
      'ends with a line break: CA at b.yaml:5:3 and 8:13 and 10:13',
    ]);
    expect(remarks(read(pod(use('PEM')), files))).toEqual([]);
  });

  it('is not said of a Secret that is mounted as files', () => {
    const mounted = pod(
      'volumeMounts:\n- { name: v, mountPath: /x }',
      'volumes:\n- name: v\n  secret: { secretName: paths }',
    );
    expect(remarks(read(mounted, files))).toEqual([]);
  });
});

describe('a secret in clear', () => {
  it.each([
    ['MF_USERS_SECRET', 'word', ['secret in clear: MF_USERS_SECRET at 8:13 and 9:14']],
    ['SMQ_USERS_DB_PASS', '""', []],
    ['SMQ_USERS_DB_PASS', '$(NOWHERE)', ['unresolved: NOWHERE at 9:14']],
    ['SMQ_AUTH_GRPC_SERVER_KEY', '/certs/auth.key', []],
    ['SMQ_AUTH_ACCESS_TOKEN_DURATION', '1h', []],
    ['SMQ_LOG_LEVEL', 'info', []],
  ])('%s: %s', (name, text, expected) => {
    expect(remarks(read(pod(`env:\n- name: ${name}\n  value: ${text}`)))).toEqual(expected);
  });

  it('is one in a ConfigMap too, and a private key as well', () => {
    const pem = '-----BEGIN PRIVATE KEY-----';
    const held = (kind: string, field: string): string =>
      `kind: ${kind}\nmetadata: { name: c }\n${field}:\n  DB_PASS: word\n  CA: "-----BEGIN CERTIFICATE-----"\n  server: "${pem}"\n`;
    expect(remarks(read(held('ConfigMap', 'data')))).toEqual([
      'secret in clear: DB_PASS at 4:3',
      'secret in clear: server at 6:3',
    ]);
    expect(remarks(read(held('Secret', 'stringData')))).toEqual([]);
  });

  it('is none where it comes from a Secret', () => {
    const from =
      'env:\n- name: SMQ_USERS_DB_PASS\n  valueFrom: { secretKeyRef: { name: users-secret, key: SMQ_USERS_DB_PASS } }';
    expect(remarks(read(pod(from), secret))).toEqual([]);
  });
});
