/** Tests manifests from the field; each file names its source. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readKubernetes } from '../../../src/configuration/kubernetes/read.ts';
import type { Configuration } from '../../../src/configuration/model.ts';
import { remark, short } from '../in-short.ts';

const input = (...names: string[]): Configuration =>
  readKubernetes({ files: names.map((name) => join(import.meta.dirname, '../../inputs', name)) });

/** Places without the file, of which there is one. */
const told = ({ remarks }: Configuration): string[] =>
  remarks.map((one) => remark(one).replaceAll(/[\w-]+\.ya?ml:/g, ''));

describe('a rendered chart', () => {
  const { containers, ...rest } = input('helm-supermq/rendered.yaml');
  const at = (container: string, variable: string): string => {
    const value = containers.find(({ name }) => name === container)?.environment.get(variable);
    return `${value?.text} ${value && short(value.at).replace('rendered.yaml:', '')}`;
  };

  it('has its containers', () => {
    expect(containers.map(({ name, image, document }) => `${name} ${image?.text} ${document}`)).toEqual([
      'smq-channels supermq/channels:latest Deployment smq-channels',
      'smq-adapter-mqtt supermq/mqtt:latest StatefulSet smq-adapter-mqtt',
      'smq-ui-backend ghcr.io/absmach/magistrala/ui-backend:latest Deployment smq-ui-backend',
      'smq-certs supermq/certs:latest Deployment smq-certs',
    ]);
    expect(containers.flatMap(({ mounts, unknownSources = [] }) => [...mounts, ...unknownSources])).toEqual(
      [],
    );
  });

  it('has every variable as it would be set', () => {
    expect(containers[0]!.environment.size).toBe(15);
    expect(at('smq-channels', 'SMQ_AUTH_GRPC_URL')).toBe('smq-envoy:7001 26:22');
    expect(at('smq-channels', 'SMQ_DOMAINS_GRPC_CLIENT_CERT')).toBe(
      './ssl/certs/domains-grpc-client.crt 40:21',
    );
    expect(at('smq-channels', 'SMQ_DOMAINS_GRPC_CLIENT_KEY')).toBe(' 42:21');
    expect(at('smq-adapter-mqtt', 'SMQ_CLIENTS_GRPC_URL')).toBe('smq-envoy:"7006" 61:21');
    expect(at('smq-certs', 'SMQ_CERTS_SDK_CERTS_URL')).toBe('${SMQ_CERTS_SDK_HOST}:9010 97:21');
    expect(at('smq-certs', 'SMQ_CERTS_VAULT_APPROLE_ROLEID')).toBe('redacted 99:22');
  });

  it('is remarked on where Kubernetes does not do what it seems to', () => {
    expect(told({ containers, ...rest })).toEqual([
      'unresolved: SMQ_CERTS_SDK_HOST at 98:22',
      'secret in clear: SMQ_CERTS_VAULT_APPROLE_ROLEID at 99:22 and 100:22',
    ]);
  });
});

describe('others', () => {
  it('a values file is said to be one', () => {
    expect(told(input('helm-supermq/values.yaml'))).toEqual(['values file: values.yaml at 2:1']);
  });

  it('images by digest, and a ConfigMap that is elsewhere', () => {
    const configuration = input('k8s-choovio/http-adapter.yaml', 'k8s-choovio/users.yaml');
    expect(
      configuration.containers.map(
        ({ name, image }) => `${name} ${image?.text?.split('@')[1]?.slice(0, 10)}`,
      ),
    ).toEqual(['http-adapter sha256:000', 'users sha256:TO_']);
    expect(configuration.containers[1]!.unknownSources).toEqual([
      {
        name: 'ConfigMap users-config',
        at: expect.objectContaining({ line: 22, column: 19 }),
        kind: 'outside',
      },
    ]);
    expect(told(configuration)).toEqual(['unresolved: ConfigMap users-config at 22:19']);
  });

  it('an old manifest, with a secret in clear', () => {
    const configuration = input('k8s-mainflux-0.9.0/users.yml');
    expect([...configuration.containers[0]!.environment.keys()]).toEqual([
      'MF_USERS_DB_HOST',
      'MF_USERS_HTTP_PORT',
      'MF_USERS_GRPC_PORT',
      'MF_USERS_SECRET',
    ]);
    expect(told(configuration)).toEqual(['secret in clear: MF_USERS_SECRET at 30:17 and 31:18']);
  });
});
