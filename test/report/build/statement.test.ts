/** Tests the sentences of a report that say what an operator's setting does, and the settings in words. */
import { describe, expect, it } from 'vitest';
import { settingsInWords } from '../../../src/report/build/settings-in-words.ts';
import { statementOf } from '../../../src/report/build/statement.ts';
import { down, noNames, observation, oneCase, service, up } from '../../judge/tiny.ts';

const start = (settings: Record<string, string>) => ({ services: ['users'] as const, settings, probes: [] });
const mode = oneCase('postgres.x/users/y', {
  section: 'postgres',
  start: start({ 'users.db.mode': 'required' }),
});
const ca = oneCase('client.x/http-adapter/y', {
  section: 'client',
  start: start({ 'http-adapter.clients.ca': 'file' }),
});
const renamed = { ...noNames, settings: { 'http-adapter.clients.ca': 'SMQ_CLIENTS_GRPC_SERVER_CA_CERTS' } };
const opening = {
  ...{ at: 1, bytes: '', applicationBytes: 9, sent: 9, received: 0, calls: [] },
  opening: 'h2-plaintext' as const,
};

describe('statementOf', () => {
  it('names the value that the release takes', () => {
    const names = { ...noNames, values: { 'users.db.mode': { required: 'require' } } };
    const seen = observation({}, { services: { users: down } });
    expect(statementOf(mode, { finding: 'renamed value', seen, release: 'v0.19.1', names })).toBe(
      'v0.19.1 does not know the value required of SMQ_USERS_DB_SSL_MODE; it takes require: the service users, ' +
        'configured by the page, does not start.',
    );
  });

  it('says what a client does instead', () => {
    const seen = observation(
      {},
      { services: { 'http-adapter': up }, hops: { 'http-adapter→clients': { connections: [opening] } } },
    );
    expect(statementOf(ca, { finding: 'renamed', seen, release: 'v0.19.1', names: renamed })).toBe(
      'v0.19.1 never reads SMQ_HTTP_ADAPTER_CA_CERTS; it reads SMQ_CLIENTS_GRPC_SERVER_CA_CERTS: a client ' +
        'configured by the page connects in plaintext.',
    );
  });

  it('names the value as well as the name where the release spells both otherwise', () => {
    const names = {
      ...noNames,
      settings: { 'users.db.mode': 'MG_USERS_DB_SSL_MODE' },
      values: { 'users.db.mode': { required: 'require' } },
    };
    const saying = { finding: 'renamed', seen: undefined, release: 'v0.20.0', names } as const;
    expect(statementOf(mode, saying)).toBe(
      'v0.20.0 never reads SMQ_USERS_DB_SSL_MODE; it reads MG_USERS_DB_SSL_MODE (require in place of required).',
    );
  });

  it('names a value that is spelt otherwise beside a name that is', () => {
    const both = oneCase('deployment.x/deployment/y', {
      section: 'deployment',
      start: start({ 'http-adapter.clients.ca': 'file', 'users.db.mode': 'required' }),
    });
    const names = { ...renamed, values: { 'users.db.mode': { required: 'require', disabled: 'disable' } } };
    const saying = { finding: 'renamed', seen: undefined, release: 'v0.19.1', names } as const;
    expect(statementOf(both, saying)).toBe(
      'v0.19.1 never reads SMQ_HTTP_ADAPTER_CA_CERTS; it reads SMQ_CLIENTS_GRPC_SERVER_CA_CERTS, ' +
        'and takes require in place of required in SMQ_USERS_DB_SSL_MODE.',
    );
    const verified = {
      ...both,
      start: start({ 'http-adapter.clients.ca': 'f', 'users.db.mode': 'verify-ca' }),
    };
    expect(statementOf(verified, saying)).toBe(
      'v0.19.1 never reads SMQ_HTTP_ADAPTER_CA_CERTS; it reads SMQ_CLIENTS_GRPC_SERVER_CA_CERTS.',
    );
  });

  it('claims no more than was seen of an ignored setting', () => {
    const sessions = { users: { sessions: [{ tls: false, user: 'u' }], refusals: [] } };
    expect(
      statementOf(mode, {
        finding: 'ignored',
        seen: observation({}, { services: { users: up }, sessions }),
        release: 'v1',
        names: noNames,
      }),
    ).toBe(
      'v1 shows no effect of SMQ_USERS_DB_SSL_MODE: the service users, configured by the page, talks to PostgreSQL in plaintext.',
    );
    expect(statementOf(ca, { finding: 'ignored', seen: undefined, release: 'v1', names: renamed })).toBe(
      'v1 shows no effect of SMQ_HTTP_ADAPTER_CA_CERTS, nor SMQ_CLIENTS_GRPC_SERVER_CA_CERTS.',
    );
  });

  it.each(['conforms', 'deviates', undefined] as const)('has nothing to say about %s', (finding) => {
    expect(statementOf(mode, { finding, seen: undefined, release: 'v1', names: noNames })).toBeUndefined();
  });
});

describe('settingsInWords', () => {
  it('writes neither secrets nor paths', () => {
    const one = oneCase('standalone.x/clients/y', {
      start: {
        services: ['clients'],
        settings: {
          'clients.standalone.email': 'me@example.org',
          'clients.standalone.token': 'hunter2-hunter2',
          'users.http.cert': '',
          'users.http.key': { file: 'key', of: 'right-rsa', form: 'encrypted', inline: true },
          'users.db.root': { file: 'ca', of: ['right', 'other'], form: 'comments' },
          'users.db.cert': { file: 'damaged', as: 'directory', name: 'certificate' },
        },
        environment: { SMQ_CLIENTS_DB_PASS: 'hunter3' },
        probes: [],
      },
    });
    expect(settingsInWords(one, noNames)).toEqual({
      SMQ_CLIENTS_STANDALONE_EMAIL: 'me@example.org',
      SMQ_CLIENTS_STANDALONE_TOKEN: 'a secret',
      SMQ_USERS_SERVER_CERT: 'the empty string',
      SMQ_USERS_SERVER_KEY: 'the text of: key file, right rsa, encrypted',
      SMQ_USERS_DB_SSL_ROOT_CERT: 'CA file of the right CA and the other CA, comments',
      SMQ_USERS_DB_SSL_CERT: 'path of a directory in place of the certificate file',
      SMQ_CLIENTS_DB_PASS: 'a secret',
    });
  });

  it('distinguishes a hung service from one that does not start', () => {
    const hung = observation({}, { services: { users: service({ outcome: 'hung', ms: 9 }) } });
    expect(statementOf(mode, { finding: 'ignored', seen: hung, release: 'v1', names: noNames })).toContain(
      'does not start',
    );
  });
});
