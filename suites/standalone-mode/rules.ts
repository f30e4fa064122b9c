/** The rules of section B. */
import { sentences as s } from '../page.ts';
import type { Basis, Risk, Rule } from '../vocabulary.ts';

const rule = (
  id: string,
  basis: Basis,
  risk: Risk,
  title: string,
  why: string,
  how: string,
  source: Rule['source'],
): Rule => ({
  id,
  section: 'standalone',
  basis,
  level: basis === 'explicit' ? 'must' : 'should',
  title,
  why,
  how,
  source,
  risk,
});

export const standaloneRules = {
  startsWithout: rule(
    'standalone.starts-without-auth-and-users',
    'explicit',
    'availability',
    'Standalone Clients starts without Auth and Users',
    'The page says both can be left out of a deployment; a service that needs them after all does not come up.',
    'Nothing listens at the addresses of Auth and Users. Without the two variables the same stack does not become ready, or reaches for Auth.',
    [s.standaloneOmits, s.standaloneSettings],
  ),
  authorizesItsUser: rule(
    'standalone.authorizes-its-user',
    'explicit',
    'availability',
    'The configured token gives access',
    'It is the only way in, as there is no Auth to ask.',
    'A client is created over the HTTP API with the token, and read back.',
    [s.standaloneSingleUser, s.standaloneSettings],
  ),
  refusesEveryoneElse: rule(
    'standalone.refuses-everyone-else',
    'derived',
    'weaker',
    'Nobody else gets access',
    'A single user means exactly one; whoever gets in without the token owns all clients and channels.',
    'Another token, none, an empty one, and the e-mail as token: 401 or 403, and nothing is created.',
    [s.standaloneSingleUser],
  ),
  neverCallsAuth: rule(
    'standalone.never-calls-auth',
    'derived',
    'availability',
    'Auth is never called',
    'A call that happens to succeed today makes the service depend on what the page says can be omitted.',
    'A tap with an answering Auth behind it stays untouched while a client is created, read, and a message is authorized.',
    [s.standaloneSingleUser],
  ),
  needsBoth: rule(
    'standalone.needs-both',
    'derived',
    'weaker',
    'Only one of the two variables is not standalone mode',
    'With an e-mail alone there is no secret; a service that stands alone then is open to everybody.',
    'It reaches for Auth, or refuses to start with an error that names the missing variable.',
    [s.standaloneSettings],
  ),
  carriesMessages: rule(
    'standalone.carries-messages',
    'derived',
    'availability',
    'Messages flow over every adapter with a standalone Clients',
    'Standalone mode is for simpler deployments, not for deployments without messages.',
    "A message with the created client's secret is accepted, one with a wrong secret refused.",
    [s.standaloneWhy, s.standaloneOmits],
  ),
  withTransportSecurity: rule(
    'standalone.with-transport-security',
    'derived',
    'weaker',
    'Standalone mode does not switch transport security off',
    'The settings of server and PostgreSQL are documented without an exception for standalone mode.',
    'The server pair, verify-full towards PostgreSQL, and both together, as in the other sections.',
    [s.standaloneWhy, s.clientsServerInsecure, s.postgresSelect],
  ),
} as const;
