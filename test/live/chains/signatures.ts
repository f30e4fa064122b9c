/** Chains about signatures, keys and extensions, with what crypto/x509 of Go says of each. */
import { generateKeyPairSync } from 'node:crypto';
import { objectIdentifier, sequence } from '../../../certs/der.ts';
import { ecKey, extension, make, rsaKey, rsaSpki } from './maker.ts';
import { chainOf, leafOf, rootOf, row, server, shared, three, two, type Row } from './parts.ts';

export const signaturesRows: Row[] = [
  row('a leaf signed with SHA-1', 'refused', two({ leaf: { hash: 'sha1' } }), 'CN=leaf is signed with SHA-1'),
  row(
    'an intermediate signed with SHA-1',
    'refused',
    three({ middle: { hash: 'sha1' } }),
    'CN=middle is signed with SHA-1',
  ),
  row('a root signed with SHA-1', 'accepted', two({ root: { hash: 'sha1' } })),
  row('RSA with SHA-1', 'refused', two({ root: { key: shared.rsa }, leaf: { hash: 'sha1' } }), 'SHA-1'),
  row('RSA with MD5', 'refused', two({ root: { key: shared.rsa }, leaf: { hash: 'md5' } }), 'MD5'),
  row('RSA with SHA-512', 'accepted', two({ root: { key: shared.rsa }, leaf: { hash: 'sha512' } })),
  row('RSA-PSS', 'accepted', two({ root: { key: shared.rsa }, leaf: { hash: 'pss' } })),
  row(
    'RSA-PSS with another salt',
    'refused',
    two({ root: { key: shared.rsa }, leaf: { hash: 'pss-other-salt' } }),
    'the algorithm 1.2.840.113549.1.1.10',
  ),
  row('a root of RSA 1024', 'accepted', two({ root: { key: shared.weak } })),
  row(
    'a root of RSA 768',
    'refused',
    two({ root: { key: rsaKey(768) } }),
    'CN=root has an RSA key of 768 bits',
  ),
  row('a leaf of RSA 1024', 'accepted', two({ leaf: { key: shared.weak } })),
  row('a leaf of RSA 512', 'refused', two({ leaf: { key: rsaKey(512) } }), 'its RSA key has 512 bits'),
  row('a leaf of RSA 8192', 'accepted', two({ leaf: { spki: rsaSpki(8192) } })),
  row('a leaf of RSA 8200', 'refused', two({ leaf: { spki: rsaSpki(8200) } }), 'more than 8192 bits'),
  row(
    'an unused certificate of RSA 8200 beside it',
    'refused',
    () => {
      const anchor = rootOf();
      return chainOf([leafOf(anchor), make({ subject: 'stranger', spki: rsaSpki(8200) })], [anchor]);
    },
    'more than 8192 bits',
  ),
  row(
    'RSA without parameters',
    'refused',
    two({ leaf: { spki: rsaSpki(2048, Buffer.alloc(0)) } }),
    'Go cannot read',
  ),
  row(
    'Ed25519 all the way',
    'accepted',
    two({
      root: { key: generateKeyPairSync('ed25519').privateKey },
      leaf: { key: generateKeyPairSync('ed25519').privateKey },
    }),
  ),
  row('P-224', 'accepted', two({ leaf: { key: ecKey('P-224') } })),
  row('P-521 with SHA-512', 'accepted', two({ root: { key: ecKey('P-521') }, leaf: { hash: 'sha512' } })),
  row(
    'a curve that Go does not know',
    'refused',
    two({ leaf: { key: ecKey('secp256k1') } }),
    'a curve that Go does not know',
  ),
  row(
    'Ed448',
    'refused',
    two({ leaf: { key: generateKeyPairSync('ed448').privateKey } }),
    'a kind that TLS of Go does not take',
  ),
  row(
    'a signature of another key',
    'refused',
    two({ leaf: { signer: ecKey() } }),
    'another key than the one that signed',
  ),
  row(
    'a serial number below zero',
    'refused',
    two({ leaf: { serial: Buffer.from([0x80, 1]) } }),
    'its serial number is negative',
  ),
  row(
    'a critical extension that none knows',
    'refused',
    two({ leaf: { extensions: [extension('1.3.6.1.4.1.99999.2', sequence(), true)] } }),
    'does not handle (1.3.6.1.4.1.99999.2)',
  ),
  row(
    'the same, not critical',
    'accepted',
    two({ leaf: { extensions: [extension('1.3.6.1.4.1.99999.2', sequence())] } }),
  ),
  row(
    'an intermediate with a critical extension that none knows',
    'refused',
    three({ middle: { extensions: [extension('1.3.6.1.4.1.99999.2', sequence(), true)] } }),
    'CN=middle has a critical extension',
  ),
  row(
    'an extension that stands twice',
    'refused',
    two({ leaf: { extensions: [extension('2.5.29.37', sequence(objectIdentifier(server)))] } }),
    'twice',
  ),
  row(
    'a critical key identifier',
    'refused',
    two({
      leaf: { identifiers: false, extensions: [extension('2.5.29.14', Buffer.from('040101', 'hex'), true)] },
    }),
    'Go cannot read',
  ),
  row(
    'a damaged certificate beside it',
    'refused',
    () => {
      const anchor = rootOf();
      return chainOf([leafOf(anchor), make({ subject: 'stranger', serial: Buffer.from([0x80]) })], [anchor]);
    },
    'Go cannot read a presented certificate',
  ),
];
