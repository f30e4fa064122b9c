/** Standalone Clients starts without Auth and Users, and serves its one user alone. */
import type { CallName, WrongToken } from '../../src/model/exchange.ts';
import { caseId } from '../case-id.ts';
import { allOf, anyOf, not } from '../checks/check.ts';
import { connects } from '../checks/hop.ts';
import { callStatus } from '../checks/message.ts';
import { endsNonZero, errorNames, isReady, ready } from '../checks/service.ts';
import { sentences as s } from '../page.ts';
import { rule } from '../rule.ts';
import { start, toAuth } from './start.ts';
import type { Check } from '../vocabulary.ts';
import { clientsAlone } from '../words/about.ts';
import { plainStart, standsAlone } from '../words/controls.ts';
import { standalone } from '../words/settings.ts';

const startsWithoutId = 'standalone.starts-without-auth-and-users';
const authorizesId = 'standalone.authorizes-its-user';
const needsBothId = 'standalone.needs-both';

/** The sign of a service that does not stand alone. */
const needsAuth = anyOf(
  'needs-auth',
  'Clients does not become ready, or reaches for Auth',
  not('not-ready', ready('clients'), 'Clients does not become ready'),
  connects(toAuth),
);

const succeeds = (name: CallName): Check =>
  callStatus({
    fact: `${name}-succeeds`,
    says: `${name} succeeds`,
    name,
    call: (o) => o.calls.byName[name],
    fits: (status) => status === 200 || status === 201,
  });

/** A call cannot be answered by a service that is down: then it counts as not answered, and the premise decides. */
const whenAlive = (one: Check): Check => ({
  ...one,
  holds: (o) => one.holds(o) ?? (isReady(o, 'clients') === false ? false : undefined),
});

/** Clients with both variables, and nothing at the addresses of Auth and Users. */
const configured = {
  about: clientsAlone,
  conditions: [{ condition: 'e-mail + token set' }],
  start: start(standalone, 'absent', 'call:set-up', 'call:refusals', 'stays-up'),
  expects: 'ready',
} as const;

export const startsWithout = rule(startsWithoutId, {
  basis: 'explicit',
  risk: 'availability',
  title: 'Standalone Clients starts without Auth and Users',
  why: 'The page says both can be left out of a deployment; a service that needs them after all does not come up.',
  how: 'Nothing listens at the addresses of Auth and Users. Without the two variables the same stack does not become ready, or reaches for Auth.',
  source: [s.standaloneOmits, s.standaloneSettings],

  ...configured,
  must: [ready('clients')],
  control: { case: caseId(needsBothId, 'clients', 'neither'), shows: needsAuth },
  effect: standsAlone,
});

export const authorizesItsUser = rule(authorizesId, {
  basis: 'explicit',
  risk: 'availability',
  title: 'The configured token gives access',
  why: 'It is the only way in, as there is no Auth to ask.',
  how: 'A client is created over the HTTP API with the token, and read back.',
  source: [s.standaloneSingleUser, s.standaloneSettings],

  ...configured,
  must: [ready('clients'), whenAlive(succeeds('create-client')), whenAlive(succeeds('read-client'))],
  premise: standsAlone,
});

const isRefused = (token: WrongToken): Check =>
  callStatus({
    fact: `call-with-${token}-refused`,
    says: `a call with ${token.replaceAll('-', ' ')} gets 401 or 403`,
    name: `create/${token}`,
    call: (o) => o.calls.wrongToken[token],
    fits: (status) => status === 401 || status === 403,
  });

const createdAnyway: Check = {
  fact: 'created-by-refused-call',
  says: 'something was created by a call that had to be refused',
  holds: (o) => {
    const created = o.calls.createdByWrongToken;
    if (created) return created.status === 200 ? created.clients > 0 : undefined;
    return isReady(o, 'clients') === false ? false : undefined;
  },
  found: (o) => `created by refused calls: ${o.calls.createdByWrongToken?.clients ?? 'not counted'}`,
};

export const refusesEveryoneElse = rule('standalone.refuses-everyone-else', {
  basis: 'derived',
  risk: 'weaker',
  title: 'Only the configured token gives access',
  why: 'A single user means exactly one. A caller who gets in without the token owns all clients and channels.',
  how: 'Another token, none, an empty one, and the e-mail as token: 401 or 403, and nothing is created.',
  source: [s.standaloneSingleUser],

  about: clientsAlone,
  conditions: [
    { condition: 'another token', token: 'another-token' },
    { condition: 'no token', token: 'no-token' },
    { condition: 'empty token', token: 'empty-token' },
    { condition: 'the e-mail as token', token: 'the-e-mail-as-token' },
  ],
  start: start(standalone, 'absent', 'call:set-up', 'call:refusals', 'stays-up'),
  expects: 'ready',
  never: [createdAnyway],
  must: (_, { token }) => [whenAlive(isRefused(token))],
  premise: standsAlone,
  control: {
    case: caseId(authorizesId, 'clients', 'e-mail + token set'),
    shows: succeeds('create-client'),
  },
});

export const neverCallsAuth = rule('standalone.never-calls-auth', {
  basis: 'derived',
  risk: 'availability',
  title: 'Auth is never called',
  why: 'A call that happens to succeed today makes the service depend on what the page says can be omitted.',
  how: 'A tap with an answering Auth behind it stays untouched while a client is created, read, and a message is authorized.',
  source: [s.standaloneSingleUser],

  about: clientsAlone,
  conditions: [{ condition: 'a tap with an answering Auth behind it' }],
  start: start(standalone, 'answers', 'call:set-up', 'call:authorize-message'),
  expects: 'ready',
  never: [connects(toAuth)],
  must: [
    whenAlive(succeeds('create-client')),
    whenAlive(succeeds('read-client')),
    whenAlive(
      callStatus({
        fact: 'message-authorized',
        says: 'a message is authorized',
        name: 'authorize-message',
        call: (o) => o.calls.byName['authorize-message'],
        fits: (status) => status === 200,
      }),
    ),
  ],
  premise: standsAlone,
  control: { case: plainStart('clients'), shows: connects(toAuth) },
  effect: standsAlone,
});

const { 'clients.standalone.email': email, 'clients.standalone.token': token } = standalone;

const reachesForAuthOrNamesVariable = anyOf(
  'reaches-for-auth-or-names-variable',
  'Clients reaches for Auth, or ends with an error that names a standalone variable',
  connects(toAuth),
  allOf(
    'ends-and-names-variable',
    'ends and names it',
    endsNonZero('clients'),
    errorNames('clients', Object.keys(standalone)),
  ),
);

export const needsBoth = rule(needsBothId, {
  basis: 'derived',
  risk: 'weaker',
  title: 'Only one of the two variables is not standalone mode',
  why: 'With an e-mail alone there is no secret; a service that stands alone then is open to everybody.',
  how: 'It reaches for Auth, or refuses to start with an error that names the missing variable.',
  source: [s.standaloneSettings],

  about: clientsAlone,
  conditions: [
    {
      condition: 'e-mail only',
      start: {
        ...start({ 'clients.standalone.email': email }, 'closing', 'stays-up'),
        mentions: ['clients.standalone.token'],
      },
      must: [reachesForAuthOrNamesVariable],
      control: standsAlone,
    },
    {
      condition: 'token only',
      start: {
        ...start({ 'clients.standalone.token': token }, 'closing', 'stays-up'),
        mentions: ['clients.standalone.email'],
      },
      must: [reachesForAuthOrNamesVariable],
      control: standsAlone,
    },
    { condition: 'neither', start: start({}, 'closing', 'stays-up'), must: [needsAuth] },
  ],
  expects: 'anything',
});
