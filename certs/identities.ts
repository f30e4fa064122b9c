/** Issues the identities of `suites/vocabulary.ts`: every call makes a new certificate. */
import { generateKeyPairSync, type KeyObject, randomBytes, randomInt, X509Certificate } from 'node:crypto';
import type { Identity } from '../suites/vocabulary.ts';
import { type Authorities, type IssuingAuthority, makeRsaKeys, newEcKey } from './authorities.ts';
import { signCertificate } from './certificate.ts';

export interface IssueRequest {
  identity: Identity;
  /** Whom it is for; part of the common name, shortened to fit. */
  label: string;
  /** DNS names and IP literals that a server is reached by; they become its SAN. */
  names: readonly string[];
  ips: readonly string[];
  /** The name by which it is reached, where a certificate holds one alone; by default the first of `names`. */
  host?: string;
}

export interface Issued {
  identity: Identity;
  /** The leaf alone. */
  certificatePem: string;
  /** What a certificate file holds: the leaf, for `right-chain` and `same-name-ca` followed by its authority. */
  filePem: string;
  privateKey: KeyObject;
  /** Of the leaf, as node's `X509Certificate.fingerprint256`. */
  fingerprint256: string;
  /** Of all certificates in the file, leaf first. */
  chainFingerprints: string[];
  /** `CN=…`, as node prints it. */
  subject: string;
  /** `/CN=…`, as PostgreSQL prints it in `pg_stat_ssl.client_dn`. */
  subjectDn: string;
}

/** Chain and key in PEM, as Node and gRPC take them. */
export const pemPairOf = ({ filePem, privateKey }: Issued): { cert: string; key: string } => ({
  cert: filePem,
  key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
});

/** The SAN of `wrong-name`, whatever names were asked for. */
export const wrongName = 'wrong.name.test';

/** A key of each kind: new, or one of those that certificates share because making them takes long. */
const newKeys = {
  ec: () => newEcKey(),
  p384: () => newEcKey('P-384'),
  ed25519: () => generateKeyPairSync('ed25519').privateKey,
  rsa: async ({ rsaKeys }: Authorities) => {
    const keys = await rsaKeys;
    return keys[randomInt(keys.length)]!;
  },
  // Made on the spot where the run did not foresee that a case needs it.
  'rsa-4096': async ({ rsa4096Keys }: Authorities) =>
    (await rsa4096Keys)[0] ?? (await makeRsaKeys(1, 4096))[0]!,
} satisfies Record<string, (authorities: Authorities) => KeyObject | Promise<KeyObject>>;

interface Recipe {
  issuer: Exclude<keyof Authorities, 'rsaKeys' | 'rsa4096Keys' | 'expired'> | 'self';
  purpose: 'server' | 'client';
  key: keyof typeof newKeys;
  days: { from: number; to: number };
  /** What the SAN holds of the names and addresses that were asked for. */
  san: 'all' | 'names' | 'look-alikes' | 'nothing';
}

// At least a day beside now, so that a clock that is hours off does not turn a case round.
const valid = { from: -1, to: 30 };
const server = { issuer: 'right', purpose: 'server', key: 'ec', days: valid, san: 'all' } as const;
const client = { ...server, purpose: 'client', san: 'nothing' } as const;

const recipes = {
  right: server,
  'right-rsa': { ...server, key: 'rsa' },
  'right-p384': { ...server, key: 'p384' },
  'right-rsa-4096': { ...server, key: 'rsa-4096' },
  'right-ed25519': { ...server, key: 'ed25519' },
  'right-chain': { ...server, issuer: 'intermediate' },
  'wrong-name': { ...server, san: 'look-alikes' },
  'name-in-subject': { ...server, san: 'nothing' },
  'no-address': { ...server, san: 'names' },
  'other-ca': { ...server, issuer: 'other' },
  'third-ca': { ...server, issuer: 'third' },
  'same-name-ca': { ...server, issuer: 'sameName' },
  expired: { ...server, days: { from: -30, to: -2 } },
  'not-yet-valid': { ...server, days: { from: 2, to: 30 } },
  'self-signed': { ...server, issuer: 'self' },
  'for-clients': { ...server, purpose: 'client' },
  client,
  'client-other-ca': { ...client, issuer: 'other' },
} as const satisfies Record<Identity, Recipe>;

export async function issue(authorities: Authorities, request: IssueRequest): Promise<Issued> {
  const { identity } = request;
  const recipe: Recipe = recipes[identity];
  const privateKey = await newKeys[recipe.key](authorities);
  const commonName = commonNameOf(request);
  const { names, ips } = alternativeNames(recipe, request);
  const certificatePem = signCertificate({
    commonName,
    key: privateKey,
    issuer: recipe.issuer === 'self' ? { commonName, privateKey } : authorities[recipe.issuer],
    purpose: recipe.purpose,
    names,
    ips,
    days: recipe.days,
    // The impostor's certificates point at the right authority in all but their signatures.
    ...(recipe.issuer === 'sameName' && { identifiers: { authority: authorities.right.privateKey } }),
  });
  const chain = [certificatePem, ...furtherOf(recipe, authorities).map((it) => it.certificatePem)];
  const chainFingerprints = chain.map((pem) => new X509Certificate(pem).fingerprint256);
  return {
    identity,
    certificatePem,
    filePem: chain.join(''),
    privateKey,
    fingerprint256: chainFingerprints[0]!,
    chainFingerprints,
    subject: `CN=${commonName}`,
    subjectDn: `/CN=${commonName}`,
  };
}

/**
 * One certificate per identity, made when it is first asked for: what the settings of one start share, so that a
 * certificate file and a key file of the same identity belong together.
 */
export function identitiesFor(
  authorities: Authorities,
  about: Omit<IssueRequest, 'identity'>,
): (identity: Identity, host?: string) => Promise<Issued> {
  const issued = new Map<string, Promise<Issued>>();
  return (identity, host) => {
    // The host decides where it is the subject, and nowhere else.
    const key = identity === 'name-in-subject' ? `${identity} ${host}` : identity;
    const known = issued.get(key);
    if (known) return known;
    const made = issue(authorities, { ...about, identity, ...(host !== undefined && { host }) });
    issued.set(key, made);
    return made;
  };
}

/**
 * At most 59 characters: PostgreSQL cuts `client_dn` to NAMEDATALEN - 1 = 63 bytes (backend_status.h), and X.520
 * allows a common name 64. The random end keeps it unique when the label had to be cut.
 */
function commonNameOf({ identity, label, host, names }: IssueRequest): string {
  if (identity === 'name-in-subject') return host ?? names[0]!;
  const end = `.${identity}.${randomBytes(4).toString('hex')}`;
  const start = label.replace(/[^A-Za-z0-9.-]+/g, '-').slice(0, 59 - end.length);
  return `${start}${end}`;
}

function alternativeNames(
  { san }: Recipe,
  { names, ips }: IssueRequest,
): Pick<IssueRequest, 'names' | 'ips'> {
  switch (san) {
    case 'all':
      return { names, ips };
    case 'names':
      return { names, ips: [] };
    case 'look-alikes':
      return { names: lookAlikes(names), ips: [] };
    case 'nothing':
      return { names: [], ips: [] };
  }
}

/** Names that a client takes for the asked ones when it compares less than the whole name. */
const lookAlikes = (names: readonly string[]): string[] => [
  wrongName,
  ...names.flatMap((name) => [`not-${name}`, `${name}.${wrongName}`]),
];

/** What a server sends besides its leaf. The impostor sends its root as well, for clients that look for a name in it. */
function furtherOf({ issuer }: Recipe, authorities: Authorities): IssuingAuthority[] {
  return issuer === 'intermediate' || issuer === 'sameName' ? [authorities[issuer]] : [];
}
