/** Which services are started together: all that a deployment of the release has, where each of them works. */
import { expect, test } from 'vitest';
import { loadRelease } from '../../src/release/load.ts';
import { defaultPosture } from '../../src/plan/plan.ts';
import { deploymentOf, type Verifiable } from '../../src/verify/starts.ts';

const { deployment } = loadRelease('v0.19.1');

const working = (service: string): Verifiable => ({
  start: {
    container: `my-${service}`,
    service,
    variables: [{ name: 'SMQ_AUTH_GRPC_URL', value: 'auth:7001', settings: ['smq_auth_grpc_url'] }],
    peers: {},
    postgres: defaultPosture,
  },
  prediction: { container: `my-${service}`, service, starts: true, listeners: {}, hops: {} },
});
const all = deployment!.order.map(working);
const butUsers = (change: Partial<Verifiable['prediction']>): Verifiable[] =>
  all.map((one) =>
    one.start.service === 'users' ? { ...one, prediction: { ...one.prediction, ...change } } : one,
  );

test('every service gets its own variables', () => {
  const variables = deploymentOf(all, deployment)?.variables;
  expect([...variables!.keys()]).toEqual(deployment!.order);
  expect(variables!.get('domains')).toMatchObject([{ settings: ['domains.smq_auth_grpc_url'] }]);
});

test.each<[string, Verifiable[], typeof deployment]>([
  ['one does not start', butUsers({ starts: 0 }), deployment],
  ['it is not known whether one starts', butUsers({ starts: undefined as never }), deployment],
  ['a hop is refused', butUsers({ hops: { auth: 'refused' } }), deployment],
  ['one is not in the files', all.slice(1), deployment],
  ['the release has no deployment', all, undefined],
])('none are started together where %s', (_, verifiable, of) => {
  expect(deploymentOf(verifiable, of)).toBeUndefined();
});
