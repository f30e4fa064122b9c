/** Deletes what was made in a deployment of real services: only then do services call those that must learn of it. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CallsObservation } from '../../model/exchange.ts';
import type { MessageIdentity } from '../../stack/message-identity.ts';
import { call, type Api } from '../../probe/json-api.ts';
import { field, summary } from './calls.ts';

/** HTTP listeners of the services that are called. */
export interface DeletingApis {
  auth: Api;
  users: Api;
  clients: Api;
  channels: Api;
}

/** ms that Users, which deletes in the background, gets to tell Domains. */
const hearsWithinMs = 10_000;
const pollMs = 20;

/**
 * A client and a channel that are connected, the tokens that the user gave to programs, and last a user that is made for it.
 * `heard`: whether Users has already called Domains about the user.
 */
export const takeDownDeployment = async (
  apis: DeletingApis,
  sender: MessageIdentity,
  heard: () => boolean,
  signal: AbortSignal,
): Promise<CallsObservation['byName']> => {
  const { token } = sender;
  const remove = (api: Api, path: string) => call(api, 'DELETE', path, { token });
  const client = await remove(apis.clients, `/${sender.domain}/clients/${sender.clientId}`);
  const channel = await remove(apis.channels, `/${sender.domain}/channels/${sender.channel}`);
  const tokens = await remove(apis.auth, '/pats');
  const made = await call(apis.users, 'POST', '/users', { token, body: passer() });
  const user = await remove(apis.users, `/users/${field(made.body, 'id') ?? ''}`);
  const until = performance.now() + hearsWithinMs;
  while (user.status < 300 && !heard() && performance.now() < until) {
    await sleep(pollMs, undefined, { signal });
  }
  return {
    'delete-client': summary(client),
    'delete-channel': summary(channel),
    'delete-tokens': summary(tokens),
    'create-user': summary(made),
    'delete-user': summary(user),
  };
};

/** A user that is made to be deleted; its password is never used. */
const passer = () => {
  const word = randomBytes(6).toString('hex');
  return {
    first_name: 'Passer',
    last_name: 'By',
    email: `${word}@example.com`,
    credentials: { username: `passer-${word}`, secret: randomBytes(12).toString('hex') },
  };
};
