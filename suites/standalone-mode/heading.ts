/** Standalone mode: Clients for a single user, without Auth and Users. */
import { heading } from '../rule.ts';
import { carriesMessages, withTransportSecurity } from './together.ts';
import { authorizesItsUser, needsBoth, neverCallsAuth, refusesEveryoneElse, startsWithout } from './user.ts';

export const standaloneMode = heading('standalone', [
  startsWithout,
  authorizesItsUser,
  refusesEveryoneElse,
  neverCallsAuth,
  needsBoth,
  carriesMessages,
  withTransportSecurity,
]);
