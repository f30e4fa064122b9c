/** Holds the catalogue against the page, the releases and the mutants: nothing is claimed that no case shows. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { mutants } from '../../fixtures/reference/mutants.ts';
import type { Mutant } from '../../fixtures/reference/mutants/mutant.ts';
import { planStarts, type Variable } from '../../src/plan/plan.ts';
import { furtherVariables, startOrder } from '../../src/plan/deployment.ts';
import { knownReleases, loadRelease } from '../../src/release/load.ts';
import type { Release } from '../../src/release/schema.ts';
import { seenByPath } from '../../src/selftest/documents.ts';
import { parseSeenBy } from '../../src/selftest/seen-by.ts';
import { catalogueFor, rules } from '../../suites/catalogue.ts';
import { sentences, type Sentence } from '../../suites/page.ts';
import { pageNames } from '../../suites/words/settings.ts';
import type { Case } from '../../suites/vocabulary.ts';

const releases = knownReleases().map((name) => [name, loadRelease(name)] as const);
const reference = catalogueFor(loadRelease('reference'), 'platform');

describe('rules', () => {
  test.each(releases)('%s: every rule has cases, or is not applicable for a reason', (_, release) => {
    const { cases, notApplicable } = catalogueFor(release, 'platform');
    const accounted = new Set(
      [...cases, ...notApplicable.filter(({ reason }) => reason)].map(({ rule }) => rule),
    );
    // Only a release with other names than the page's has cases for what lies beyond the page.
    const beyond = release.release === 'reference' ? [] : ['info'];
    expect(rules.filter(({ id, level }) => !accounted.has(id) && !beyond.includes(level))).toEqual([]);
  });

  test.each(releases)('%s: where an end or an absence is enough, a control shows an effect', (_, release) => {
    const { cases } = catalogueFor(release, 'platform');
    expect(cases.filter(isNegative).length).toBeGreaterThan(100);
    const lone = cases.filter((one) => isNegative(one) && !one.control && !one.premise);
    expect(lone.map(({ id }) => id)).toEqual([]);
  });
});

/** A service that merely fails to start could pass. Without a setting there is nothing that could have no effect. */
const isNegative = ({ expects, start }: Case): boolean =>
  (expects === 'stopped' || expects === 'anything') && Object.keys(start.settings).length > 0;

/** Sentences of the page that promise nothing observable, with the reason. */
const promisesNothing: Partial<Record<keyof typeof sentences, string>> = {};

describe('the page', () => {
  const under = new Set(
    rules.flatMap(({ source }) => ('practice' in source ? [] : source.map((s) => s.sha256))),
  );

  test('every sentence stands under a rule, or is left out for a reason', () => {
    const open = Object.entries<Sentence>(sentences)
      .filter(([name, { sha256 }]) => !under.has(sha256) && !promisesNothing[name as keyof typeof sentences])
      .map(([name]) => name);
    expect(open).toEqual([]);
  });

  test('no sentence is both', () => {
    const both = Object.keys(promisesNothing).filter((name) =>
      under.has(sentences[name as keyof typeof sentences].sha256),
    );
    expect(both).toEqual([]);
  });

  test('every name of the page is set by some start', () => {
    const set = new Set(planStarts(reference.cases, loadRelease('reference')).flatMap(namesOf));
    expect([...new Set(Object.values(pageNames))].filter((name) => !set.has(name))).toEqual([]);
  });
});

const namesOf = ({ variables }: { variables: readonly Variable[] }): string[] =>
  variables.map(({ name }) => name);

describe('what a release file says is used by some start', () => {
  test.each(releases)('%s', (_, release) => {
    const used = usedBy(release);
    expect(declaredBy(release).filter((one) => !used.has(one))).toEqual([]);
  });

  test('an entry that no start uses is found', () => {
    const release = structuredClone(loadRelease('v0.19.1'));
    release.settings['coap-adapter.groups.ca'] = 'SMQ_COAP_ADAPTER_GROUPS_CA_CERTS';
    release.values['users.db.mode'] = { ...release.values['users.db.mode'], sometimes: 'at-times' };
    release.deployment!.trusts['coap-adapter.users'] = 'SMQ_USERS_GRPC_CA_CERTS';
    release.deployment!.pairs['auth.coap'] = 'SMQ_AUTH_COAP_SERVER_';
    release.deployment!.databases['ledger'] = 'SMQ_LEDGER_DB_';
    const used = usedBy(release);
    expect(declaredBy(release).filter((one) => !used.has(one))).toEqual([
      'coap-adapter.groups.ca: SMQ_COAP_ADAPTER_GROUPS_CA_CERTS',
      'users.db.mode = at-times',
      'coap-adapter.users.ca: SMQ_USERS_GRPC_CA_CERTS',
      ...['cert', 'key'].map((knob) => `auth.coap.${knob}: SMQ_AUTH_COAP_SERVER_${knob.toUpperCase()}`),
      'ledger.db.mode: SMQ_LEDGER_DB_SSL_MODE',
      'ledger.db.cert: SMQ_LEDGER_DB_SSL_CERT',
      'ledger.db.key: SMQ_LEDGER_DB_SSL_KEY',
      'ledger.db.root: SMQ_LEDGER_DB_SSL_ROOT_CERT',
    ]);
  });
});

/** `<setting>: <variable>` and `<setting> = <value>` of every start, with the peers and databases of its services. */
const usedBy = (release: Release): Set<string> => {
  const at = { host: 'spicedb', port: 50051 };
  // With SpiceDB a deployment also starts Auth, Domains and Channels.
  const about = { release, backplane: { spicedb: { local: at, ...at } } };
  return new Set(
    planStarts(catalogueFor(release, 'platform').cases, release).flatMap((plan) => {
      const started: readonly string[] = startOrder(plan, about);
      return [...plan.variables, ...furtherVariables(plan, about)].flatMap(({ name, value, settings }) =>
        settings
          .filter((setting) => started.includes(setting.split('.')[0]!) && isAbout(setting, release))
          .flatMap((setting) => [
            `${setting}: ${name}`,
            ...(typeof value === 'string' ? [`${setting} = ${value}`] : []),
          ]),
      );
    }),
  );
};

/** A variable does nothing for a listener, a hop or a database that the service does not have. */
const isAbout = (setting: string, { services }: Release): boolean => {
  const [name = '', part = ''] = setting.split('.');
  const service = services[name];
  if (!service) return false;
  const { listeners, peers, database } = service;
  return part in listeners || part in peers || part === 'standalone' || (part === 'db' && !!database);
};

const databaseKnobs = { mode: 'SSL_MODE', cert: 'SSL_CERT', key: 'SSL_KEY', root: 'SSL_ROOT_CERT' };

const declaredBy = ({ settings, values, deployment }: Release): string[] => [
  ...Object.entries(settings).map(([setting, name]) => `${setting}: ${name}`),
  ...Object.entries(values).flatMap(([setting, words]) =>
    Object.values(words).map((word) => `${setting} = ${word}`),
  ),
  ...Object.entries(deployment?.trusts ?? {}).map(([hop, name]) => `${hop}.ca: ${name}`),
  ...Object.entries(deployment?.pairs ?? {}).flatMap(([listener, prefix]) => [
    `${listener}.cert: ${prefix}CERT`,
    `${listener}.key: ${prefix}KEY`,
  ]),
  ...Object.entries(deployment?.databases ?? {}).flatMap(([service, prefix]) =>
    Object.entries(databaseKnobs).map(([knob, suffix]) => `${service}.db.${knob}: ${prefix}${suffix}`),
  ),
];

describe('every case of the reference can be red', () => {
  const seenBy = parseSeenBy(readFileSync(seenByPath, 'utf8'));
  const ids = reference.cases.map(({ id }) => id);
  const byName = new Map<string, Mutant>(mutants.map((one) => [one.name, one]));
  const again = 'run `npm run selftest -- --handbook`';

  test('it is known of every case which mutants it sees, and of no other', () => {
    expect(
      ids.filter((id) => !seenBy[id]),
      again,
    ).toEqual([]);
    expect(
      Object.keys(seenBy).filter((id) => !ids.includes(id)),
      again,
    ).toEqual([]);
  });

  test('some mutant turns it red', () => {
    expect(Object.keys(seenBy).filter((id) => !seenBy[id]!.length)).toEqual([]);
  });

  test('the mutants are those that there are, each red by exactly the rules that it declares', () => {
    const found = new Map<string, Set<string>>();
    for (const [id, names] of Object.entries(seenBy)) {
      for (const name of names) found.set(name, (found.get(name) ?? new Set()).add(id.split('/')[0]!));
    }
    const sorted = (of: Iterable<string>): string[] => [...of].sort();
    expect(sorted(found.keys()), again).toEqual(sorted(byName.keys()));
    for (const [name, rules] of found) {
      expect(sorted(rules), `${name}: ${again}`).toEqual(sorted(byName.get(name)!.rules));
    }
  });
});
