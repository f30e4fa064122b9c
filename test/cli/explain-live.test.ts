/** Tests what `explain` and `list` say of the rules and cases of a running deployment. */
import { describe, expect, test } from 'vitest';
import { liveForms, idsOf } from '../../src/live/judged/forms.ts';
import { lookAndJudge, opened, health } from '../live/look.ts';
import { deployment, endpoint } from '../live/material.ts';
import { right, rightRsa, secure } from '../live/faults/servers.ts';
import { trusted } from '../live/faults/row.ts';
import http from 'node:http';
import { inProcess } from './in-process.ts';

const said = async (...args: string[]): Promise<string> => {
  const { stdout, stderr, code } = await inProcess(args);
  expect([stderr, code]).toEqual(['', 0]);
  return stdout;
};

const mistake = async (...args: string[]): Promise<string> => {
  const { stdout, stderr, code } = await inProcess(args);
  expect([stdout, code]).toEqual(['', 2]);
  return stderr;
};

test('a rule: what it is, why, how, its source, what turns it red, and its cases', async () => {
  expect(await said('explain', 'live.hop-as-claimed'))
    .toBe(`live.hop-as-claimed  (must, practice), of a running deployment
A connection between services is as claimed

Why:
  Tokens, secrets and messages pass between the services; only the wire shows whether they pass in the clear.

How:
  A capture that was made beside: how each connection to the listed address opens, and whether the server answers with TLS. A connection whose beginning was not captured says nothing.

Risk when broken:
  weaker

Source:
  the deployment file: what its operator claims

Turns red:
  services speak plaintext in place of TLS
  services speak TLS in place of plaintext

Reproduce:
  npm start -- --target live --deployment FILE --rule live.hop-as-claimed

Cases, of which SUBJECT is a connection of \`hops\`, \`users.auth\`:
  live.hop-as-claimed/SUBJECT/tls@live
  live.hop-as-claimed/SUBJECT/plaintext@live

`);
});

test.each(liveForms.map((form) => [form.id, form] as const))(
  'every rule and each of its cases: %s',
  async (id, form) => {
    expect(await said('explain', id)).toContain(form.rule.title);
    for (const one of idsOf(form).map((some) => some.replace('SUBJECT', 'users.http'))) {
      const text = await said('explain', one);
      expect(text.split('\n')[0]).toBe(
        `${one}  (${form.rule.level}, ${form.rule.basis}), of a running deployment`,
      );
      expect(text).toMatch(/\nWhy:\n[^]*\nHow:\n[^]*\nSource:\n[^]*\nTurns red:\n/);
      expect(text).toContain(`--case ${one}\n`);
    }
  },
);

test('a case of one version names the fault of that version alone, and days are those of the case', async () => {
  const text = await said('explain', 'server.modern-tls/users.http/tls-1.0@live');
  expect(text).toContain('Turns red:\n  Users takes TLS 1.0\n\n');
  expect(await said('explain', 'live.certificate-lasts/users.http/14-days@live')).toContain(
    'users.http, 14 days',
  );
});

test('a rule that is not seen from outside says why', async () => {
  expect(await said('explain', 'grpc.rotation@live')).toBe(
    'grpc.rotation@live\nNot applicable: not seen of a live target: it needs the service to be started with other settings, and a live target is not touched\n',
  );
});

describe('what is unknown gets the nearest', () => {
  test.each([
    ['live.hop-as-clamed', 'did you mean live.hop-as-claimed?'],
    ['server.modern-tsl@live', 'did you mean server.modern-tls@live?'],
    ['live.endpoint-as-claimed/users.http/tsl@live', 'live.endpoint-as-claimed/users.http/tls@live'],
    ['live.endpoint-as-claimed/users.http', 'live.endpoint-as-claimed/users.http/tls@live'],
    ['live.hop-as-claimed/users.auth/tls/more@live', 'live.hop-as-claimed/users.auth/tls@live'],
    ['live.nothing-of-the-kind', 'list --target live'],
    ['endpoint-as-claimed', 'did you mean live.endpoint-as-claimed?'],
  ])('%s', async (id, todo) => {
    expect(await mistake('explain', id)).toContain(todo);
  });
});

test('list names every rule and case, and where to find them', async () => {
  const text = await said('list', '--target', 'live');
  for (const form of liveForms) for (const id of [form.id, ...idsOf(form)]) expect(text).toContain(id);
  expect(text).toContain(`${liveForms.length} rules for a running deployment`);
  expect(await said('list')).toContain('list --target live');
  expect(await mistake('list', '--target', 'images')).toContain('--target live, or none');
  expect(await mistake('list', '--target', 'live', '--rule', 'live.hop-as-claimed')).toContain(
    'leave it out',
  );
});

test('the ids of a run are those that list names', async () => {
  await using plain = await opened(http.createServer(health));
  await using tls = await opened(secure(rightRsa));
  using judged = await lookAndJudge(
    deployment(
      [
        endpoint('users.http', `https://127.0.0.1:${tls.port}`, { ...trusted, presents: right.cert }),
        endpoint('clients.http', `http://127.0.0.1:${plain.port}`),
      ],
      { expiresWithinDays: 30, hops: [{ from: 'users', to: 'auth', at: [], claim: 'tls' }] },
    ),
    { oldVersions: true },
  );
  const known = new Set(liveForms.flatMap(idsOf));
  const ids = judged.report.cases.map(({ id, subject }) => id.replace(`/${subject}/`, '/SUBJECT/'));
  expect(ids.filter((id) => !known.has(id))).toEqual([]);
  expect(ids.length).toBeGreaterThan(12);
});
