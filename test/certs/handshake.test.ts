/** Tests which identities a verifying client accepts, in real handshakes and with OpenSSL where it is installed. */
import { spawnSync } from 'node:child_process';
import type { KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { describe, expect, it } from 'vitest';
import { createAuthorities } from '../../certs/authorities.ts';
import { issue, type Issued } from '../../certs/identities.ts';
import type { Authority, Identity } from '../../suites/vocabulary.ts';

const authorities = await createAuthorities();
const ca = authorities.right.certificatePem;
const about = { label: 'users.http', names: ['localhost'], ips: ['127.0.0.1'] };

const table = [
  ['right', 'right', 'accepted'],
  ['right-rsa', 'right', 'accepted'],
  ['right-chain', 'right', 'accepted'],
  ['wrong-name', 'right', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ['other-ca', 'right', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ['other-ca', 'other', 'accepted'],
  ['third-ca', 'right', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ['same-name-ca', 'right', 'CERT_SIGNATURE_FAILURE'],
  ['third-ca', 'third', 'accepted'],
  ['for-clients', 'right', 'INVALID_PURPOSE'],
  ['expired', 'right', 'CERT_HAS_EXPIRED'],
  ['not-yet-valid', 'right', 'CERT_NOT_YET_VALID'],
  ['self-signed', 'right', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ['right', 'expired', 'CERT_HAS_EXPIRED'],
  ['right', 'other', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
] as const satisfies readonly (readonly [Identity, Authority, string])[];

describe('a client that trusts one authority and checks name and dates', () => {
  it.each(table)('meets %s trusting %s: %s', async (identity, anchor, verdict) => {
    const server = pairOf(await issue(authorities, { ...about, identity }));
    expect(await handshake(server, { ca: authorities[anchor].certificatePem })).toBe(verdict);
  });

  it('refuses the leaf of right-chain without its intermediate', async () => {
    const { certificatePem, privateKey } = await issue(authorities, { ...about, identity: 'right-chain' });
    const server = { cert: certificatePem, key: privateKey };
    expect(await handshake(server, { ca })).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
  });

  it('refuses the IP address where the SAN holds none', async () => {
    const server = pairOf(await issue(authorities, { ...about, identity: 'no-address' }));
    const byAddress = { ca, servername: '127.0.0.1' };
    expect(await handshake(server, byAddress)).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
    expect(await handshake(server, { ca })).toBe('accepted');
  });

  it('accepts the IP address of the SAN, and refuses a name that only the common name holds', async () => {
    const right = await issue(authorities, { ...about, identity: 'right' });
    const server = pairOf(right);
    expect(await handshake(server, { ca, servername: '127.0.0.1' })).toBe('accepted');
    const inName = { ca, servername: right.subject.slice('CN='.length) };
    expect(await handshake(server, inName)).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  });
});

describe('a server that demands a client certificate of the right authority', () => {
  it.each([
    ['client', 'accepted'],
    ['client-other-ca', 'refused'],
    ['right', 'refused'],
    [undefined, 'refused'],
  ] as const)('meets %s: %s', async (identity, verdict) => {
    const server = await issue(authorities, { ...about, identity: 'right' });
    const client = identity && (await issue(authorities, { ...about, identity }));
    const demanding = { ...pairOf(server), demands: true } as const;
    const answer = await handshake(demanding, { ca, pair: client && pairOf(client) });
    expect(answer === 'accepted' ? 'accepted' : 'refused').toBe(verdict);
  });
});

const openssl = spawnSync('openssl', ['version']).status === 0;
describe.runIf(openssl)('OpenSSL as second opinion', () => {
  it.each(table)('agrees about %s under %s: %s', async (identity, anchor, verdict) => {
    const { certificatePem } = await issue(authorities, { ...about, identity });
    const folder = await mkdtemp(join(tmpdir(), 'certs-'));
    try {
      const [leaf, anchors, untrusted] = ['leaf.pem', 'ca.pem', 'untrusted.pem'].map((name) =>
        join(folder, name),
      );
      await writeFile(leaf!, certificatePem);
      await writeFile(anchors!, authorities[anchor].certificatePem);
      await writeFile(untrusted!, authorities.intermediate.certificatePem);
      const strict = [
        '-x509_strict',
        '-no-CApath',
        '-no-CAstore',
        '-CAfile',
        anchors!,
        '-untrusted',
        untrusted!,
      ];
      const peer = ['-purpose', 'sslserver', '-verify_hostname', 'localhost'];
      const { status, stdout, stderr } = spawnSync('openssl', ['verify', ...strict, ...peer, leaf!], {
        encoding: 'utf8',
      });
      expect(status === 0 ? 'accepted' : 'refused', `${stdout}${stderr}`).toBe(
        verdict === 'accepted' ? 'accepted' : 'refused',
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

const pairOf = ({ filePem, privateKey }: Issued): Pair => ({ cert: filePem, key: privateKey });

const pem = (of: KeyObject) => of.export({ type: 'pkcs8', format: 'pem' });

interface Pair {
  cert: string;
  key: KeyObject;
}

/**
 * Connects a client to a server; with `demands` the server requires a certificate of the client's authority. Returns
 * `accepted` when an application byte of the server arrived, else the error code, or `closed`.
 */
async function handshake(
  { cert, key, demands }: Pair & { demands?: true },
  { ca, servername = 'localhost', pair }: { ca: string; servername?: string; pair?: Pair | undefined },
): Promise<string> {
  const demanding = demands && { requestCert: true, rejectUnauthorized: true, ca };
  const server = tls.createServer({ cert, key: pem(key), ...demanding }, (socket) =>
    socket.on('error', () => {}).end('x'),
  );
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const socket = tls.connect({
    host: '127.0.0.1',
    port,
    // An IP literal is no SNI name; the identity check then uses `host`.
    ...(servername === '127.0.0.1' ? {} : { servername }),
    ca,
    ...(pair ? { cert: pair.cert, key: pem(pair.key) } : {}),
  });
  try {
    return await new Promise<string>((resolve) => {
      socket.on('data', () => resolve('accepted'));
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
      socket.on('close', () => resolve('closed'));
    });
  } finally {
    socket.destroy();
    server.close();
  }
}
