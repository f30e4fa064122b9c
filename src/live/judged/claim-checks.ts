/** Facts about an endpoint that a claim asks for, or rules out, at every address that was tried. Pure. */
import type { Check, Seen } from '../../../suites/vocabulary.ts';
import type { SeenAddress, SeenEndpoint } from '../../report/live-schema.ts';
import type { LiveEndpoint } from '../file/deployment.ts';

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
  if (claim === 'not-reachable') return notReachable(name, seen.addresses, online);
  if (reached.length === 0) return { never: [], must: [isReached(name, seen.addresses)] };
  const found = reached.map(inWords).join('; ');
  const some = (is: (one: SeenAddress) => boolean): boolean => reached.some(is);
  const every = (is: (one: SeenAddress) => boolean): boolean => reached.every(is);
  const check = (word: string, says: string, holds: Seen, exposes?: true): Check =>
    fact({ fact: word, says: `${name} ${says}`, holds, found, of: name, ...(exposes && { exposes }) });
  const plaintext = check('plaintext-answered', 'answers its protocol in plaintext', some(isPlaintext), true);
  const tls = check('speaks-tls', 'completes a TLS handshake', every(isTls));
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
    case 'tls':
      return {
        never: [plaintext],
        must: [
          tls,
          check(
            'answers-in-tls',
            'answers its protocol within TLS, to a client without a certificate',
            every(({ state }) => state === 'TLS' || state === 'TLS and plaintext'),
          ),
        ],
      };
    case 'tls-with-client-certificate': {
      const without = some(({ tls: one }) => one?.handshake === true && one.answer === 'answered');
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
            'refuses a client without a certificate by an alert that says so',
            every(({ state }) => state === 'TLS, client certificate demanded') ||
              (without ? false : undefined),
          ),
          ...(endpoint.client
            ? [
                check(
                  'serves-with-client-certificate',
                  'answers a client that has the certificate of the file',
                  withOne.length === 0
                    ? undefined
                    : withOne.every(({ handshake, answer }) => handshake && answer === 'answered'),
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
const closesUnnamed = ({ state, plain }: SeenAddress): boolean =>
  state === 'no answer of its protocol' && plain?.answer === 'closed' && plain.detail === null;
const isTls = ({ state, tls, withCertificate }: SeenAddress): boolean =>
  tls?.handshake === true ||
  withCertificate?.handshake === true ||
  state === 'TLS, client certificate demanded';

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
const notReachable = (name: string, addresses: readonly SeenAddress[], online: boolean): Checks => {
  const found = failures(addresses);
  const refused = addresses.every(({ failed }) => failed?.step === 'TCP');
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
