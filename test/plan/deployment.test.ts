/** Tests what a deployment starts, which settings its services get, and how each of its hops is configured. */
import { describe, expect, test } from 'vitest';
import type { Backplane } from '../../src/model/backplane.ts';
import { coreOf, unsecurableHops } from '../../src/observe/deployment-facts.ts';
import { configuredHops } from '../../src/plan/configured-hops.ts';
import { planStarts, type PlannedStart } from '../../src/plan/plan.ts';
import {
  furtherVariables,
  isDeployment,
  hasRealCore,
  servedBy,
  startOrder,
} from '../../src/plan/deployment.ts';
import { loadRelease } from '../../src/release/load.ts';
import { catalogueFor } from '../../suites/catalogue.ts';

const release = loadRelease('v0.19.1');
const { cases } = catalogueFor(release);
const planOf = (id: string): PlannedStart => {
  const found = cases.filter((one) => one.id === id);
  expect(found).toHaveLength(1);
  return planStarts(found, release)[0]!;
};
const insecure = planOf('grpc.default-is-insecure/deployment/nothing-set');
const secured = planOf('deployment.every-hop-as-configured/deployment/tls-verify-full@release');
const pageNames = planOf('deployment.every-hop-as-configured/deployment/tls-verify-full');
const standalone = planOf('deployment.every-hop-as-configured/deployment/standalone');

const local = { host: '127.0.0.1', port: 1 };
const backplane: Backplane = { spicedb: { ...local, local } };
const whole = { release, backplane };
const scripted = { release, backplane: {} };

describe('what a deployment starts', () => {
  test('everything in the order of the release where SpiceDB is at hand', () => {
    expect(startOrder(insecure, whole)).toEqual([
      ...['auth', 'domains', 'users', 'channels', 'clients'],
      ...['mqtt-adapter', 'coap-adapter', 'http-adapter'],
    ]);
  });

  /** The program of the HTTP adapter serves it. */
  const withoutWs = ({ start }: PlannedStart): string[] =>
    start.services.filter((name) => name !== 'ws-adapter');

  test('the services of the page alone where it is not, and says so', () => {
    expect(startOrder(insecure, scripted)).toEqual(withoutWs(insecure));
    expect(coreOf(insecure, scripted)).toBe('scripts');
    expect(coreOf(insecure, whole)).toBe('services');
    expect(coreOf(standalone, whole)).toBeUndefined();
  });

  test('no Auth beside a standalone Clients', () => {
    expect(isDeployment(standalone.start, release)).toBe(false);
    expect(startOrder(standalone, whole)).toEqual(withoutWs(standalone));
  });

  test('each program once: one that serves two services is started for both', () => {
    expect(insecure.start.services).toContain('ws-adapter');
    expect(startOrder(insecure, whole)).not.toContain('ws-adapter');
    expect(servedBy('http-adapter', insecure, whole)).toEqual(['ws-adapter']);
    const alone = planOf('ca.unset-is-insecure/ws-adapter/unset');
    expect(startOrder(alone, whole)).toEqual(['ws-adapter']);
    expect(servedBy('ws-adapter', alone, whole)).toEqual([]);
  });

  test('nothing more for the reference', () => {
    const reference = loadRelease('reference');
    expect(hasRealCore(insecure, { release: reference, backplane })).toBe(false);
  });
});

describe('what is set besides the settings of the page', () => {
  const namesOf = (plan: PlannedStart): string[] =>
    furtherVariables(plan, whole).flatMap(({ settings }) => settings);

  test('nothing where nothing is secured, and nothing by names that the page does not have', () => {
    expect(namesOf(insecure)).toEqual([]);
    expect(namesOf(pageNames)).toEqual([]);
  });

  test('in a secured deployment every listener, every trust and every database that the release knows', () => {
    const names = namesOf(secured);
    expect(names).toEqual(
      expect.arrayContaining(['auth.grpc.cert', 'domains.http.key', 'channels.clients.ca', 'users.auth.ca']),
    );
    expect(names).toEqual(expect.arrayContaining(['auth.db.mode', 'domains.db.root', 'channels.db.key']));
    // The deployment itself sets these variables, or leaves them out.
    expect(names).not.toContain('http-adapter.clients.ca');
    expect(names).not.toContain('clients.auth.ca');
  });

  test('a hop follows its other end where only a part is secured', () => {
    const part = planOf('grpc.one-sided-tls-fails-closed/deployment/only-the-client-side@release');
    const names = namesOf(part);
    expect(names).toContain('auth.grpc.cert');
    expect(names).toContain('channels.auth.ca');
    expect(names).not.toContain('channels.clients.ca');
  });
});

describe('what the hops are configured to be', () => {
  const transports = (plan: PlannedStart): string[] => Object.values(configuredHops(plan, whole).hops);

  test('all plaintext in an insecure deployment', () => {
    expect(new Set(transports(insecure))).toEqual(new Set(['plaintext']));
  });

  test('all TLS in a secured one, between services and to the backplane', () => {
    const { hops } = configuredHops(secured, whole);
    expect(new Set(transports(secured))).toEqual(new Set(['tls']));
    expect(Object.keys(hops)).toContain('channels→clients');
    expect(Object.keys(hops)).toContain('auth→postgres');
    expect(Object.keys(hops)).toContain('clients→redis');
  });

  test('a peer that the deployment does not start is unused, and so is a hop that the release calls unused', () => {
    const { hops, unused } = configuredHops(insecure, whole);
    expect(unused['clients→groups']).toMatch(/not started/);
    expect(hops['clients→groups']).toBeUndefined();
    const deployment = {
      ...release.deployment!,
      unused: { 'auth.redis': 'kept for tokens that nobody makes' },
    };
    const configured = configuredHops(insecure, { backplane, release: { ...release, deployment } });
    expect(configured.unused['auth→redis']).toMatch(/tokens/);
  });

  test('none where scripted peers stand in for a part', () => {
    expect(configuredHops(insecure, scripted)).toEqual({ hops: {}, unused: {} });
  });
});

describe('the hops of the reference', () => {
  const reference = loadRelease('reference');
  const all = catalogueFor(reference).cases;
  const hopsOf = (condition: string): Record<string, string> => {
    const one = all.find(({ id }) => id === `deployment.every-hop-as-configured/deployment/${condition}`)!;
    return configuredHops(planStarts([one], reference)[0]!, { release: reference, backplane: {} }).hops;
  };

  test('one file of an adapter is for all of its hops', () => {
    expect(hopsOf('tls')).toMatchObject({
      'coap-adapter→domains': 'tls',
      'mqtt-adapter→channels': 'tls',
      'clients→auth': 'tls',
      'users→postgres': 'tls',
    });
    expect(new Set(Object.values(hopsOf('insecure')))).toEqual(new Set(['plaintext']));
  });

  test('a standalone Clients has no hop to Auth', () => {
    expect(Object.keys(hopsOf('standalone-tls'))).not.toContain('clients→auth');
    expect(Object.keys(hopsOf('standalone-tls'))).toContain('http-adapter→domains');
  });
});

test('a hop that no setting secures is reported with its first bytes', () => {
  const connection = { at: 0, applicationBytes: 0, sent: 0, received: 0, calls: [] };
  const hops = {
    'auth→spicedb': { connections: [{ ...connection, opening: 'h2-plaintext' as const, bytes: '505249' }] },
    'auth→postgres': { connections: [{ ...connection, opening: 'postgres-startup' as const, bytes: '00' }] },
    'mqtt-adapter→mqtt-broker': { connections: [{ ...connection, opening: 'nothing' as const, bytes: '' }] },
  };
  expect(unsecurableHops(insecure, whole, { hops })).toEqual([
    { from: 'auth', to: 'spicedb', bytes: '505249' },
  ]);
  expect(unsecurableHops(insecure, scripted, { hops })).toEqual([]);
});
