/** Tests the verdict on a bad certificate and key by what the byte probe and the service's exit show. */
import { expect, test } from 'vitest';
import { judge } from '../../src/judge/judge.ts';
import type { ListenerObservation, ServiceObservation } from '../../src/model/observation.ts';
import { loadRelease } from '../../src/release/load.ts';
import { catalogueFor } from '../../suites/catalogue.ts';
import { down, observation, service, up, observedFrom } from '../judge/tiny.ts';

const { cases } = catalogueFor(loadRelease('reference'));
const one = cases.find(({ id }) => id === 'server.bad-pair-never-plaintext/users.http/cert-missing')!;

const judged = (users: ServiceObservation) =>
  judge(
    one,
    observedFrom({
      [one.plain]: observation({}, { services: { users: up } }),
      [one.id]: observation({}, { services: { users } }),
      [one.control!.case]: observation(
        {},
        { services: { users: { ...up, listeners: { http: { tls: { handshake: true } } } } } },
      ),
    }),
  );
const watch = (maxGapMs: number, ...plaintextAt: number[]): ListenerObservation => ({
  watch: { samples: 99, maxGapMs, plaintextAt, connected: 9 },
});
const named = (end: ServiceObservation, http: ListenerObservation): ServiceObservation => ({
  ...end,
  listeners: { http },
  output: { ...end.output, errorsName: ['users.http.cert'] },
});
const ready = (http: ListenerObservation) => service({ outcome: 'ready', ms: 90 }, { listeners: { http } });
const gap = 900;

test.each([
  [
    'a service that stays up fails, whatever the byte probe missed',
    ready(watch(gap)),
    { outcome: 'fail', code: 'REQUIRED_ABSENT', facts: ['ends'] },
  ],
  [
    'so does one that was seen in plaintext',
    named(down, watch(gap, 40)),
    { outcome: 'fail', code: 'FORBIDDEN_SEEN', facts: ['plaintext-answered'] },
  ],
  [
    'one that ends as it should is not judged where the byte probe had a gap',
    named(down, watch(gap)),
    { outcome: 'untestable', code: 'NOT_OBSERVED', facts: [] },
  ],
  ['and passes where it had none', named(down, watch(9)), { outcome: 'pass', code: 'KEPT', facts: [] }],
] as const)('%s', (_, seen, expected) => {
  expect(judged(seen)).toMatchObject(expected);
});
