/** Judges the certificate of a server as a caller in Go does: validity, authority, and the name in the address. */
import { fitsName, isSignedBy, type CertificateFacts } from '../configuration/certificates.ts';
import type { Listener } from './listeners.ts';
import type { Instance } from './matching.ts';
import { pathOf } from './files.ts';
import type { Outgoing } from './outgoing.ts';
import type { World } from './world.ts';

/** Why two ends do not meet. */
export type Refusal =
  | 'peer in plaintext'
  | 'peer demands TLS'
  | 'no client certificate'
  | 'client certificate of another authority'
  | 'name mismatch'
  | 'other authority'
  | 'expired';

export interface Mismatch {
  refusal: Refusal;
  because: string;
  /** Of `ca.trusts-only-those`. */
  condition: string;
}

/** Undefined where the caller accepts it, or where it cannot be looked at here. */
export const checkIdentity = (
  { calls, ca, instance: caller }: Outgoing,
  { pair, instance }: Listener,
  host: string,
  world: World,
): Mismatch | undefined => {
  if (calls.state !== 'TLS') return undefined;
  const server = instance.name;
  if (calls.from === 'system' && !systemTrusts(caller))
    return {
      refusal: 'other authority',
      because: `the file of ${ca.variable} is empty, and the authorities of the container's system do not vouch for ${server}`,
      condition: 'peer-of-another-ca',
    };
  const certificate = pair.judged.state === 'good' ? pair.judged.certificate : undefined;
  if (!certificate) return undefined;
  if (certificate.validUntil < world.now)
    return {
      refusal: 'expired',
      because: `the certificate of ${server} ended on ${day(certificate.validUntil)}`,
      condition: 'expired',
    };
  if (certificate.validFrom > world.now)
    return {
      refusal: 'expired',
      because: `the certificate of ${server} begins on ${day(certificate.validFrom)}`,
      condition: 'not-yet-valid',
    };
  if (!isTrusted(calls, pair))
    return {
      refusal: 'other authority',
      because: `the certificate of ${server} is not of the authorities in ${pathOf(ca.setting)} (${ca.variable})`,
      condition: 'peer-of-another-ca',
    };
  return nameMismatch(certificate, server, host);
};

export const day = (date: Date): string => date.toISOString().slice(0, 10);

const isTrusted = (
  calls: Extract<Outgoing['calls'], { state: 'TLS' }>,
  { judged }: Listener['pair'],
): boolean =>
  calls.from === 'system' ||
  calls.trusts === undefined ||
  judged.state !== 'good' ||
  judged.chain === undefined ||
  isSignedBy(judged.chain, calls.trusts) !== false;

const nameMismatch = (certificate: CertificateFacts, server: string, host: string): Mismatch | undefined => {
  const fit = fitsName(certificate, host);
  if (fit === 'fits') return undefined;
  const { dnsNames, ips, commonName } = certificate;
  if (fit === 'no names')
    return {
      refusal: 'name mismatch',
      because: `the certificate of ${server} has no subject alternative name${commonName === host ? `, and the common name ${host} does not count` : ''}: Go refuses it`,
      condition: 'name-in-the-subjects-cn-only',
    };
  return {
    refusal: 'name mismatch',
    because: `the certificate of ${server} is for ${[...dnsNames, ...ips].join(', ')}, and the caller calls ${host}`,
    condition: /^[0-9.]+$|:/.test(host) ? 'ip-literal-without-ip-san' : 'wrong-name',
  };
};

/** A private authority is among those of the system only where a variable puts it there. */
export const systemTrusts = ({ container }: Instance): boolean =>
  (container.environment.get('SSL_CERT_FILE')?.text ?? '') !== '';
