/** What certificates and keys that can be read change: names, authorities, dates, and pairs that do not belong together. */
import { beforeAll, describe, expect, test } from 'vitest';
import { createAuthorities, type Authorities } from '../../certs/authorities.ts';
import { issue, type Issued } from '../../certs/identities.ts';
import { keyText } from '../../certs/key-text.ts';
import type { Advice } from '../../src/advise/schema.ts';
import type { Identity } from '../../suites/vocabulary.ts';
import { adviseOn, hopsBetween, line, ofKind, type Files, type Small } from './build.ts';

let authorities: Authorities;
const issued = new Map<Identity, Issued>();

beforeAll(async () => {
  authorities = await createAuthorities();
  for (const identity of [
    'right',
    'right-chain',
    'wrong-name',
    'name-in-subject',
    'expired',
    'not-yet-valid',
    'other-ca',
    'client',
  ] as const)
    issued.set(
      identity,
      await issue(authorities, { identity, label: 'clients', names: ['clients'], ips: [] }),
    );
});

const cert = (identity: Identity): string => issued.get(identity)!.filePem;
const key = (identity: Identity): string => keyText(issued.get(identity)!.privateKey, 'pkcs8');

const serverPair = { SMQ_CLIENTS_GRPC_SERVER_CERT: '/s.crt', SMQ_CLIENTS_GRPC_SERVER_KEY: '/s.key' };
const callerCa = { SMQ_CLIENTS_GRPC_SERVER_CA_CERTS: '/ca.crt' };
const callerPair = { SMQ_CLIENTS_GRPC_CLIENT_CERT: '/c.crt', SMQ_CLIENTS_GRPC_CLIENT_KEY: '/c.key' };

interface Two {
  server?: Files;
  serverSets?: Record<string, string>;
  caller?: Files;
  callerSets?: Record<string, string>;
  host?: string;
}

/** Clients with a pair, and the CoAP adapter that calls it. */
const two = ({ server, serverSets = {}, caller, callerSets = {}, host = 'clients' }: Two): Advice => {
  const smalls: Small[] = [
    {
      name: 'clients',
      image: 'supermq/clients',
      environment: {
        SMQ_CLIENTS_GRPC_HOST: 'clients',
        SMQ_CLIENTS_GRPC_PORT: '7006',
        ...serverPair,
        ...serverSets,
      },
      files: {
        '/s.crt': cert('right'),
        '/s.key': key('right'),
        '/ca.crt': authorities.right.certificatePem,
        ...server,
      },
      aliases: ['10.0.0.9'],
    },
    {
      name: 'coap-adapter',
      image: 'supermq/coap',
      environment: { SMQ_CLIENTS_GRPC_URL: `${host}:7006`, ...callerCa, ...callerSets },
      files: {
        '/ca.crt': authorities.right.certificatePem,
        '/c.crt': cert('client'),
        '/c.key': key('client'),
        ...caller,
      },
    },
  ];
  return adviseOn(smalls, 'v0.19.1', {}, new Date());
};

const transport = (advice: Advice): string | undefined =>
  hopsBetween(advice, 'coap-adapter', 'clients')[0]?.replace('coap-adapter → clients grpc: ', '');
const served = (identity: Identity): Files => ({ '/s.crt': cert(identity), '/s.key': key(identity) });

describe('the certificate of the server', () => {
  test('the right one is accepted, also by way of an intermediate', () => {
    expect(transport(two({}))).toBe('TLS');
    expect(transport(two({ server: served('right-chain') }))).toBe('TLS');
  });

  test.each([
    ['wrong-name', 'name mismatch', 'is for'],
    ['name-in-subject', 'name mismatch', 'no subject alternative name'],
    ['other-ca', 'bad value', 'is not of the authorities'],
    ['expired', 'expired', 'ended on'],
    ['not-yet-valid', 'expired', 'begins on'],
  ] as const)('%s is refused', (identity, kind, words) => {
    const advice = two({ server: served(identity) });
    expect(transport(advice)).toBe('refused');
    const said = ofKind(advice, kind).find(({ container }) => container === 'coap-adapter');
    expect(said).toMatchObject({ severity: 'availability', rule: 'ca.trusts-only-those' });
    expect(said?.says).toContain(words);
  });

  test('an address that is in no certificate is refused', () => {
    const advice = two({ host: '10.0.0.9' });
    expect(transport(advice)).toBe('refused');
    expect(ofKind(advice, 'name mismatch')).toHaveLength(1);
  });

  test('the server itself goes on with an expired one, and that is said', () => {
    const [said] = ofKind(two({ server: served('expired') }), 'expired').filter(
      ({ container }) => container === 'clients',
    );
    expect(said?.says).toMatch(/goes on serving it/);
    expect(ofKind(two({}), 'expired')).toEqual([]);
  });
});

describe('a pair that cannot be used', () => {
  test.each([
    ['an empty key', { '/s.key': '' }, 'not PEM', 'holds no private key'],
    ['an empty certificate', { '/s.crt': '' }, 'not PEM', 'is empty'],
    ['no certificate', { '/s.crt': 'hello' }, 'not PEM', 'holds no certificate'],
    ['a folder', { '/s.crt': { is: 'folder', at: line(1) } }, 'bad value', 'is a folder'],
  ] as const)('%s: Clients ends with 0, and never speaks plaintext', (_, server, kind, words) => {
    const advice = two({ server });
    expect(transport(advice)).toBe('does not start');
    expect(ofKind(advice, kind)[0]?.says).toContain(words);
    expect(ofKind(advice, 'does not start')[0]?.says).toContain('exit code 0');
  });

  test('a key of another certificate, and the two exchanged', () => {
    const mismatched = two({ server: { '/s.key': key('other-ca') } });
    expect(ofKind(mismatched, 'key does not match')[0]).toMatchObject({
      variable: 'SMQ_CLIENTS_GRPC_SERVER_KEY',
      shownBy: 'server.bad-pair-never-plaintext/clients.grpc/mismatched@release',
    });
    expect(transport(mismatched)).toBe('does not start');
    const exchanged = two({ server: { '/s.crt': key('right'), '/s.key': cert('right') } });
    expect(ofKind(exchanged, 'not PEM')[0]?.says).toContain('may be exchanged');
  });

  test('a key that all may read is taken, and said', () => {
    const open = two({ server: { '/s.key': { is: 'file', text: key('right'), at: line(1), mode: 0o644 } } });
    expect(ofKind(open, 'readable by all')).toMatchObject([{ severity: 'weaker', container: 'clients' }]);
    expect(transport(open)).toBe('TLS');
    expect(ofKind(two({}), 'readable by all')).toEqual([]);
  });

  test('a text in PEM form is taken since v0.18.0', () => {
    const inline = { SMQ_CLIENTS_GRPC_SERVER_CERT: cert('right'), SMQ_CLIENTS_GRPC_SERVER_KEY: key('right') };
    expect(transport(two({ serverSets: inline }))).toBe('TLS');
    const server: Small = { name: 'clients', image: 'supermq/clients', environment: inline };
    const old = adviseOn([server], 'v0.17.0');
    expect(ofKind(old, 'does not start')).toHaveLength(1);
    expect(JSON.stringify(old)).not.toContain('PRIVATE KEY');
  });
});

describe('client certificates', () => {
  const demanding = { SMQ_CLIENTS_GRPC_CLIENT_CA_CERTS: '/ca.crt' };

  test('demanded and shown', () => {
    const advice = two({ serverSets: demanding, callerSets: callerPair });
    expect(transport(advice)).toBe('TLS, client certificate demanded');
    expect(ofKind(advice, 'turns on client certificates')).toMatchObject([{ severity: 'good' }]);
  });

  test('shown and not demanded', () => {
    expect(transport(two({ callerSets: callerPair }))).toBe('TLS, client certificate offered');
  });

  test('demanded and not there', () => {
    const advice = two({ serverSets: demanding });
    expect(transport(advice)).toBe('refused');
    expect(ofKind(advice, 'asks for a client certificate that no caller has')).toMatchObject([
      { container: 'coap-adapter', variable: 'SMQ_CLIENTS_GRPC_CLIENT_CERT' },
    ]);
  });

  test('of another authority: never sent, so refused', () => {
    const files = { '/c.crt': cert('other-ca'), '/c.key': key('other-ca') };
    const advice = two({ serverSets: demanding, callerSets: callerPair, caller: files });
    expect(transport(advice)).toBe('refused');
    expect(ofKind(advice, 'ignored')[0]?.says).toContain('is never sent');
  });

  test('the list of the caller at the server: the authorities of the system, unless a variable puts the own one there', () => {
    const sets = { SMQ_CLIENTS_GRPC_SERVER_CA_CERTS: '/ca.crt' };
    expect(transport(two({ serverSets: sets, callerSets: callerPair }))).toBe('refused');
    const trusted = two({ serverSets: { ...sets, SSL_CERT_FILE: '/ca.crt' }, callerSets: callerPair });
    expect(transport(trusted)).toBe('TLS, client certificate demanded');
  });

  test('an empty list asks for none, and says nothing', () => {
    const advice = two({ serverSets: demanding, server: { '/ca.crt': '' } });
    expect(transport(advice)).toBe('TLS');
    expect(ofKind(advice, 'ignored')).toMatchObject([
      { container: 'clients', variable: 'SMQ_CLIENTS_GRPC_CLIENT_CA_CERTS', severity: 'weaker' },
    ]);
  });

  test('an unusable list ends the server with 0', () => {
    const advice = two({ serverSets: demanding, server: { '/ca.crt': 'hello' } });
    expect(transport(advice)).toBe('does not start');
    expect(ofKind(advice, 'not PEM')).toMatchObject([{ variable: 'SMQ_CLIENTS_GRPC_CLIENT_CA_CERTS' }]);
  });
});

describe('the authorities of a caller', () => {
  test('an empty file: those of the system, which do not know a private one', () => {
    expect(transport(two({ caller: { '/ca.crt': '' } }))).toBe('refused');
  });

  test.each([
    ['no certificate', 'hello', 'not PEM'],
    ['a folder', { is: 'folder', at: line(1) }, 'bad value'],
    [
      'a source that is missing',
      { is: 'source missing', at: line(1), host: '/srv/ca.crt', folder: true },
      'source missing',
    ],
  ] as const)('%s: the caller ends with 1', (_, file, kind) => {
    const advice = two({ caller: { '/ca.crt': file } });
    expect(transport(advice)).toBe('does not start');
    expect(ofKind(advice, kind)[0]).toMatchObject({ container: 'coap-adapter', severity: 'availability' });
    expect(ofKind(advice, 'does not start')[0]?.says).toContain('exit code 1');
  });

  test('half a pair beside them: the caller ends with 1', () => {
    const advice = two({ callerSets: { SMQ_CLIENTS_GRPC_CLIENT_CERT: '/c.crt' } });
    expect(ofKind(advice, 'half a pair')[0]?.says).toContain('SMQ_CLIENTS_GRPC_CLIENT_KEY is missing');
    expect(ofKind(advice, 'does not start')[0]).toMatchObject({ container: 'coap-adapter' });
  });
});
