/** Judges a certificate and its key as Go does when it loads them: half, good, or unusable and why. */
import { keyFits, pemFacts, type CertificateFacts } from '../configuration/certificates.ts';
import type { Place } from '../configuration/model.ts';
import { materialOf, whyNoFile, type Material } from './files.ts';
import { settingOf, type Instance, type Setting } from './matching.ts';
import type { Kind } from './schema.ts';
import type { World } from './world.ts';

export type PairState =
  | { state: 'none' }
  | { state: 'half'; missing: 'certificate' | 'key'; variable: string; other: string }
  | { state: 'good'; certificate?: CertificateFacts; chain?: string }
  /** `what`: a sentence about the file; `variable`: whose value it is. */
  | { state: 'bad'; kind: Kind; what: string; variable: string; condition: string }
  | { state: 'unknown'; name: string };

export interface Pair {
  cert: Setting;
  key: Setting;
  files: { cert?: Material; key?: Material };
  judged: PairState;
  at: Place[];
}

/** Names of two variables; a release may have none. */
export interface PairVariables {
  cert?: string;
  key?: string;
}

export const pairOf = (instance: Instance, variables: PairVariables, world: World, pem: boolean): Pair => {
  const cert = settingOf(instance, variables.cert);
  const key = settingOf(instance, variables.key);
  const files = {
    ...(cert.state === 'set' && { cert: materialOf(cert, instance.container, world, pem) }),
    ...(key.state === 'set' && { key: materialOf(key, instance.container, world, pem) }),
  };
  const at = [...(files.cert?.at ?? placeOf(cert)), ...(files.key?.at ?? placeOf(key))];
  return { cert, key, files, at, judged: judge({ cert, key, files, variables }) };
};

const placeOf = (setting: Setting): Place[] => (setting.state === 'unset' ? [] : [setting.at]);

interface Both {
  cert: Setting;
  key: Setting;
  files: Pair['files'];
  variables: PairVariables;
}

const judge = ({ cert, key, files, variables }: Both): PairState => {
  const [certName, keyName] = [variables.cert ?? '', variables.key ?? ''];
  if (cert.state === 'unknown') return { state: 'unknown', name: cert.name };
  if (key.state === 'unknown') return { state: 'unknown', name: key.name };
  if (!files.cert && !files.key) return { state: 'none' };
  if (!files.key) return { state: 'half', missing: 'key', variable: certName, other: keyName };
  if (!files.cert) return { state: 'half', missing: 'certificate', variable: keyName, other: certName };
  return (
    unusable(files.cert, cert, certName, 'cert') ??
    unusable(files.key, key, keyName, 'key') ??
    contents(files.cert, files.key, { cert, key, files, variables })
  );
};

/** No file to read. */
const unusable = (
  material: Material,
  setting: Setting,
  variable: string,
  half: 'cert' | 'key',
): PairState | undefined => {
  const none = whyNoFile(material, setting);
  return (
    none && {
      state: 'bad',
      kind: none.kind,
      what: none.what,
      variable,
      condition: none.is === 'directory' ? 'a-directory' : `${half}-missing`,
    }
  );
};

const contents = (certFile: Material, keyFile: Material, { variables }: Both): PairState => {
  const certText = certFile.state === 'text' ? certFile.text : undefined;
  const keyText = keyFile.state === 'text' ? keyFile.text : undefined;
  const wrong =
    (certText === undefined ? undefined : wrongCertificate(certText, variables.cert ?? '')) ??
    (keyText === undefined ? undefined : wrongKey(keyText, variables.key ?? ''));
  if (wrong) return wrong;
  if (certText !== undefined && keyText !== undefined && keyFits(certText, keyText) === false)
    return {
      state: 'bad',
      kind: 'key does not match',
      what: 'the key is not that of the certificate',
      variable: variables.key ?? '',
      condition: 'mismatched',
    };
  const certificate = certText === undefined ? undefined : pemFacts(certText).certificates[0];
  return {
    state: 'good',
    ...(certificate && certText !== undefined && { certificate, chain: certText }),
  };
};

const wrongCertificate = (text: string, variable: string): PairState | undefined => {
  const { certificates, keys } = pemFacts(text);
  if (certificates.length > 0) return undefined;
  const bad = (what: string, condition: string): PairState => ({
    state: 'bad',
    kind: 'not PEM',
    what,
    variable,
    condition,
  });
  if (keys.length > 0)
    return bad('the certificate file holds a key: the two files may be exchanged', 'swapped');
  return text === ''
    ? bad('the certificate file is empty', 'empty-file')
    : bad('the certificate file holds no certificate in PEM form', 'cert-garbage');
};

const wrongKey = (text: string, variable: string): PairState | undefined => {
  const { keys } = pemFacts(text);
  const [key] = keys;
  const bad = (kind: Kind, what: string, condition: string): PairState => ({
    state: 'bad',
    kind,
    what,
    variable,
    condition,
  });
  if (key?.encrypted === true)
    return bad('bad value', 'the key is encrypted, and no setting takes its password', 'encrypted-key');
  return key?.type === undefined
    ? bad('not PEM', 'the key file holds no private key in PEM form', 'key-garbage')
    : undefined;
};
