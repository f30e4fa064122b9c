/** Tests what `--write` makes of Compose files and manifests: names in place, everything else as it was. */
import { describe, expect, test } from 'vitest';
import type { Configuration } from '../../../src/configuration/model.ts';
import { composed } from './files.ts';
import { written } from './written.ts';

type Entries = Record<string, [value: string, line: number]>;

const compose = (lines: string[]): string => `${lines.join('\n')}\n`;

describe('Compose', () => {
  const map = compose([
    'services:',
    '  users: # the service',
    '    image: supermq/users:latest',
    '    environment:',
    '      # HTTP',
    '      SMQ_USERS_HTTP_HOST: ${SMQ_USERS_HTTP_HOST} # SMQ_USERS_HTTP_HOST',
    '      "SMQ_USERS_HTTP_PORT": ${SMQ_USERS_HTTP_PORT:-9002}',
    '      SMQ_USERS_DB_USER: me',
    '',
    '    ports: ["${SMQ_USERS_HTTP_PORT}:9002"]',
  ]);
  const users = {
    users: {
      image: 'supermq/users:latest',
      line: 2,
      entries: {
        SMQ_USERS_HTTP_HOST: ['a', 6],
        SMQ_USERS_HTTP_PORT: ['9002', 7],
        SMQ_USERS_DB_USER: ['me', 8],
      } satisfies Entries,
    },
  };

  test('keys and references, also of ports; comments stay', () => {
    const text = 'SMQ_USERS_HTTP_HOST=a\nSMQ_USERS_HTTP_PORT=9002\n';
    const result = written(composed(users, text), { 'docker-compose.yaml': map, '.env': text }, [
      'v0.19.1',
      'v0.20.0',
    ]);
    expect(result.left).toEqual([]);
    expect(result.text('.env')).toBe('MG_USERS_HTTP_HOST=a\nMG_USERS_HTTP_PORT=9002\n');
    expect(result.text('docker-compose.yaml')).toBe(
      compose([
        'services:',
        '  users: # the service',
        '    image: supermq/users:latest',
        '    environment:',
        '      # HTTP',
        '      MG_USERS_HTTP_HOST: ${MG_USERS_HTTP_HOST} # SMQ_USERS_HTTP_HOST',
        '      "MG_USERS_HTTP_PORT": ${MG_USERS_HTTP_PORT:-9002}',
        '      MG_USERS_DB_USER: me',
        '',
        '    ports: ["${MG_USERS_HTTP_PORT}:9002"]',
      ]),
    );
  });

  test('without the .env that sets it, a reference keeps the name that the shell may have', () => {
    const result = written(composed(users), { 'docker-compose.yaml': map }, ['v0.19.1', 'v0.20.0']);
    expect(result.text('docker-compose.yaml')).toContain(
      '      MG_USERS_HTTP_HOST: ${SMQ_USERS_HTTP_HOST} #',
    );
  });

  test('a list; new entries after the last one, and their values in the .env', () => {
    const list = compose([
      'services:',
      '  clients:',
      '    environment:',
      '      - SMQ_CLIENTS_LOG_LEVEL=info',
      '      - SMQ_ES_URL=nats://nats',
      '    image: supermq/clients',
    ]);
    const text = '# mine\nSMQ_OTHER=1\n';
    const result = written(
      composed(
        {
          clients: {
            image: 'supermq/clients',
            line: 2,
            entries: { SMQ_CLIENTS_LOG_LEVEL: ['info', 4], SMQ_ES_URL: ['nats://nats', 5] },
          },
        },
        text,
      ),
      { 'docker-compose.yaml': list, '.env': text },
      ['v0.17.0', 'v0.18.5'],
    );
    const lines = result.text('docker-compose.yaml').split('\n');
    expect(lines.slice(0, 7)).toEqual([
      'services:',
      '  clients:',
      '    environment:',
      '      - SMQ_CLIENTS_LOG_LEVEL=info',
      '      - SMQ_ES_URL=nats://nats',
      '      # the default RS256 is refused, and the service ends with `unsupported key algorithm`. To do: give what Auth signs with; EdDSA is the default of Auth.',
      '      - SMQ_AUTH_KEYS_ALGORITHM=${SMQ_AUTH_KEYS_ALGORITHM}',
    ]);
    expect(lines).toContain('      # - SMQ_PERMISSIONS_FILE=${SMQ_PERMISSIONS_FILE}');
    expect(lines.slice(-2)).toEqual(['    image: supermq/clients', '']);
    expect(result.text('.env')).toContain('\nSMQ_AUTH_KEYS_ALGORITHM=EdDSA\n');
  });

  test('a dropped entry is commented out with what belongs to it', () => {
    const text = compose([
      'services:',
      '  users:',
      '    image: supermq/users',
      '    environment:',
      '      SMQ_TOKEN_RESET_ENDPOINT: |',
      '        /reset',
      '      SMQ_USERS_LOG_LEVEL: info',
    ]);
    const configuration = composed({
      users: {
        image: 'supermq/users',
        line: 2,
        entries: { SMQ_TOKEN_RESET_ENDPOINT: ['/reset\n', 5], SMQ_USERS_LOG_LEVEL: ['info', 7] },
      },
    });
    const result = written(configuration, { 'docker-compose.yaml': text }, ['v0.17.0', 'v0.18.5']);
    expect(result.text('docker-compose.yaml').split('\n').slice(4, 8)).toEqual([
      '      # since v0.18.1: no longer read; SMQ_PASSWORD_RESET_URL_PREFIX does its work: it was a path; the other is the whole address that the e-mail links to',
      '      # SMQ_TOKEN_RESET_ENDPOINT: |',
      '      #   /reset',
      '      SMQ_USERS_LOG_LEVEL: info',
    ]);
  });

  test('a container whose service is gone stays as it is', () => {
    const text = compose([
      'services:',
      '  ws:',
      '    image: supermq/ws',
      '    environment: { SMQ_WS_ADAPTER_HTTP_PORT: 1 }',
    ]);
    const configuration = composed({
      ws: { image: 'supermq/ws', line: 2, entries: { SMQ_WS_ADAPTER_HTTP_PORT: ['1', 4] } },
    });
    expect(
      written(configuration, { 'docker-compose.yaml': text }, ['v0.17.0', 'v0.18.5']).text(
        'docker-compose.yaml',
      ),
    ).toBe(text);
  });

  test('what stands in a line with others is left and told; a name alone is renamed there too', () => {
    const text = compose([
      'services:',
      '  users:',
      '    image: supermq/users',
      '    environment: { SMQ_TOKEN_RESET_ENDPOINT: /r, SMQ_USERS_LOG_LEVEL: info }',
    ]);
    const configuration = composed({
      users: {
        image: 'supermq/users',
        line: 2,
        entries: { SMQ_TOKEN_RESET_ENDPOINT: ['/r', 4], SMQ_USERS_LOG_LEVEL: ['info', 4] },
      },
    });
    const dropped = written(configuration, { 'docker-compose.yaml': text }, ['v0.17.0', 'v0.18.5']);
    expect(dropped.text('docker-compose.yaml')).toBe(text);
    expect(dropped.left.map(({ variable, why }) => [variable, why])).toContainEqual([
      'SMQ_TOKEN_RESET_ENDPOINT',
      'it stands in a line with others',
    ]);
    const renamed = written(configuration, { 'docker-compose.yaml': text }, ['v0.19.1', 'v0.20.0']);
    expect(renamed.text('docker-compose.yaml')).toContain('MG_USERS_LOG_LEVEL: info }');
  });
});

test('Kubernetes: names of entries, and $(NAME) of the same file', () => {
  const text = compose([
    '      containers:',
    '        - name: users',
    '          image: supermq/users',
    '          env:',
    '            - name: SMQ_USERS_HTTP_PORT',
    '              value: "9002"',
    '            - name: SMQ_USERS_DB_USER',
    '              value: me',
    '            - name: SMQ_USERS_LOG_LEVEL',
    '              value: $(SMQ_USERS_HTTP_PORT)$$(SMQ_USERS_HTTP_PORT)',
  ]);
  const base = composed(
    {
      users: {
        image: 'supermq/users',
        line: 2,
        entries: {
          SMQ_USERS_HTTP_PORT: ['9002', 5],
          SMQ_USERS_DB_USER: ['me', 7],
          SMQ_USERS_LOG_LEVEL: ['x', 9],
        },
      },
    },
    '',
    'users.yaml',
  );
  const configuration: Configuration = { ...base, files: [{ path: 'users.yaml', kind: 'kubernetes' }] };
  expect(written(configuration, { 'users.yaml': text }, ['v0.19.1', 'v0.20.0']).text('users.yaml')).toBe(
    text
      .replaceAll('name: SMQ_', 'name: MG_')
      .replace('value: $(SMQ_USERS_HTTP_PORT)', () => 'value: $(MG_USERS_HTTP_PORT)'),
  );
});
