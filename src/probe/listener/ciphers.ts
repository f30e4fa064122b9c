/** Asks a TLS listener whether it accepts one kind of cipher suite. */
import net from 'node:net';
import type { Address } from '../../model/address.ts';
import type { CipherOffer, VersionAnswer } from '../../model/observation.ts';
import { codeOf } from '../error-code.ts';
import { openServer, type OpenServer } from '../../system/open-server.ts';
import { readClientHello, suitesOf } from '../tap/client-hello.ts';
import { chosenSuite, helloChoosing, helloOffering, offeredSuites } from './cipher-offer.ts';
import { offerTo, refusedByClose, type OfferOptions, type Passed } from './offer.ts';
import type { ListenerProtocol, ProbeOptions } from './protocol.ts';
import { alertNumber } from './reply.ts';

export const cipherOffers = [
  'ecdhe',
  'rc4',
  '3des',
  'null-or-export',
  'static-rsa',
] as const satisfies CipherOffer[];

/** Kinds of suites that this process can offer, as `proveCipherProbe` found. */
export type OfferableCiphers = Record<CipherOffer, boolean>;

/**
 * handshake_failure, which RFC 5246 (section 7.4.1.3) prescribes, and insufficient_security. Any other alert means that
 * the server refused something other than the suites.
 */
const refusals = [40, 71];

/**
 * Offers suites of one kind alone, with TLS 1.2. The ClientHello that left is read back: without it, or with other
 * suites in it, the row is `not-offered`. Accepted: a ServerHello chose one of them; the handshake ends there. A
 * refusal counts only where the server accepts `ecdhe`, which this module writes in the same way.
 */
export async function probeCipher(
  address: Address,
  protocol: ListenerProtocol,
  offer: CipherOffer,
  options: OfferOptions = {},
): Promise<VersionAnswer> {
  const { servername } = options;
  const suites = offeredSuites[offer];
  const named = servername !== undefined && !net.isIP(servername) ? servername : undefined;
  return offerTo(
    { address, protocol },
    options,
    ({ wire, alpn, passed, end }) => {
      wire.on('data', () => {
        const answered = alertNumber(passed.heard) !== undefined || chosenSuite(passed.heard) !== undefined;
        if (answered) end('ANSWERED');
      });
      wire.on('end', () => end('CLOSED'));
      wire.on('error', (error) => end(codeOf(error)));
      wire.on('close', () => end('CLOSED'));
      wire.write(helloOffering(Object.keys(suites).map(Number), { servername: named, alpn }));
      return undefined;
    },
    (passed, code) => judge(suites, passed, code),
  );
}

/** Asks for all kinds, one connection each. Kinds that cannot be offered are not tried. */
export async function probeCiphers(
  address: Address,
  protocol: ListenerProtocol,
  offerable: OfferableCiphers,
  options: OfferOptions = {},
): Promise<Record<CipherOffer, VersionAnswer>> {
  const answers = await Promise.all(
    cipherOffers.map(async (offer): Promise<[CipherOffer, VersionAnswer]> => {
      if (offerable[offer]) return [offer, await probeCipher(address, protocol, offer, options)];
      return [offer, { outcome: 'not-offered', detail: 'a permissive server did not get it' }];
    }),
  );
  return Object.fromEntries(answers) as Record<CipherOffer, VersionAnswer>;
}

/**
 * Offers each kind to a server of this process that accepts the last offered suite, and to one that refuses all suites.
 * A kind counts as offered only where the probe reports both correctly.
 */
export async function proveCipherProbe(options: ProbeOptions = {}): Promise<OfferableCiphers> {
  await using permissive = await answering((offered) => helloChoosing(offered.at(-1)!));
  await using strict = await answering(() => Buffer.from([0x15, 3, 3, 0, 2, 2, 40]));
  const found = await Promise.all(
    cipherOffers.map(async (offer) => {
      const [taken, refused] = await Promise.all(
        [permissive, strict].map(({ address }) => probeCipher(address, 'http', offer, options)),
      );
      return [offer, taken?.outcome === 'accepted' && refused?.outcome === 'refused-by-peer'];
    }),
  );
  return Object.fromEntries(found) as OfferableCiphers;
}

/** A server that reads the suites of every TLS 1.2 ClientHello and sends the answer that `answer` makes of them. */
async function answering(answer: (suites: number[]) => Buffer): Promise<OpenServer> {
  const server = net.createServer((socket) => {
    let bytes = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      const suites = suitesOf(bytes);
      if (suites?.length) socket.end(answer(suites));
    });
  });
  return openServer(server, '127.0.0.1');
}

function judge(suites: Readonly<Record<number, string>>, passed: Passed, code: string): VersionAnswer {
  const { sent, heard } = passed;
  if (!offered(suites, sent)) return { outcome: 'not-offered', detail: code };
  const alert = alertNumber(heard);
  if (alert !== undefined) {
    return { outcome: refusals.includes(alert) ? 'refused-by-peer' : 'unclear', detail: `alert ${alert}` };
  }
  const chosen = chosenSuite(heard);
  if (typeof chosen === 'number') {
    const name = suites[chosen];
    return name === undefined
      ? { outcome: 'unclear', detail: `a suite that was not offered: 0x${chosen.toString(16)}` }
      : { outcome: 'accepted', detail: `TLSv1.2 ${name}` };
  }
  return (
    refusedByClose(passed, code) ?? {
      outcome: 'unclear',
      detail: heard.length > 0 ? 'no answer of TLS' : code,
    }
  );
}

/** True when the ClientHello that was sent offers these suites and no others, with TLS 1.2 alone. */
function offered(suites: Readonly<Record<number, string>>, sent: Buffer): boolean {
  const reading = readClientHello(sent);
  if (reading.state !== 'complete' || reading.hello.versions.join() !== 'TLSv1.2') return false;
  return suitesOf(sent)?.join() === Object.keys(suites).map(Number).join();
}
