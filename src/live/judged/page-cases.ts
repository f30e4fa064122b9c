/** The rules of the page that a look at a listener from outside can judge. Pure. */
import { rules as pageRules } from '../../../suites/catalogue.ts';
import {
  answersPlaintext,
  servesVerifyingClient,
  speaksTls,
  type Listener,
} from '../../../suites/checks/listener.ts';
import { anyPlaintext } from '../../../suites/checks/plaintext.ts';
import { refusesCiphers, weakCiphers, type WeakCipher } from '../../../suites/checks/ciphers.ts';
import { versionOutcome } from '../../../suites/checks/versions.ts';
import type { Check, Rule } from '../../../suites/vocabulary.ts';
import type { TlsVersion } from '../../model/observation.ts';
import type { SeenEndpoint } from '../../report/live-schema.ts';
import type { LiveEndpoint } from '../file/deployment.ts';
import { idOf, type Made } from './made.ts';

/** Listeners that rules of the page are about. */
const listenerOfPage = ({ service, listener, protocol }: LiveEndpoint): Listener | undefined =>
  (service === 'users' || service === 'clients') &&
  (listener === 'http' || listener === 'grpc') &&
  protocol === listener
    ? { service, name: listener }
    : undefined;

const pageRule = (id: string): Rule => {
  const found = pageRules.find((one) => one.id === id);
  if (!found) throw new Error(`no rule ${id}`);
  return found;
};

const versionWords: Record<TlsVersion, string> = {
  TLSv1: 'TLS 1.0',
  'TLSv1.1': 'TLS 1.1',
  'TLSv1.2': 'TLS 1.2',
  'TLSv1.3': 'TLS 1.3',
};

/**
 * What is set is not known from outside: the claim stands for it. Under the conditions of the page that lead to the
 * claimed transport; the rest of what these cases hold (start, files) is not seen.
 */
export const ofPage = (endpoint: LiveEndpoint, seen: SeenEndpoint, oldVersions: boolean): Made[] => {
  const at = listenerOfPage(endpoint);
  if (!at) return [];
  const start = `endpoint/${endpoint.name}`;
  const subject = endpoint.name;
  const isReached = seen.state !== 'not reached';
  const made = (rule: string, condition: string, checks: Pick<Made, 'never' | 'must'>): Made => ({
    ...{ start, rule: pageRule(rule), subject, condition },
    never: (checks.never ?? []).map((one) => whereReached(whereAnswered(one, seen), isReached)),
    must: checks.must.map((one) => whereReached(one, isReached)),
  });
  if (endpoint.claim === 'plaintext')
    return [
      made('server.none-is-insecure', 'neither set', {
        never: [speaksTls(at)],
        must: [answersPlaintext(at)],
      }),
    ];
  if (endpoint.claim !== 'tls') return [];
  const control = {
    case: idOf('server.pair-is-tls', subject, 'cert + key'),
    shows: whereReached(speaksTls(at), isReached),
  };
  const versions: TlsVersion[] = [
    ...(oldVersions ? (['TLSv1', 'TLSv1.1'] as const) : []),
    'TLSv1.2',
    'TLSv1.3',
  ];
  return [
    made('server.pair-is-tls', 'cert + key', {
      never: anyPlaintext(at),
      must: [speaksTls(at), ...(endpoint.ca === undefined ? [] : [servesVerifyingClient(at)])],
    }),
    ...versions.map((version) => ({
      ...made('server.modern-tls', versionWords[version], {
        must: [
          versionOutcome(
            at,
            version,
            version === 'TLSv1' || version === 'TLSv1.1' ? 'refused-by-peer' : 'accepted',
          ),
        ],
      }),
      premise: control,
      control,
    })),
    ...(oldVersions ? offeredTo(seen) : []).map((weak) => ({
      ...made('server.modern-tls', weakCiphers[weak], { must: [refusesCiphers(at, weak)] }),
      premise: control,
      control,
    })),
  ];
};

/** Static RSA cannot be agreed on without an RSA certificate. */
const offeredTo = ({ addresses }: SeenEndpoint): WeakCipher[] => {
  const isEc = addresses.some(({ ciphers }) => ciphers['ecdhe']?.includes('_ECDSA_'));
  return (Object.keys(weakCiphers) as WeakCipher[]).filter((weak) => weak !== 'static-rsa' || !isEc);
};

/** Silence is no refusal of plaintext. */
const whereAnswered = (check: Check, { addresses }: SeenEndpoint): Check => {
  const isSilent = addresses.some(({ plain, http2 }) =>
    [plain, http2].some((one) => one?.answer === 'silent'),
  );
  return isSilent && check.exposes === true ? { ...check, holds: (o) => check.holds(o) || undefined } : check;
};

/** Of an endpoint to which no connection was made, nothing is known. */
const whereReached = (check: Check, isReached: boolean): Check =>
  isReached ? check : { ...check, holds: () => undefined, found: () => 'no connection was made' };
