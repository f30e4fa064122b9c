/** That every rule of a live target can fail: by its own fault, with no other rule, and by nothing without it. */
import { expect, test } from 'vitest';
import { issue } from '../../certs/identities.ts';
import { liveRules } from '../../src/live/judged/rules.ts';
import { turnsRed } from '../../src/live/judged/turns-red.ts';
import { claims } from '../../src/live/file/schema.ts';
import { weakCiphers } from '../../suites/checks/ciphers.ts';
import { database } from '../fixtures/reference/postgres.ts';
import { authorities } from '../fixtures/reference/service.ts';
import { endpointFaults } from './faults/endpoints.ts';
import { otherFaults, sessionFaults } from './faults/others.ts';
import type { FaultRow } from './faults/row.ts';
import { lookAndJudge } from './look.ts';

const { filePem, privateKey } = await issue(authorities, {
  ...{ identity: 'client', label: 'live', names: ['users'], ips: [] },
});
const key = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;

const faults: FaultRow[] = [
  ...endpointFaults,
  ...otherFaults,
  ...sessionFaults((label) => database({ server: 'right', demands: 'any' }, label), { cert: filePem, key }),
];

/** Rules with a case that failed of itself, and what became of all cases. */
const judged = async (
  { make, oldVersions }: FaultRow,
  isFaulty: boolean,
): Promise<{ reds: string[]; all: string[] }> => {
  await using made = await make(isFaulty);
  const { said, capture } = made;
  using looked = await lookAndJudge(said, {
    ...(oldVersions && { oldVersions }),
    ...(capture !== undefined && { capture }),
  });
  const { cases } = looked.report;
  const reds = cases.filter(({ outcome }) => outcome === 'fail').map(({ rule }) => rule);
  return { reds: [...new Set(reds)].toSorted(), all: cases.map(({ id, outcome }) => `${outcome} ${id}`) };
};

test.concurrent.each(faults)('$fault: $reds', async (row) => {
  const sound = await judged(row, false);
  expect(sound.all.filter((one) => !one.startsWith('pass '))).toEqual([]);
  expect(sound.all.length).toBeGreaterThan(0);
  const faulty = await judged(row, true);
  expect(faulty.reds, faulty.all.join('\n')).toEqual(row.reds.toSorted());
});

test('each rule, under each claim and each condition, has such a fault', () => {
  const about = (rule: string): string[] =>
    faults.filter(({ reds }) => reds[0] === rule).map(({ claim = '' }) => claim);
  const pageRules = ['server.none-is-insecure', 'server.pair-is-tls', 'server.modern-tls'];
  const rules = [...Object.values(liveRules).map(({ id }) => id as string), ...pageRules];
  expect(rules.filter((rule) => about(rule).length === 0)).toEqual([]);
  expect(new Set(about('live.endpoint-as-claimed'))).toEqual(new Set(claims));
  const reachable = claims.filter((claim) => claim !== 'not-reachable');
  expect(new Set(about('live.database-as-claimed'))).toEqual(new Set(reachable));
  expect(new Set(about('live.hop-as-claimed'))).toEqual(new Set(['tls', 'plaintext']));
  expect(new Set(about('server.modern-tls'))).toEqual(
    new Set(['TLS 1.0', 'TLS 1.1', 'TLS 1.2', 'TLS 1.3', ...Object.values(weakCiphers)]),
  );
  // What `explain` says turns them red is what was shown here.
  const said = Object.entries(turnsRed).map(([rule, some]) => [rule.replace('@live', ''), some]);
  expect(said).toEqual(
    rules.map((rule) => [rule, faults.filter(({ reds }) => reds[0] === rule).map(({ fault }) => fault)]),
  );
  // What turns red is a rule of the catalogue.
  expect(faults.flatMap(({ reds }) => reds).filter((rule) => !rules.includes(rule))).toEqual([]);
});
