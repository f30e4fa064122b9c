/** Tests what `--write` makes of an .env: names in place, everything else as it was. */
import { describe, expect, test } from 'vitest';
import type { Rewritten } from '../../../src/advise/upgrade/rewrite/rewrite.ts';
import { plainEnv } from './files.ts';
import { written } from './written.ts';

const env = (
  before: string,
  pair: [string, string] = ['v0.16.0', 'v0.17.0'],
): Rewritten & { text: string } => {
  const { files, left, text } = written(plainEnv(before), { '.env': before }, pair);
  return { files, left, text: text('.env') };
};

describe('.env', () => {
  test.each<[string, string, string]>([
    ['a name', 'SMQ_CLIENTS_AUTH_GRPC_URL=clients:7006\n', 'SMQ_CLIENTS_GRPC_URL=clients:7006\n'],
    ['without a last line end', 'SMQ_CLIENTS_AUTH_GRPC_URL=a', 'SMQ_CLIENTS_GRPC_URL=a'],
    [
      'quotes and a comment behind',
      'SMQ_CLIENTS_AUTH_GRPC_URL="a" # here\n',
      'SMQ_CLIENTS_GRPC_URL="a" # here\n',
    ],
    [
      'single quotes are no reference',
      "SMQ_CLIENTS_AUTH_GRPC_URL='$SMQ_CLIENTS_AUTH_GRPC_PORT'\n",
      "SMQ_CLIENTS_GRPC_URL='$SMQ_CLIENTS_AUTH_GRPC_PORT'\n",
    ],
    ['blanks around', '  SMQ_CLIENTS_AUTH_GRPC_URL = a\n', '  SMQ_CLIENTS_GRPC_URL = a\n'],
    ['export', 'export SMQ_CLIENTS_AUTH_GRPC_URL=a\n', 'export SMQ_CLIENTS_GRPC_URL=a\n'],
    ['a colon', 'SMQ_CLIENTS_AUTH_GRPC_URL: a\n', 'SMQ_CLIENTS_GRPC_URL: a\n'],
    [
      'line ends of Windows',
      '# c\r\nSMQ_CLIENTS_AUTH_GRPC_URL=a\r\n\r\nX=y\r\n',
      '# c\r\nSMQ_CLIENTS_GRPC_URL=a\r\n\r\nX=y\r\n',
    ],
    [
      'comments, blank lines and commented-out settings',
      '# SMQ_CLIENTS_AUTH_GRPC_URL=old\n\n\nSMQ_CLIENTS_AUTH_GRPC_URL=a\n#end',
      '# SMQ_CLIENTS_AUTH_GRPC_URL=old\n\n\nSMQ_CLIENTS_GRPC_URL=a\n#end',
    ],
    [
      'each of two lines of a name',
      'SMQ_CLIENTS_AUTH_GRPC_URL=a\nSMQ_CLIENTS_AUTH_GRPC_URL=b\n',
      'SMQ_CLIENTS_GRPC_URL=a\nSMQ_CLIENTS_GRPC_URL=b\n',
    ],
    [
      'references to it',
      'SMQ_CLIENTS_AUTH_GRPC_URL=c\nA=${SMQ_CLIENTS_AUTH_GRPC_URL:-1}$SMQ_CLIENTS_AUTH_GRPC_URL$$SMQ_CLIENTS_AUTH_GRPC_URL\n',
      'SMQ_CLIENTS_GRPC_URL=c\nA=${SMQ_CLIENTS_GRPC_URL:-1}$SMQ_CLIENTS_GRPC_URL$$SMQ_CLIENTS_AUTH_GRPC_URL\n',
    ],
    [
      'a longer name with the same start',
      'SMQ_CLIENTS_AUTH_GRPC_URL=a\nSMQ_CLIENTS_AUTH_GRPC_URL_OLD=${SMQ_CLIENTS_AUTH_GRPC_URL_OLD2}\n',
      'SMQ_CLIENTS_GRPC_URL=a\nSMQ_CLIENTS_AUTH_GRPC_URL_OLD=${SMQ_CLIENTS_AUTH_GRPC_URL_OLD2}\n',
    ],
    [
      'a value over several lines',
      'SMQ_CLIENTS_AUTH_GRPC_CLIENT_CERT="-----BEGIN\nSMQ_CLIENTS_AUTH_GRPC_URL=inside\n-----END"\n',
      'SMQ_CLIENTS_GRPC_CLIENT_CERT="-----BEGIN\nSMQ_CLIENTS_AUTH_GRPC_URL=inside\n-----END"\n',
    ],
    [
      'what belongs to others',
      'POSTGRES_PASSWORD=a\nSMQ_RELEASE_TAG=latest\n',
      'POSTGRES_PASSWORD=a\nSMQ_RELEASE_TAG=latest\n',
    ],
    ['a byte order mark', '\uFEFFSMQ_CLIENTS_AUTH_GRPC_URL=a\n', '\uFEFFSMQ_CLIENTS_GRPC_URL=a\n'],
  ])('%s', (_, before, after) => {
    expect(env(before)).toMatchObject({ text: after, left: [] });
  });

  test('a setting of a service that is gone is commented out, with the reason, over all of its lines', () => {
    expect(env('SMQ_INVITATIONS_HTTP_SERVER_KEY="a\n  b"\nSMQ_USERS_LOG_LEVEL=info\n').text).toBe(
      '# v0.17.0: the service that reads it does not exist any more\n# SMQ_INVITATIONS_HTTP_SERVER_KEY="a\n#   b"\nSMQ_USERS_LOG_LEVEL=info\n',
    );
  });

  test('one that other lines still use stays, and that is told', () => {
    const text = 'SMQ_TOKEN_RESET_ENDPOINT=/reset\nMY_LINK=http://x${SMQ_TOKEN_RESET_ENDPOINT}\n';
    const result = env(text, ['v0.17.0', 'v0.18.5']);
    expect(result.text).toBe(text);
    expect(result.left).toEqual([
      {
        at: { file: '.env', line: 1, column: 1 },
        variable: 'SMQ_TOKEN_RESET_ENDPOINT',
        why: '.env still uses it',
      },
    ]);
  });

  test('where the new name is there too, both stay, and that is told', () => {
    const text = 'SMQ_CLIENTS_AUTH_GRPC_URL=a\nSMQ_CLIENTS_GRPC_URL=b\n';
    expect(env(text)).toMatchObject({
      text,
      left: [
        {
          at: { line: 1 },
          variable: 'SMQ_CLIENTS_AUTH_GRPC_URL',
          why: 'the file sets its new name too, in line 2',
        },
      ],
    });
  });

  test('what is new and needed comes last: with a value where one does for everybody, else for the operator to fill in', () => {
    const { text } = env('SMQ_AUTH_HTTP_PORT=9001\nSMQ_CLIENTS_HTTP_PORT=9006', ['v0.17.0', 'v0.19.1']);
    expect(text).toBe(
      [
        'SMQ_AUTH_HTTP_PORT=9001',
        'SMQ_CLIENTS_HTTP_PORT=9006',
        '',
        '# Added for v0.19.1, which reads more than v0.17.0; written by magistrala-conformance upgrade',
        '',
        '# clients: the default RS256 is refused, and the service ends with `unsupported key algorithm`. To do: give what Auth signs with; EdDSA is the default of Auth.',
        'SMQ_AUTH_KEYS_ALGORITHM=EdDSA',
        '',
        '# auth: Auth signs tokens with this private key, and does not start without the file. To do: mount an Ed25519 private key and give its path, or choose HS256 as the key algorithm everywhere.',
        '# SMQ_AUTH_KEYS_ACTIVE_KEY_PATH=',
        '',
        '# clients: the service reads this file when it starts; the default is permission.yaml in its working folder. To do: mount permission.yaml of the release and give its path.',
        '# SMQ_PERMISSIONS_FILE=',
        '',
        '# clients: tokens are checked with the keys from this address; the default is http://auth:9001/keys/.well-known/jwks.json. To do: give the address of Auth where it has another name or port.',
        '# SMQ_AUTH_JWKS_URL=',
        '',
      ].join('\n'),
    );
  });

  test('written twice, the second time changes nothing', () => {
    const once = env('SMQ_CLIENTS_AUTH_GRPC_URL=a\nSMQ_INVITATIONS_HTTP_PORT=1\n').text;
    expect(env(once).text).toBe(once);
  });
});
