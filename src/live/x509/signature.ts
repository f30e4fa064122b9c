/** Tells the algorithms of signatures that Go knows from those that it refuses. Pure. */
import { contentOf, identifierOf, NoDer, smallNumberOf, valuesOf } from './der.ts';

export interface SignatureKind {
  /** Kind of the key that makes it; absent: Go does not know the algorithm. */
  by?: 'rsa' | 'ec' | 'ed25519';
  name: string;
  /** Go refuses it as insecure. */
  insecure: boolean;
}

const sound = (by: SignatureKind['by'], name: string): SignatureKind => ({
  ...(by && { by }),
  name,
  insecure: false,
});
const insecure = (by: SignatureKind['by'], name: string): SignatureKind => ({
  ...(by && { by }),
  name,
  insecure: true,
});

const known: Readonly<Record<string, SignatureKind>> = {
  '1.2.840.113549.1.1.4': insecure('rsa', 'MD5'),
  '1.2.840.113549.1.1.5': insecure('rsa', 'SHA-1'),
  '1.3.14.3.2.29': insecure('rsa', 'SHA-1'),
  '1.2.840.113549.1.1.11': sound('rsa', 'SHA-256'),
  '1.2.840.113549.1.1.12': sound('rsa', 'SHA-384'),
  '1.2.840.113549.1.1.13': sound('rsa', 'SHA-512'),
  '1.2.840.10045.4.1': insecure('ec', 'SHA-1'),
  '1.2.840.10045.4.3.2': sound('ec', 'SHA-256'),
  '1.2.840.10045.4.3.3': sound('ec', 'SHA-384'),
  '1.2.840.10045.4.3.4': sound('ec', 'SHA-512'),
  '1.3.101.112': sound('ed25519', 'Ed25519'),
};

const pss = '1.2.840.113549.1.1.10';
const maskGeneration = '1.2.840.113549.1.1.8';
/** Length of the salt by the hash that goes with it: Go takes no other. */
const salts: Readonly<Record<string, number>> = {
  '2.16.840.1.101.3.4.2.1': 32,
  '2.16.840.1.101.3.4.2.2': 48,
  '2.16.840.1.101.3.4.2.3': 64,
};

/** @param algorithm what stands in the AlgorithmIdentifier */
export const signatureOf = (algorithm: Buffer): SignatureKind => {
  const [identifier, parameters] = valuesOf(algorithm);
  if (!identifier) throw new NoDer('no algorithm');
  const oid = identifierOf(identifier.content);
  if (oid === pss && parameters) return isUsualPss(parameters.content) ? sound('rsa', 'PSS') : unknown(oid);
  if (oid === '1.3.101.112' && parameters) return unknown(oid);
  return known[oid] ?? unknown(oid);
};

const unknown = (oid: string): SignatureKind => sound(undefined, `the algorithm ${oid}`);

const isUsualPss = (parameters: Buffer): boolean => {
  const fields = new Map(valuesOf(parameters).map(({ tag, content }) => [tag & 0x1f, content]));
  const [hash, mask, salt] = [0, 1, 2].map((field) => fields.get(field));
  if (!hash || !mask || !salt || fields.has(3)) return false;
  const [hashName] = valuesOf(contentOf(hash, 0x30));
  const [maskName, maskHash] = valuesOf(contentOf(mask, 0x30));
  if (!hashName || !maskName || !maskHash || identifierOf(maskName.content) !== maskGeneration) return false;
  const [inner] = valuesOf(maskHash.content);
  return (
    inner !== undefined &&
    inner.content.equals(hashName.content) &&
    salts[identifierOf(hashName.content)] === smallNumberOf(contentOf(salt, 2))
  );
};
