/** Tests that a database with the schema of an earlier start can decide no case by what is left over in it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../../fixtures/postgres/database.ts';
import { startPostgres, type PostgresBackplane } from '../../fixtures/postgres/start.ts';
import { observeStart } from '../../src/observe/observe-start.ts';
import { planObserver } from '../../src/observe/observe-plan.ts';
import { planStarts, type PlannedStart } from '../../src/plan/plan.ts';
import { programOf } from '../../src/stack/open-stack.ts';
import { catalogueFor } from '../../suites/catalogue.ts';
import type { Case } from '../../suites/vocabulary.ts';
import { connect } from '../fixtures/postgres/backplane.ts';
import { patience } from '../patience.ts';
import { referenceContext, type TestContext } from './reference-context.ts';

let context: TestContext;
let postgres: PostgresBackplane;
beforeAll(async () => {
  context = await referenceContext();
  const { ctx } = context;
  postgres = await startPostgres(
    {
      runtime: { kind: 'processes', listenHost: '127.0.0.1' },
      servers: ['right'],
      authorities: ctx.authorities,
      folder: ctx.folder,
      label: ctx.id,
      names: ['localhost'],
    },
    patience(),
  );
  ctx.postgres = postgres.describe();
});
afterAll(async () => {
  await postgres?.[Symbol.asyncDispose]();
  await context?.[Symbol.asyncDispose]();
});

const cases = () => catalogueFor(context.ctx.release).cases;

/** The start of the first case of Users alone that fits. */
const planOf = (fits: (one: Case) => boolean): PlannedStart => {
  const one = cases().find(
    ({ start, ...rest }) => start.services.join() === 'users' && fits({ start, ...rest }),
  );
  return planStarts([one!], context.ctx.release)[0]!;
};
const ready = () => planOf(({ section, expects }) => section === 'server' && expects === 'ready');
const stopped = () => planOf(({ section, expects }) => section === 'server' && expects === 'stopped');
const aboutPostgres = () => planOf(({ section, expects }) => section === 'postgres' && expects === 'ready');

/** An earlier start of Users, which worked, and left a schema behind with which none can start. */
const leaveBehind = async (): Promise<void> => {
  const posture = { server: 'right', demands: 'any' } as const;
  await using database = await openDatabase(context.ctx.postgres!, posture, {
    label: 'users',
    wanted: { program: programOf('users', context.ctx), state: 'empty' },
    signal: patience(),
  });
  await using session = await connect(database);
  await session.query('CREATE TABLE users (id text)');
  database.worked();
};

const once = (plan: PlannedStart, reuseDatabases = true) =>
  observeStart(plan, context.ctx, patience(), { reuseDatabases });
const outcome = ({ services }: { services: Record<string, { boot: { outcome: string } }> }) =>
  services['users']?.boot.outcome;

test('what is left over makes one reading end otherwise, and no case', async () => {
  await leaveBehind();
  const reading = await once(ready());
  expect([reading.reusedDatabase, outcome(reading.observation)]).toEqual([true, 'exited']);

  await leaveBehind();
  const byId = new Map(cases().map((one) => [one.id, one]));
  const observePlan = planObserver(byId, context.ctx.release);
  const { observation, attempts, reusedDatabase } = await observePlan(ready(), context.ctx, patience());
  expect([reusedDatabase, outcome(observation), observation.unstable]).toEqual([false, 'ready', undefined]);
  expect(attempts).toEqual([{ code: 'REUSED_DATABASE', message: expect.stringMatching(/^users: /) }]);
});

test('a start that need not become ready, or is about PostgreSQL, does not find it', async () => {
  await leaveBehind();
  for (const plan of [stopped(), aboutPostgres()]) expect((await once(plan)).reusedDatabase).toBe(false);
  expect((await once(ready(), false)).reusedDatabase).toBe(false);
});

test('a start that need not become ready finds what another became ready on', async () => {
  await once(ready(), false);
  expect(await once(ready())).toMatchObject({ reusedDatabase: true });
  const { reusedDatabase, observation } = await once(stopped());
  expect([reusedDatabase, outcome(observation)]).toEqual([true, 'exited']);
});
