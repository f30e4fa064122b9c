/** The rules of section C. */
import { sentences as s } from '../page.ts';
import type { Basis, Level, Risk, Rule } from '../vocabulary.ts';
import { modernClients } from '../words/modern-clients.ts';

const files = [s.adapterCaFile, s.clientsCaFile];
const trust = [s.clientDefinesCas, ...files];
const unreadable = [s.adapterUnreadableStops, s.clientsUnreadableStops];

const rule = (
  id: string,
  basis: Basis,
  risk: Risk,
  title: string,
  why: string,
  how: string,
  source: Rule['source'],
  level: Level = basis === 'explicit' ? 'must' : 'should',
): Rule => ({ id, section: 'client', basis, level, title, why, how, source, risk });

export const clientRules = {
  unsetIsInsecure: rule(
    'ca.unset-is-insecure',
    'explicit',
    'safer',
    'Without a CA file the gRPC connection is plaintext',
    'It is what the page says, and the plain start that every other row is held against; it includes one accepted message.',
    'The peer sees the plaintext HTTP/2 preface, and a message sent over the adapter is accepted.',
    [s.adapterUnsetInsecure, s.clientsUnsetInsecure],
  ),
  setUsesTls: rule(
    'ca.set-uses-tls',
    'explicit',
    'weaker',
    'With a CA file the gRPC connection is TLS',
    'Secrets of devices pass over this connection; if the setting is not read they pass in the clear while the operator believes otherwise.',
    'A handshake with ALPN h2 at the peer, application bytes inside it, and an accepted message that provoked the call. A peer that closes after every call makes the client connect again.',
    trust,
  ),
  severalCas: rule(
    'ca.several-cas',
    'explicit',
    'availability',
    'A CA file may hold several authorities',
    'The page speaks of authorities in the plural; a rotation of the authority needs both in one file.',
    'As ca.set-uses-tls for peers of both issuers, with the bundle in either order and with comments between.',
    files,
  ),
  trustsOnlyThose: rule(
    'ca.trusts-only-those',
    'derived',
    'weaker',
    'Peers that those authorities do not vouch for are refused',
    'A client that encrypts without checking the peer protects against nobody who can stand between.',
    "The attempt reaches the peer, no application byte follows, the message is refused by the protocol, and for 2 s no plaintext retry comes. The system's roots are the file that SSL_CERT_FILE names.",
    [s.clientDefinesCas],
  ),
  unreadableStopsStart: rule(
    'ca.unreadable-stops-start',
    'explicit',
    'weaker',
    'A CA file that cannot be read stops the start',
    'A service that starts without its trust anchors either trusts everybody or talks plaintext.',
    'The process ends within the start limit with a non-zero code, an error line names path or variable, and it was never ready.',
    unreadable,
  ),
  uselessContentStopsStart: rule(
    'ca.useless-content-stops-start',
    'derived',
    'weaker',
    'A CA file without a usable certificate stops the start',
    'Reading a file that holds no authority is a failure to read the authorities.',
    'As ca.unreadable-stops-start.',
    unreadable,
  ),
  noClientCertificate: rule(
    'ca.no-client-certificate',
    'explicit',
    'weaker',
    'No client certificate is presented',
    'The page rules out mutual authentication; a certificate that is presented all the same discloses an identity.',
    'The peer asks for a certificate, or demands one, with an empty list of authorities.',
    [s.clientNoMutual],
  ),
  modernTls: modernClients,
  mutualAuthentication: rule(
    'client.mutual-authentication',
    'explicit',
    'safer',
    'Mutual authentication is not supported',
    'Where a release supports it all the same, it goes beyond the page: recorded, never a gate.',
    'A client pair is given by the setting that the release has for it, and the peer demands a certificate.',
    [s.clientNoMutual],
    'info',
  ),
  secretStaysSecret: rule(
    'adapter.secret-stays-secret',
    'practice',
    'weaker',
    "No secret of a device in an adapter's output",
    'Whoever may read a log could send messages in the name of every device that it tells of; a secret that was mistyped once is often the right one for something else.',
    'The complete output, at the default log level, is searched after an accepted message and one with a wrong secret, and after all other starts of the section, for the secrets, tokens and passwords in every usual notation.',
    { practice: 'CWE-532, insertion of sensitive information into a log file' },
  ),
} as const;
