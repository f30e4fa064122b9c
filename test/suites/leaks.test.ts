/** Tests that a leaked secret is reported with the case, the service and the lines of its output. */
import { expect, test } from 'vitest';
import { judge } from '../../src/judge/judge.ts';
import type { SecretSighting } from '../../src/model/observation.ts';
import { loadRelease } from '../../src/release/load.ts';
import { catalogueFor } from '../../suites/catalogue.ts';
import { printsSecrets } from '../../suites/checks/secrets.ts';
import { observation, oneCase, service, observedFrom } from '../judge/tiny.ts';

const id = 'server.secret-stays-secret/users.http/all-rows-above';
const other = 'server.bad-pair-never-plaintext/users.http/cert-missing';

const showing = (...secrets: SecretSighting[]) => {
  const users = service({ outcome: 'ready', ms: 90 });
  return observation({}, { services: { users: { ...users, output: { ...users.output, secrets } } } });
};
const found = (leak: SecretSighting): string => {
  const one = oneCase(id, { never: printsSecrets('users'), over: [other] });
  return judge(one, observedFrom({ [id]: showing(), [other]: showing(leak) })).observed;
};

test('a leak is reported with the case, the service, what leaked, and the lines of output that hold it', () => {
  expect(found({ kind: 'private-key', of: 'users.http.key', lines: [7] })).toBe(
    `a private key stands in the output of users: in ${other}: private-key (users.http.key) in line 7 of the output`,
  );
  expect(found({ kind: 'password', of: 'users.db', lines: [3, 5] })).toContain('in lines 3, 5 of the output');
});

test('a leak is reported without lines where none were recorded', () => {
  expect(found({ kind: 'password', of: 'users.db' })).toContain('password (users.db) in the output');
});

test('of two messages in one start, each leaks only the secret that it carries', () => {
  const { cases } = catalogueFor(loadRelease('reference'));
  const judged = (message: 'accepted' | 'refused', ...secrets: SecretSighting[]): string => {
    const one = cases.find(({ id }) => id === `adapter.secret-stays-secret/http-adapter/${message}-message`)!;
    const up = service({ outcome: 'ready', ms: 90 });
    const sent = { adapter: 'http-adapter', phase: 'as-started', detail: '', ms: 1 } as const;
    const seen = observation(
      {},
      {
        services: { 'http-adapter': { ...up, output: { ...up.output, secrets } } },
        messages: [
          { ...sent, attempt: 'right-secret', outcome: 'accepted' },
          { ...sent, attempt: 'wrong-secret', outcome: 'refused' },
        ],
      },
    );
    return judge(one, observedFrom({ [one.id]: seen, [one.plain]: seen })).code;
  };
  const carried = (carriedBy: SecretSighting['carriedBy'] & string): SecretSighting => ({
    ...{ kind: 'device-secret', of: 'a secret in other words' },
    carriedBy,
  });
  expect(judged('accepted')).toBe('KEPT');
  expect(judged('accepted', carried('right-secret'))).toBe('FORBIDDEN_SEEN');
  expect(judged('accepted', carried('wrong-secret'))).toBe('KEPT');
  expect(judged('refused', carried('wrong-secret'))).toBe('FORBIDDEN_SEEN');
  expect(judged('refused', carried('right-secret'))).toBe('KEPT');
  // The token of the user is in every message.
  expect(judged('refused', { kind: 'user-token', of: 'a token' })).toBe('FORBIDDEN_SEEN');
});
