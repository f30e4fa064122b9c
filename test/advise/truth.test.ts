/** What holds of all advice: no secret in it, every case that it names exists, and every sentence is whole. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { rules } from '../../suites/catalogue.ts';
import type { Advice } from '../../src/advise/schema.ts';
import { adviseOn, type Small } from './build.ts';
import { rows } from './input-rows.ts';
import { adviceOf, configurationOf } from './open-inputs.ts';

const upstream = ['v0.17.0', 'v0.19.1'].flatMap((release) =>
  [{}, { GRPC_MTLS: 'true' }, { GRPC_TLS: 'true' }].map((shell) => ({
    release,
    files: [`all-${release}/docker-compose.yaml`],
    shell,
  })),
);
const all = [...rows, ...upstream];
const advised = all.map((given) => ({ given, advice: adviceOf(given) }));

/** Every text in a value, keys left out. */
const textsIn = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : value !== null && typeof value === 'object'
      ? Object.values(value).flatMap(textsIn)
      : [];

const secret = 'Zq8-secret-Zq8';
const pem = `-----BEGIN PRIVATE KEY-----\n${secret}\n-----END PRIVATE KEY-----`;

/** Every variable of every program of a release, with a secret as its value in turn. */
const hostile = (release: string, text: string): Advice => {
  const names = new Set(
    upstream
      .filter((one) => one.release === release)
      .flatMap((one) =>
        configurationOf(one).containers.flatMap(({ environment }) => [...environment.keys()]),
      ),
  );
  const environment = Object.fromEntries([...names].map((name) => [name, text]));
  const services = ['auth', 'users', 'clients', 'channels', 'groups', 'domains', 'http', 'mqtt', 'coap'];
  const smalls: Small[] = services.map((name) => ({ name, image: `supermq/${name}`, environment }));
  return adviseOn([...smalls, { name: 'every service', environment, everyService: true }], release);
};

test.each([
  ['a password', secret],
  ['a URL with a password', `nats://user:${secret}@nats:4222`],
  ['an address behind a password', `${secret}@auth:7001`],
  ['a key in place of a path', pem],
  ['a password with a blank', `${secret} more`],
])('%s in any variable is never printed', (_, text) => {
  for (const release of ['v0.17.0', 'v0.19.1']) {
    const advice = hostile(release, text);
    expect(advice.statements.length).toBeGreaterThan(20);
    expect(textsIn(advice).filter((one) => one.includes(secret))).toEqual([]);
  }
});

test('no value of a secret variable of the inputs is printed', () => {
  let looked = 0;
  for (const { given, advice } of advised) {
    const texts = textsIn(advice);
    for (const { environment } of configurationOf(given).containers) {
      for (const [name, { text = '' }] of environment) {
        if (!/PASS|SECRET|TOKEN|ROLEID|BROKER_URL/.test(name) || text.length < 4) continue;
        looked += 1;
        const password = /:\/\/[^:]*:([^@]*)@/.exec(text)?.[1] ?? text;
        if (password.includes('://')) continue;
        expect(texts.filter((one) => one.includes(password))).toEqual([]);
      }
    }
  }
  expect(looked).toBeGreaterThan(3);
});

const ids = new Set(readFileSync(new URL('../suites/ids.snapshot', import.meta.url), 'utf8').split('\n'));

test('every case that is named exists, and every rule', () => {
  const shown = new Set<string>();
  for (const {
    advice: { statements, hops },
  } of advised) {
    for (const { shownBy, rule, promises } of [...statements, ...hops]) {
      if (shownBy !== undefined) shown.add(shownBy);
      if (rule !== undefined) expect(promises).toBe(rules.find(({ id }) => id === rule)?.title);
      if (rule !== undefined) expect(rules.map(({ id }) => id)).toContain(rule);
    }
  }
  const cases = [...shown].filter((one) => !one.startsWith('read in the source: '));
  expect(cases.length).toBeGreaterThan(8);
  expect(cases.filter((one) => !ids.has(one))).toEqual([]);
});

test('fingerprints are unique, and sentences are whole', () => {
  for (const {
    advice: { statements, hops },
  } of advised) {
    expect(new Set(statements.map(({ fingerprint }) => fingerprint)).size).toBe(statements.length);
    for (const { says, todo } of statements) {
      expect(says).toMatch(/[.]$/);
      if (todo !== undefined) expect(todo).toMatch(/[.]$/);
      expect(says).not.toMatch(/undefined|\[object|NaN|\.\./);
    }
    for (const { because } of hops) expect(because).toMatch(/[^.]\.$/);
  }
});
