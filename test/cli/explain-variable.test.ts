/** Tests what `explain` says of a variable: who reads it, what it comes to alone, what is read in its place. */
import { describe, expect, it } from 'vitest';
import { nearest } from '../../src/cli/nearest.ts';
import { command } from './command.ts';

const explained = async (...args: string[]): Promise<string> => {
  const { stdout, stderr, code } = await command(['explain', ...args]);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return stdout;
};

describe('explain a variable', () => {
  it.concurrent(
    'that was renamed: since and until when it is read, and what the other releases read',
    async () => {
      expect(await explained('SMQ_CLIENTS_GRPC_SERVER_CERT')).toBe(`SMQ_CLIENTS_GRPC_SERVER_CERT

Read:
  v0.17.0 to v0.19.1:
    clients: certificate of its gRPC listener

Not read:
  v0.15.1:
    read in its place: MG_THINGS_AUTH_GRPC_SERVER_CERT, by things: certificate of its gRPC listener
  v0.16.0:
    read in its place: SMQ_CLIENTS_AUTH_GRPC_SERVER_CERT, by clients: certificate of its gRPC listener
  v0.20.0 to v0.30.0:
    read in its place: MG_CLIENTS_GRPC_SERVER_CERT, by clients: certificate of its gRPC listener
  v0.40.0 to v0.51.0:
    clients: Atom, a program of another repository, stands in its place since v0.40.0

Alone:
  v0.17.0 to v0.19.1:
    without SMQ_CLIENTS_GRPC_SERVER_KEY the program ends, with exit code 0

The page:
  calls it SMQ_CLIENTS_SERVER_CERT, under Clients
    Without certificate and key a server listens in plaintext (server.none-is-insecure)
    With only one of certificate and key a server listens in plaintext (server.one-of-pair-is-insecure)
`);
    },
  );

  it.concurrent(
    'whose name went and came back: the releases between are not counted with those around them',
    async () => {
      const text = await explained('MG_USERS_HTTP_SERVER_CERT');
      const at = (release: string) => `  ${release}:\n    users: certificate of its HTTP listener\n`;
      expect(text).toContain(
        `Read:\n${at('v0.15.1')}${at('v0.20.0 to v0.30.0')}\nNot read:\n  v0.16.0 to v0.19.1:\n`,
      );
    },
  );

  it.concurrent('that the page names and nothing reads', async () => {
    const text = await explained('SMQ_USERS_SERVER_CERT');
    expect(text).not.toContain('\nRead:');
    expect(text).toContain('names it, under Users');
    for (const name of [
      'SMQ_USERS_HTTP_SERVER_CERT',
      'SMQ_USERS_GRPC_SERVER_CERT',
      'MG_USERS_HTTP_SERVER_CERT',
    ]) {
      expect(text).toContain(`read in its place: ${name}, by users`);
    }
  });

  it.concurrent('of one release alone', async () => {
    const text = await explained('MF_THINGS_DB_SSL_MODE', '--release', 'v0.30.0');
    expect(text).toContain('  v0.30.0:\n    read in its place: MG_CLIENTS_DB_SSL_MODE, by clients');
    expect(text).not.toContain('v0.19.1');
  });

  it.concurrent('that is no variable of the product, and every program reads', async () => {
    expect(await explained('SSL_CERT_FILE')).toContain('v0.15.1 to v0.51.0:\n    every program: ');
  });

  it.concurrent.each([
    ['SMQ_USERS_HTTP_SERVER_CERTS', 'did you mean SMQ_USERS_HTTP_SERVER_CERT'],
    ['users-http-server-cert', 'SMQ_USERS_HTTP_SERVER_CERT'],
  ])('suggests what is near %s', async (word, near) => {
    const { stderr, code } = await command(['explain', word]);
    expect(code).toBe(2);
    expect(stderr).toContain(near);
  });
});

it.each([
  ['ABCDEF_GHIJKL', ['ABCDEF_GHIJKM', 'ZZZZZZ_GHIJKL'], ['ABCDEF_GHIJKM']],
  ['USERS_HTTP', ['SMQ_USERS_HTTP_HOST', 'SMQ_USERS_GRPC_HOST'], ['SMQ_USERS_HTTP_HOST']],
  ['NOTHING_LIKE_IT', ['SMQ_ES_URL', 'A'], []],
  ['ABCDEFGHIJKLM', ['ABCDEFGHIJKL', 'ABCDEFGHIJKLMNO'], ['ABCDEFGHIJKL', 'ABCDEFGHIJKLMNO']],
])('nearest to %s', (word, names, near) => {
  expect(nearest(word, names)).toEqual(near);
});
