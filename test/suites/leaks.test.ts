import { expect, test } from 'vitest';
import { judge } from '../../src/judge/judge.ts';
import type { SecretSighting } from '../../src/model/observation.ts';
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

test('a leak is told with the case, the service, what leaked, and the lines in which it stands', () => {
  expect(found({ kind: 'private-key', of: 'users.http.key', lines: [7] })).toBe(
    `a private key stands in the output of users: in ${other}: private-key (users.http.key) in line 7 of the output`,
  );
  expect(found({ kind: 'password', of: 'users.db', lines: [3, 5] })).toContain('in lines 3, 5 of the output');
});

test('where no lines were recorded, it is told without them', () => {
  expect(found({ kind: 'password', of: 'users.db' })).toContain('password (users.db) in the output');
});
