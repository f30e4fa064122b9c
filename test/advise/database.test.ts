/** Modes and files of PostgreSQL, as measured on two releases. */
import { describe, expect, test } from 'vitest';
import { adviseOn, ofKind, somewhere } from './build.ts';

interface Row {
  mode?: string;
  cert?: string;
  key?: string;
  root?: string;
}

const users = ({ mode, cert, key, root }: Row, release: string, environment: Record<string, string> = {}) =>
  adviseOn(
    [
      {
        name: 'users',
        image: 'supermq/users',
        environment: {
          ...(mode !== undefined && { SMQ_USERS_DB_SSL_MODE: mode }),
          ...(cert !== undefined && { SMQ_USERS_DB_SSL_CERT: cert }),
          ...(key !== undefined && { SMQ_USERS_DB_SSL_KEY: key }),
          ...(root !== undefined && { SMQ_USERS_DB_SSL_ROOT_CERT: root }),
          ...environment,
        },
        files: { '/c': somewhere, '/k': somewhere, '/r': somewhere, '/garbage': 'hello', '/empty': '' },
      },
    ],
    release,
  );

const C = '/c';
const K = '/k';
const R = '/r';
const none = "''";
const offered = 'TLS, client certificate offered';
const ends = 'does not start';

describe.each(['v0.17.0', 'v0.19.1'])('%s', (release) => {
  test.each<[Row, string]>([
    [{}, 'plaintext'],
    [{ mode: '' }, 'plaintext'],
    [{ mode: 'disable' }, 'plaintext'],
    [{ mode: 'disable', cert: C, key: K, root: R }, 'plaintext'],
    [{ mode: 'disable', cert: C }, 'plaintext'],
    [{ mode: 'disable', cert: '/absent', key: K }, 'plaintext'],
    [{ mode: 'disabled' }, ends],
    [{ mode: 'required' }, ends],
    [{ mode: 'required', cert: C, key: K, root: R }, ends],
    [{ mode: 'DISABLE' }, ends],
    [{ mode: 'junk' }, ends],
    [{ mode: 'allow' }, ends],
    [{ mode: 'allow', cert: C, key: K }, 'plaintext'],
    [{ mode: 'prefer', root: R }, ends],
    [{ mode: 'prefer', cert: C, key: K, root: R }, offered],
    [{ mode: 'require' }, ends],
    [{ mode: 'require', root: R }, ends],
    [{ mode: 'require', cert: C, key: K }, offered],
    [{ mode: 'require', cert: none, key: none }, 'TLS'],
    [{ mode: 'require ', cert: none, key: none }, 'TLS'],
    [{ mode: 'require', cert: none, key: none, root: R }, 'TLS'],
    [{ mode: 'verify-ca', cert: C, key: K }, 'refused'],
    [{ mode: 'verify-ca', cert: C, key: K, root: R }, offered],
    [{ mode: 'verify-full', root: R }, ends],
    [{ mode: 'verify-full', cert: none, key: none }, 'refused'],
    [{ mode: 'verify-full', cert: none, key: none, root: R }, 'TLS'],
    [{ mode: 'verify-full', cert: C, root: R }, ends],
    [{ mode: 'verify-full', key: K, root: R }, ends],
    [{ mode: 'verify-full', cert: '/garbage', key: K, root: R }, ends],
    [{ root: '/absent' }, ends],
    [{ mode: 'disable', root: '/garbage' }, ends],
    [{ mode: 'disable', root: '/empty' }, ends],
  ])('%j: %s', (row, transport) => {
    const hop = users(row, release).hops.find(({ listener }) => listener === 'postgres');
    expect(hop).toMatchObject({ from: 'users', transport });
  });

  test('a word that the driver does not take: the one that works', () => {
    const [said] = ofKind(users({ mode: 'required' }, release), 'bad value');
    expect(said).toMatchObject({ severity: 'availability', variable: 'SMQ_USERS_DB_SSL_MODE' });
    expect(said?.todo).toMatch(/^Write require:/);
    expect(ofKind(users({ mode: 'disable' }, release), 'bad value')).toEqual([]);
  });

  test('a word that may be anything is not printed', () => {
    expect(JSON.stringify(users({ mode: 'hunter2' }, release))).not.toContain('hunter2');
  });

  test('files that the mode makes nothing of', () => {
    expect(ofKind(users({ mode: 'disable', root: R }, release), 'ignored')).toMatchObject([
      { severity: 'weaker', variable: 'SMQ_USERS_DB_SSL_ROOT_CERT' },
    ]);
    expect(ofKind(users({ mode: 'disable' }, release), 'ignored')).toEqual([]);
  });

  test('TLS that checks nothing, and TLS that checks all', () => {
    const [loose] = ofKind(users({ mode: 'require', cert: none, key: none }, release), 'in effect');
    expect(loose).toMatchObject({ severity: 'note' });
    const [strict] = ofKind(
      users({ mode: 'verify-full', cert: none, key: none, root: R }, release),
      'in effect',
    );
    expect(strict).toMatchObject({ severity: 'good' });
  });

  test('a password with a blank takes the mode with it, and is not printed', () => {
    const advice = users({}, release, { SMQ_USERS_DB_PASS: 'open sesame' });
    expect(ofKind(advice, 'bad value')).toMatchObject([{ variable: 'SMQ_USERS_DB_PASS' }]);
    expect(JSON.stringify(advice)).not.toContain('sesame');
    expect(ofKind(users({}, release, { SMQ_USERS_DB_PASS: "'open sesame'" }), 'bad value')).toEqual([]);
  });
});
