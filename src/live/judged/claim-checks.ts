/** Facts about an endpoint that a claim asks for, or rules out, at every address that was tried. Pure. */
import type { Check, Seen } from '../../../suites/vocabulary.ts';
import type { SeenAddress, SeenEndpoint } from '../../report/live-schema.ts';
import type { LiveEndpoint } from '../file/deployment.ts';
import { tooLarge } from '../look/tls.ts';
import { isRefusalByStatus } from '../look/words.ts';

/** A check of what was seen already. */
export const fact = ({
  holds,
  found,
  ...text
}: Pick<Check, 'fact' | 'says' | 'of' | 'exposes'> & { holds: Seen; found: string }): Check => ({
  ...text,
  holds: () => holds,
  found: () => found,
});

interface Checks {
  never: Check[];
  must: Check[];
}

/** @param online another endpoint was reached in this run, or this one */
export const checksOfClaim = (endpoint: LiveEndpoint, seen: SeenEndpoint, online: boolean): Checks => {
  const { name, claim } = endpoint;
  const reached = seen.addresses.filter((one) => one.reached);
  if (claim === 'not-reachable') return notReachable(name, seen, online);
  if (reached.length === 0) return { never: [], must: [isReached(name, seen.addresses)] };
  // Of a name one address is enough; each that the file lists must have been reached.
  const missed = seen.addresses.filter(({ url }) => !reached.some((one) => one.url === url));
  const each = missed.length === 0 ? [] : [isReached(name, missed)];
  const { never, must } = checksOfReached(endpoint, reached, triedInWords(seen));
  return { never, must: [...must, ...each] };
};

const triedInWords = ({ addresses, untried }: SeenEndpoint): string =>
  untried === 0 ? '' : `; ${addresses.length} of ${addresses.length + untried} addresses were tried`;

const checksOfReached = (endpoint: LiveEndpoint, reached: readonly SeenAddress[], tried: string): Checks => {
  const { name, claim } = endpoint;
  const found = `${reached.map(inWords).join('; ')}${tried}`;
  const some = (is: (one: SeenAddress) => boolean): boolean => reached.some(is);
  const every = (is: (one: SeenAddress) => boolean): boolean => reached.every(is);
  const check = (word: string, says: string, holds: Seen, exposes?: true): Check =>
    fact({ fact: word, says: `${name} ${says}`, holds, found, of: name, ...(exposes && { exposes }) });
  // Silence refuses nothing: the answer may come later.
  const answered = some(isPlaintext) || (some(isSilentInPlaintext) ? undefined : false);
  const plaintext = check('plaintext-answered', 'answers its protocol in plaintext', answered, true);
  const unlessTooLarge = (is: (one: SeenAddress) => boolean): Seen =>
    every(is) || (every((one) => is(one) || isTooLarge(one)) ? undefined : false);
  const tls = check('speaks-tls', 'completes a TLS handshake', unlessTooLarge(isTls));
  switch (claim) {
    case 'plaintext': {
      // An adapter closes on a CONNECT that names no client, as a TLS listener may: a device tells the two apart.
      const open = endpoint.protocol === 'mqtt' && reached.some(closesUnnamed);
      const hint = open
        ? ' (it closes on a CONNECT that names no client: a device in the deployment file would tell)'
        : '';
      return {
        never: [check('speaks-tls', 'completes a TLS handshake', some(isTls))],
        must: [
          check(
            'answers-plaintext',
            `answers its protocol in plaintext${hint}`,
            every((one) => isPlaintext(one) || closesUnnamed(one)) ? (open ? undefined : true) : false,
          ),
        ],
      };
    }
    case 'tls': {
      const answersInTls = unlessTooLarge(({ state }) => state === 'TLS' || state === 'TLS and plaintext');
      const refuses = endpoint.protocol === 'http' && some((one) => isRefusalByStatus(one.tls?.detail));
      return {
        never: [plaintext],
        must: [
          tls,
          check(
            'answers-in-tls',
            `answers its protocol within TLS, to a client without a certificate${refuses ? ' (a status such as 400 leaves open whether it demands one: give a path that is served, or a client)' : ''}`,
            answersInTls && refuses ? undefined : answersInTls,
          ),
        ],
      };
    }
    case 'not-reachable':
      throw new Error('what is claimed not to be reachable is judged by its addresses');
    case 'tls-with-client-certificate': {
      const tells =
        endpoint.protocol === 'mqtt'
          ? ' (one that closes on a CONNECT that names no client shows neither)'
          : '';
      const without = some(
        ({ tls: one }) =>
          one?.handshake === true && one.answer === 'answered' && !isRefusalByStatus(one.detail),
      );
      const withOne = reached.flatMap(({ withCertificate }) => withCertificate ?? []);
      return {
        never: [
          plaintext,
          check(
            'serves-without-client-certificate',
            'serves a client that has no certificate',
            without,
            true,
          ),
        ],
        must: [
          tls,
          check(
            'demands-client-certificate',
            `refuses a client without a certificate, by an alert that says so, or where the one of the file is served${tells}`,
            every(({ state }) => state === 'TLS, client certificate demanded') ||
              (without ? false : undefined),
          ),
          ...(endpoint.client
            ? [
                check(
                  'serves-with-client-certificate',
                  'answers a client that has the certificate of the file',
                  withOne.length === 0 ? undefined : withOne.every((one) => isServed(endpoint.protocol, one)),
                ),
              ]
            : []),
        ],
      };
    }
  }
};

const isPlaintext = ({ state }: SeenAddress): boolean =>
  state === 'plaintext' || state === 'TLS and plaintext';
const isSilentInPlaintext = ({ plain, http2 }: SeenAddress): boolean =>
  plain?.answer === 'silent' || http2?.answer === 'silent';
const closesUnnamed = ({ state, plain }: SeenAddress): boolean =>
  state === 'no answer of its protocol' && plain?.answer === 'closed' && plain.detail === null;
export const isTls = ({ state, tls, withCertificate }: SeenAddress): boolean =>
  tls?.handshake === true ||
  withCertificate?.handshake === true ||
  state === 'TLS, client certificate demanded';

/** An MQTT adapter closes on a CONNECT that names no client, with or without TLS; who is refused gets an alert. */
const isServed = (
  protocol: LiveEndpoint['protocol'],
  { handshake, answer, error, detail }: NonNullable<SeenAddress['tls']>,
): boolean =>
  handshake &&
  error === null &&
  (answer === 'answered' || (protocol === 'mqtt' && answer === 'closed' && detail === null));

const isTooLarge = ({ tls }: SeenAddress): boolean => tls?.error === tooLarge;

const isReached = (name: string, addresses: readonly SeenAddress[]): Check =>
  fact({
    fact: 'reached',
    says: `${name} can be reached from here (${failures(addresses)})`,
    holds: undefined,
    found: failures(addresses),
    of: name,
  });

const failures = (addresses: readonly SeenAddress[]): string =>
  addresses
    .map(
      ({ url, ip, failed }) =>
        `${url}${ip === null ? '' : ` at ${ip}`}: ${failed ? `${failed.step}, ${failed.detail}` : 'reached'}`,
    )
    .join('; ');

/** A name that is not known here may be a slip of the pen, and silence of UDP may be anything: neither counts. */
const notReachable = (name: string, seen: SeenEndpoint, online: boolean): Checks => {
  const { addresses, untried } = seen;
  const found = `${failures(addresses)}${triedInWords(seen)}`;
  const refused = untried === 0 && addresses.every(({ failed }) => failed?.step === 'TCP');
  const said = addresses.some((one) => one.reached);
  return {
    never: [
      fact({
        fact: 'reached',
        says: `${name} is reached from here`,
        holds: said,
        found,
        of: name,
        exposes: true,
      }),
    ],
    must: [
      fact({
        fact: 'connection-fails',
        says: `no connection to ${name} is made, and another endpoint is reached from here`,
        holds: refused && online ? true : said ? false : undefined,
        found: online ? found : `${found}; no endpoint at all was reached from here`,
        of: name,
      }),
    ],
  };
};

const inWords = ({ url, ip, state, plain, tls, failed, otherProtocol }: SeenAddress): string => {
  const parts = [
    `plaintext: ${plain?.answer ?? 'not asked'}${plain?.detail ? ` ${plain.detail}` : ''}`,
    ...(tls ? [`TLS: ${tls.handshake ? (tls.version ?? 'handshake') : (tls.error ?? 'no handshake')}`] : []),
    ...(otherProtocol === null ? [] : [`it speaks ${otherProtocol}`]),
    ...(failed && otherProtocol === null ? [`${failed.step}: ${failed.detail}`] : []),
  ];
  return `${url}${ip === null ? '' : ` at ${ip}`} is ${state} (${parts.join(', ')})`;
};
