/** Tests that a file is told by its text, and by its name where the text leaves a choice. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { kindOf } from '../../src/configuration/detect.ts';

const output = 'PATH=/usr/bin\nHOSTNAME=users\nSMQ_USERS_HTTP_PORT=9002\n';

describe('kindOf', () => {
  it.each([
    ['compose.yaml', 'services:\n  users:\n    image: x\n', 'compose'],
    ['override.yml', 'x-a: &a {}\nservices: { users: {} }\n', 'compose'],
    ['compose.yaml', 'include: [a.yaml]\n', 'compose'],
    [
      'compose.yaml',
      "# first\nname: x\n'services':\n  users:\n    environment:\n      - A=1\n      - B=2\n",
      'compose',
    ],
    ['compose.yaml', 'networks:\n  a:\n    external: true\n', 'compose'],
    ['compose.json', '{ "name": "x", "services": {} }', 'compose'],
    ['users.yaml', 'apiVersion: v1\nkind: Pod\n', 'kubernetes'],
    ['users.yaml', '---\n# Source: a/templates/b.yaml\napiVersion: v1\nkind: Pod\n', 'kubernetes'],
    ['users.yaml', 'kind: ConfigMap\ndata:\n  env: |\n    A=1\n    B=2\n    C=3\n', 'kubernetes'],
    ['users.json', '{ "kind": "List", "items": [] }', 'kubernetes'],
    ['users.yaml', 'kind: ConfigMap\ndata:\n  alert: "{{ $value }}"\n', 'kubernetes'],
    ['values.yaml', 'auth:\n  httpPort: 9001\n', 'kubernetes'],
    ['values.yaml', 'services:\n  users: 1\nimage: x\n', 'kubernetes'],
    ['users.yaml', 'kind: Deployment\nmetadata:\n  name: {{ .Values.name }}\n', 'chart template'],
    ['users.yaml', 'kind: Deployment\nmetadata:\n{{- include "labels" . }}\n', 'chart template'],
    ['.env', 'A=1\n', 'env'],
    ['docker/.env.local', output, 'env'],
    ['smq.env', output, 'env'],
    ['settings', 'A=1\n# B\nexport C=2\n', 'env'],
    ['.env', 'A: 1\nB=2\nC=3\n', 'env'],
    ['.env', '# nothing\n', 'env'],
    ['.env', '', 'env'],
    ['.env', 'A="-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----"\n', 'env'],
    ['users.txt', output, 'process'],
    ['environ', 'A=1\0B=2\0', 'process'],
    ['picture.env', '\u0000\u0001\u0002A=1\n\0', undefined],
    ['/etc/default/users', 'A=1\n', 'systemd'],
    ['/etc/sysconfig/users', 'A=1\n', 'systemd'],
    ['users.conf', '; note\nA=1\n', 'systemd'],
    ['users.service', '[Unit]\n[Service]\nEnvironment=A=1\n', 'systemd unit'],
    ['ca.crt', '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n', 'PEM'],
    ['README', 'Hello\n\nworld\n', undefined],
    ['empty.yaml', '', undefined],
    ['list.json', '[1, 2]', 'kubernetes'],
    ['broken.json', '{ "services": ', undefined],
  ])('%s: %j is %s', (path, text, expected) => {
    expect(kindOf(path, text)).toBe(expected);
  });

  const inputs = join(import.meta.dirname, '../inputs');
  const known = readdirSync(inputs, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(?:ya?ml|env)$/.test(name),
  );

  it.each(known)('knows %s', (name) => {
    const expected = name.endsWith('env') ? 'env' : /compose/.test(name) ? 'compose' : 'kubernetes';
    expect(kindOf(name, readFileSync(join(inputs, name), 'utf8'))).toBe(expected);
  });

  it('answers at once, whatever the text is', () => {
    for (const part of [' ', '\n', 'a', 'A=', 'a: ', '{', '"', '{{', '# \n', '-----BEGIN ']) {
      expect(() => kindOf('file', part.repeat(1_000_000))).not.toThrow();
    }
  });
});
