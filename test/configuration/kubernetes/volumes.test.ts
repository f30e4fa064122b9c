/** Tests what lies behind the mounted paths of a container of a pod. */
import { describe, expect, it } from 'vitest';
import { mount, only, remarks } from '../in-short.ts';
import { pod, read } from './manifests.ts';

const objects = `---
kind: Secret
metadata: { name: tls }
stringData: { tls.crt: CERT, tls.key: KEY }
---
kind: ConfigMap
metadata: { name: ca }
data: { ca.crt: CA }
binaryData: { store: AAEC }
`;

const mounts = (container: string, volume: string): { mounts: string[]; told: string[] } => {
  const configuration = read(pod(`volumeMounts:\n${container}`, `volumes:\n${volume}`), objects);
  return { mounts: only(configuration).mounts.map(mount), told: remarks(configuration) };
};

const at = '- { name: v, mountPath: /certs }';

describe('mounts', () => {
  it.each([
    ['a Secret', at, '- name: v\n  secret: { secretName: tls }', ['/certs tls.crt=CERT tls.key=KEY']],
    ['a ConfigMap', at, '- name: v\n  configMap: { name: ca }', ['/certs ca.crt=CA store=\0\u0001\u0002']],
    [
      'with a slash at the end',
      '- { name: v, mountPath: /certs/ }',
      '- name: v\n  configMap: { name: ca }',
      ['/certs ca.crt=CA store=\0\u0001\u0002'],
    ],
    [
      'chosen keys',
      at,
      '- name: v\n  secret: { secretName: tls, items: [{ key: tls.crt, path: x/users.crt }] }',
      ['/certs x/users.crt=CERT'],
    ],
    [
      'permissions in octal',
      at,
      '- name: v\n  secret: { secretName: tls, defaultMode: 0400 }',
      ['/certs tls.crt=CERT tls.key=KEY 0o400'],
    ],
    [
      'in octal of YAML 1.2',
      at,
      '- name: v\n  secret: { secretName: tls, defaultMode: 0o440 }',
      ['/certs tls.crt=CERT tls.key=KEY 0o440'],
    ],
    [
      'in decimal',
      at,
      '- name: v\n  secret: { secretName: tls, defaultMode: 256 }',
      ['/certs tls.crt=CERT tls.key=KEY 0o400'],
    ],
    [
      'permissions of one file',
      at,
      '- name: v\n  secret: { secretName: tls, items: [{ key: tls.key, path: k, mode: 0400 }] }',
      ['/certs k=KEY', '/certs/k .=KEY 0o400'],
    ],
    [
      'one file',
      '- { name: v, mountPath: /users.crt, subPath: tls.crt }',
      '- name: v\n  secret: { secretName: tls }',
      ['/users.crt .=CERT'],
    ],
    [
      'a folder of it',
      '- { name: v, mountPath: /certs, subPath: x }',
      '- name: v\n  secret: { secretName: tls, items: [{ key: tls.crt, path: x/users.crt }] }',
      ['/certs users.crt=CERT'],
    ],
    [
      'several sources',
      at,
      '- name: v\n  projected:\n    defaultMode: 0444\n    sources: [{ secret: { name: tls } }, { configMap: { name: ca, items: [{ key: ca.crt, path: ca.crt }] } }]',
      ['/certs tls.crt=CERT tls.key=KEY ca.crt=CA 0o444'],
    ],
    [
      'sources of which one is elsewhere',
      at,
      '- name: v\n  projected: { sources: [{ configMap: { name: ca, items: [{ key: ca.crt, path: ca.crt }] } }, { serviceAccountToken: { path: token } }] }',
      ['/certs ca.crt=CA', '/certs outside: serviceAccountToken'],
    ],
    [
      'a Secret that is elsewhere',
      at,
      '- name: v\n  secret: { secretName: other }',
      ['/certs outside: Secret other'],
    ],
    [
      'a folder of the node',
      at,
      '- name: v\n  hostPath: { path: /etc/ssl }',
      ['/certs outside: path /etc/ssl of the node'],
    ],
    ['an empty folder', at, '- name: v\n  emptyDir: {}', ['/certs outside: emptyDir v']],
    [
      'a claim',
      at,
      '- name: v\n  persistentVolumeClaim: { claimName: data }',
      ['/certs outside: PersistentVolumeClaim data'],
    ],
    ['a driver', at, '- name: v\n  csi: { driver: secrets-store.csi.k8s.io }', ['/certs outside: csi v']],
    [
      'a path that depends on variables',
      '- { name: v, mountPath: /c, subPathExpr: $(POD) }',
      '- name: v\n  secret: { secretName: tls }',
      ['/c outside: path $(POD)'],
    ],
  ])('%s', (_, container, volume, expected) => {
    expect(mounts(container, volume)).toEqual({ mounts: expected, told: [] });
  });

  it.each([
    [
      'a volume that the pod has not',
      '- { name: other, mountPath: /certs }',
      '- name: v\n  emptyDir: {}',
      [],
      ['not understood: volumeMounts at 8:7'],
    ],
    [
      'a key that the Secret has not',
      at,
      '- name: v\n  secret: { secretName: tls, items: [{ key: ca.crt, path: ca.crt }] }',
      ['/certs '],
      ['unresolved: Secret tls at 11:40 and b.yaml:3:19'],
    ],
    [
      'a part that the volume has not',
      '- { name: v, mountPath: /x, subPath: ca.crt }',
      '- name: v\n  secret: { secretName: tls }',
      ['/x '],
      ['unresolved: ca.crt at 8:7 and 10:5'],
    ],
    [
      'no name of the Secret',
      at,
      '- name: v\n  secret: { name: tls }',
      ['/certs '],
      ['not understood: secret at 11:13'],
    ],
  ])('says of %s what is wrong', (_, container, volume, ...[expected, told]) => {
    expect(mounts(container, volume)).toEqual({ mounts: expected, told });
  });

  it('takes a claim that a StatefulSet makes', () => {
    const configuration = read(`kind: StatefulSet
metadata: { name: db }
spec:
  volumeClaimTemplates: [{ metadata: { name: data } }]
  template: { spec: { containers: [{ name: db, volumeMounts: [{ name: data, mountPath: /data }] }] } }
`);
    expect(only(configuration).mounts.map(mount)).toEqual(['/data outside: PersistentVolumeClaim data']);
  });

  it('takes what `stringData` sets before `data`, and says so', () => {
    const both = `kind: Secret
metadata: { name: tls }
data: { a: QQ== }
stringData: { a: B }
`;
    const mounted = pod(
      'volumeMounts:\n- { name: v, mountPath: /x }',
      'volumes:\n- name: v\n  secret: { secretName: tls }',
    );
    const configuration = read(mounted, both);
    expect(only(configuration).mounts.map(mount)).toEqual(['/x a=B']);
    expect(remarks(configuration)).toEqual(['duplicate: a at b.yaml:4:15 and b.yaml:3:9']);
  });

  it('says of data that is no base64 that Kubernetes refuses it, and does not repeat it', () => {
    const clear = 'kind: Secret\nmetadata: { name: tls }\ndata: { a: "my password" }\n';
    const configuration = read(clear);
    expect(remarks(configuration)).toEqual(['not understood: a at 3:12']);
    expect(JSON.stringify(configuration)).not.toContain('my password');
  });
});
