/** Asks a TLS listener whether it accepts one version of TLS. */
import net from 'node:net';
import tls from 'node:tls';
import type { Address } from '../../model/address.ts';
import type { TlsVersion, VersionAnswer } from '../../model/observation.ts';
import { codeOf } from '../error-code.ts';
import { settleWithin } from '../../system/wait.ts';
import { readClientHello } from '../tap/client-hello.ts';
import { RecordedStream } from '../tap/recorded-stream.ts';
import { connect } from './connect.ts';
import { alpnOf, defaultTimeoutMs, type ListenerProtocol, type ProbeOptions } from './protocol.ts';
import { alertNumber } from './reply.ts';

export const tlsVersions = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const satisfies TlsVersion[];

/** Which versions this Node can really offer, as `proveVersionProbe` found. */
export type Offerable = Record<TlsVersion, boolean>;

/** Node keeps 1.0 and 1.1 from being offered unless the security level is lowered. */
const permissive = { ciphers: 'DEFAULT@SECLEVEL=0' };
const maxHeld = 16_384;

/**
 * Offers one protocol version alone. The ClientHello that left is read back: without it, or with another version
 * in it, the row is `not-offered`. Refused by the peer: an alert or a close after our ClientHello had been sent.
 */
export async function probeVersion(
  address: Address,
  protocol: ListenerProtocol,
  version: TlsVersion,
  { signal, timeoutMs = defaultTimeoutMs, servername }: ProbeOptions & { servername?: string } = {},
): Promise<VersionAnswer> {
  if (protocol === 'coap') return { outcome: 'not-offered', detail: 'DTLS is not probed' };
  const deadline = performance.now() + timeoutMs;
  const made = await connect(address, { timeoutMs, signal });
  if ('error' in made) return { outcome: 'unclear', detail: `no connection: ${made.error}` };
  let sent = Buffer.alloc(0);
  let heard = Buffer.alloc(0);
  const wire = new RecordedStream(made.socket, {
    written: (chunk) => (sent = Buffer.concat([sent, chunk]).subarray(0, maxHeld)),
    read: (chunk) => (heard = Buffer.concat([heard, chunk]).subarray(0, maxHeld)),
  });
  const ended = (code: string): VersionAnswer => judge(version, sent, heard, code);
  const left = deadline - performance.now();
  return settleWithin<VersionAnswer>(
    left,
    signal,
    () => ended('TIMEOUT'),
    (settle) => {
      let socket: tls.TLSSocket;
      try {
        socket = tls.connect({
          ...permissive,
          socket: wire,
          minVersion: version,
          maxVersion: version,
          rejectUnauthorized: false,
          ALPNProtocols: alpnOf(protocol),
          ...(servername !== undefined && !net.isIP(servername) && { servername }),
        });
      } catch (error) {
        settle({ outcome: 'not-offered', detail: codeOf(error) });
        return () => wire.destroy();
      }
      socket.on('secureConnect', () => {
        const agreed = socket.getProtocol();
        const outcome = agreed === version && offered(sent, version) ? 'accepted' : 'unclear';
        settle({ outcome, detail: `${agreed ?? '?'} ${socket.getCipher().standardName}` });
      });
      socket.on('error', (error) => settle(ended(codeOf(error))));
      socket.on('close', () => settle(ended('CLOSED')));
      return () => {
        socket.destroy();
        wire.destroy();
      };
    },
  );
}

/** All four versions, one connection each. Versions that cannot be offered are not tried. */
export async function probeVersions(
  address: Address,
  protocol: ListenerProtocol,
  offerable: Offerable,
  options: ProbeOptions & { servername?: string } = {},
): Promise<Record<TlsVersion, VersionAnswer>> {
  const answers = await Promise.all(
    tlsVersions.map(async (version): Promise<[TlsVersion, VersionAnswer]> => {
      if (offerable[version]) return [version, await probeVersion(address, protocol, version, options)];
      return [
        version,
        { outcome: 'not-offered', detail: 'a permissive server did not get it from this Node' },
      ];
    }),
  );
  return Object.fromEntries(answers) as Record<TlsVersion, VersionAnswer>;
}

/**
 * Offers each version to a server of this process that accepts all of them. What does not arrive there cannot be
 * offered to anybody. `certificate`: a pair, PEM, whichever; it is only used here.
 */
export async function proveVersionProbe(
  certificate: { cert: string; key: string },
  options: ProbeOptions = {},
): Promise<Offerable> {
  const server = tls.createServer({
    ...certificate,
    ...permissive,
    minVersion: 'TLSv1',
    maxVersion: 'TLSv1.3',
  });
  server.on('tlsClientError', () => {});
  server.on('secureConnection', (socket) => socket.on('error', () => {}).resume());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  try {
    const { port } = server.address() as { port: number };
    const found = await Promise.all(
      tlsVersions.map((version) => probeVersion({ host: '127.0.0.1', port }, 'http', version, options)),
    );
    const accepted = tlsVersions.map((version, at) => [version, found[at]?.outcome === 'accepted']);
    return Object.fromEntries(accepted) as Offerable;
  } finally {
    server.close();
  }
}

function judge(version: TlsVersion, sent: Buffer, heard: Buffer, code: string): VersionAnswer {
  if (!offered(sent, version)) return { outcome: 'not-offered', detail: code };
  const alert = alertNumber(heard);
  if (alert !== undefined) return { outcome: 'refused-by-peer', detail: `alert ${alert}` };
  const closed = heard.length === 0 && ['ECONNRESET', 'EPIPE', 'CLOSED'].includes(code);
  if (closed) return { outcome: 'refused-by-peer', detail: 'closed without an alert' };
  return { outcome: 'unclear', detail: code };
}

/** True when a ClientHello left that offers this version and no other. */
function offered(sent: Buffer, version: TlsVersion): boolean {
  const reading = readClientHello(sent);
  if (reading.state !== 'complete') return false;
  return reading.hello.versions.length === 1 && reading.hello.versions[0] === version;
}
