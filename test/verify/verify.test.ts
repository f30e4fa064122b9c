/** Services are started as files configure them, and hold what is predicted, or show that it is wrong. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAuthorities } from '../../certs/authorities.ts';
import { identitiesFor } from '../../certs/identities.ts';
import type { Verification } from '../../src/advise/checked/checked.ts';
import { lookUp } from '../../src/configuration/look-up.ts';
import { readCompose } from '../../src/configuration/compose/read.ts';
import { defaultOptions } from '../../src/plan/options.ts';
import { loadRelease } from '../../src/release/load.ts';
import { verify } from '../../src/verify/verify.ts';
import { referencePrograms } from './reference-programs.ts';

let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'verify-'));
  mkdirSync(join(folder, 'certs'));
  const authorities = await createAuthorities();
  const identity = identitiesFor(authorities, { label: 'files', names: ['users', 'clients'], ips: [] });
  for (const [name, of] of [
    ['users', 'right'],
    ['clients', 'expired'],
  ] as const) {
    const { filePem, privateKey } = await identity(of);
    writeFileSync(join(folder, `certs/${name}.crt`), filePem);
    writeFileSync(join(folder, `certs/${name}.key`), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  }
  writeFileSync(join(folder, 'certs/ca.crt'), authorities.right.certificatePem);
  writeFileSync(join(folder, 'certs/garbage.key'), 'no key\n');
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const compose = (text: string): string => {
  const file = join(folder, 'compose.yaml');
  writeFileSync(file, text);
  return file;
};

const verified = async (text: string, mutant?: string): Promise<Omit<Verification, 'target'>> => {
  const options = defaultOptions();
  const target = { kind: 'reference', runtime: 'processes', images: {} } as const;
  return verify(
    {
      configuration: readCompose({ files: [compose(text)], shell: new Map() }),
      programs: referencePrograms,
      release: loadRelease('reference'),
      world: { lookUp, now: new Date() },
      options: { ...options, target: { ...target, ...(mutant !== undefined && { mutant }) } },
    },
    new AbortController().signal,
    () => {},
  );
};

const secured = `
services:
  users:
    image: reference/users
    environment:
      SMQ_USERS_SERVER_CERT: /certs/users.crt
      SMQ_USERS_SERVER_KEY: /certs/users.key
      SMQ_USERS_DB_SSL_MODE: required
    volumes: [./certs:/certs]
  clients:
    image: reference/clients
    environment:
      SMQ_CLIENTS_SERVER_CERT: /certs/users.crt
      SMQ_CLIENTS_SERVER_KEY: /certs/garbage.key
    volumes: [./certs:/certs]
  mqtt:
    image: reference/mqtt-adapter
    environment:
      SMQ_CLIENTS_GRPC_URL: users:7002
      SMQ_MQTT_ADAPTER_CA_CERTS: /certs/ca.crt
    volumes: [./certs:/certs]
`;

const rows = ({ comparisons }: Pick<Verification, 'comparisons'>): string[] =>
  comparisons.map(
    ({ container, what, predicted, observed, outcome }) =>
      `${outcome}: ${container} ${what}: ${predicted}${observed === undefined || observed === predicted ? '' : `, observed: ${observed}`}`,
  );

describe('services of the reference', { timeout: 300_000 }, () => {
  test('do what is predicted', async () => {
    expect(rows(await verified(secured))).toEqual([
      'agrees: users start: starts',
      'agrees: users http: TLS',
      'agrees: users grpc: TLS',
      'agrees: users → postgres: TLS',
      'agrees: clients start: ends with exit code 1',
      // It looks at its pair first.
      'not observed: clients → postgres: plaintext',
      'agrees: mqtt start: starts',
      'agrees: mqtt mqtt: plaintext',
      'agrees: mqtt → clients: TLS',
    ]);
  });

  test('do something else where they are at fault', async () => {
    const seen = rows(await verified(secured, 'mqtt-adapter-only-says-that-it-uses-tls'));
    expect(seen.filter((row) => !row.startsWith('agrees'))).toEqual([
      'not observed: clients → postgres: plaintext',
      'differs: mqtt → clients: TLS, observed: refused',
    ]);
  });
});
