/** Issues the certificates of one TLS server and one client, by a CA of the test. */
import { newEcKey } from '../../certs/authorities.ts';
import { signCertificate } from '../../certs/certificate.ts';

export interface Pair {
  cert: string;
  key: string;
}

const days = { from: -1, to: 30 };

export const issueSmallIdentities = (): { server: Pair; client: Pair; ca: string } => {
  const root = newEcKey();
  const issuer = { commonName: 'captured-ca', privateKey: root };
  const pair = (commonName: string, purpose: 'server' | 'client', names: string[]): Pair => {
    const key = newEcKey();
    const cert = signCertificate({ commonName, key, issuer, purpose, names, days });
    return { cert, key: key.export({ type: 'pkcs8', format: 'pem' }) as string };
  };
  return {
    server: pair('auth.example', 'server', ['auth.example']),
    client: pair('users', 'client', []),
    ca: signCertificate({ commonName: issuer.commonName, key: root, issuer, purpose: 'root', days }),
  };
};
