/** Asks a TLS listener whether it accepts one version of TLS. */
import net from 'node:net';
import tls from 'node:tls';
import type { Address } from '../../model/address.ts';
import type { TlsVersion, VersionAnswer } from '../../model/observation.ts';
import { codeOf } from '../error-code.ts';
import { openServer } from '../../system/open-server.ts';
import { readClientHello } from '../tap/client-hello.ts';
import { offerTo, refusedByClose, type OfferOptions, type Passed } from './offer.ts';
import type { ListenerProtocol, ProbeOptions } from './protocol.ts';
import { alertNumber } from './reply.ts';
import { agreedThenAsked } from './server-messages.ts';

export const tlsVersions = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const satisfies TlsVersion[];

/** TLS versions that this Node can offer, as `proveVersionProbe` found. */
export type Offerable = Record<TlsVersion, boolean>;

/** Node offers 1.0 and 1.1 only at a lowered security level. */
const permissive = { ciphers: 'DEFAULT@SECLEVEL=0' };

/**
 * Offers one protocol version alone. The ClientHello that left is read back: without it, or with another version
 * in it, the row is `not-offered`. Refused by the peer: an alert or a close after our ClientHello had been sent.
 */
export async function probeVersion(
  address: Address,
  protocol: ListenerProtocol,
  version: TlsVersion,
  options: OfferOptions = {},
): Promise<VersionAnswer> {
  const { servername } = options;
  return offerTo(
    { address, protocol },
    options,
    ({ wire, alpn, passed, end }) => {
      let socket: tls.TLSSocket;
      try {
        socket = tls.connect({
          ...permissive,
          socket: wire,
          minVersion: version,
          maxVersion: version,
          rejectUnauthorized: false,
          ALPNProtocols: alpn,
          ...(servername !== undefined && !net.isIP(servername) && { servername }),
        });
      } catch (error) {
        end({ outcome: 'not-offered', detail: codeOf(error) });
        return undefined;
      }
      socket.on('secureConnect', () => {
        const agreed = socket.getProtocol();
        const outcome = agreed === version && offered(passed.sent, version) ? 'accepted' : 'unclear';
        end({ outcome, detail: `${agreed ?? '?'} ${socket.getCipher().standardName}` });
      });
      socket.on('error', (error) => end(codeOf(error)));
      socket.on('close', () => end('CLOSED'));
      return () => socket.destroy();
    },
    (passed, code) => judge(version, passed, code),
  );
}

/** Asks for all four versions, one connection each. Versions that cannot be offered are not tried. */
export async function probeVersions(
  address: Address,
  protocol: ListenerProtocol,
  offerable: Offerable,
  options: OfferOptions = {},
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
 * Offers each version to a server of this process that accepts all of them. A version that does not arrive there cannot
 * be offered. `certificate`: a pair, PEM, whatever it names; it is only used here.
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
  await using opened = await openServer(server, '127.0.0.1');
  const found = await Promise.all(
    tlsVersions.map((version) => probeVersion(opened.address, 'http', version, options)),
  );
  const accepted = tlsVersions.map((version, at) => [version, found[at]?.outcome === 'accepted']);
  return Object.fromEntries(accepted) as Offerable;
}

function judge(version: TlsVersion, passed: Passed, code: string): VersionAnswer {
  if (!offered(passed.sent, version)) return { outcome: 'not-offered', detail: code };
  // Up to TLS 1.2 a client without the certificate that is demanded never ends its handshake.
  if (agreedThenAsked(passed.heard) === version) {
    return { outcome: 'accepted', detail: `${version}, and asks for a client certificate` };
  }
  const alert = alertNumber(passed.heard);
  if (alert !== undefined) return { outcome: 'refused-by-peer', detail: `alert ${alert}` };
  return refusedByClose(passed, code) ?? { outcome: 'unclear', detail: code };
}

/** True when the ClientHello that was sent offers this version and no other. */
function offered(sent: Buffer, version: TlsVersion): boolean {
  const reading = readClientHello(sent);
  if (reading.state !== 'complete') return false;
  return reading.hello.versions.length === 1 && reading.hello.versions[0] === version;
}
