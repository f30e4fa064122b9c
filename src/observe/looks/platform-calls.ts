/** The calls that make a domain, a client and a channel on a platform of real services. */
import type { CallObservation } from '../../model/observation.ts';
import type { MessageWorld } from '../../stack/message-world.ts';
import { call, field, told, type Api } from './calls.ts';

/** HTTP listeners of the services that are called. */
export interface PlatformApis {
  users: Api;
  domains: Api;
  clients: Api;
  channels: Api;
}

/** Users makes this account at its first start, unless it is told another (cmd/users/main.go, the defaults). */
const administrator = {
  username: 'admin',
  password: '12345678',
  // Up to v0.16 these two were called otherwise.
  identity: 'admin',
  secret: '12345678',
};

/** Login, domain, client, channel, connection, and the client read back. What was made replaces the scripted ids. */
export const setUpPlatform = async (
  apis: PlatformApis,
  world: MessageWorld,
  connects: readonly string[],
): Promise<Record<string, CallObservation>> => {
  const login = await call(apis.users, 'POST', '/users/tokens/issue', undefined, administrator);
  world.token = field(login.body, 'access_token') ?? world.token;
  const domain = await call(apis.domains, 'POST', '/domains', world.token, {
    name: 'conformance',
    route: world.answers.domainRoute,
    // Up to v0.16 the route was called an alias.
    alias: world.answers.domainRoute,
  });
  world.domain = field(domain.body, 'id') ?? world.domain;
  const inDomain = (path: string): string => `/${world.domain}${path}`;
  const client = await call(apis.clients, 'POST', inDomain('/clients'), world.token, {
    name: 'conformance',
    credentials: { secret: world.secret },
  });
  world.clientId = field(client.body, 'id') ?? world.clientId;
  const channel = await call(apis.channels, 'POST', inDomain('/channels'), world.token, {
    name: 'conformance',
    route: world.answers.channelRoute,
  });
  world.channel = field(channel.body, 'id') ?? world.channel;
  const connected = await call(apis.channels, 'POST', inDomain('/channels/connect'), world.token, {
    client_ids: [world.clientId],
    channel_ids: [world.channel],
    types: connects,
  });
  const read = await call(apis.clients, 'GET', inDomain(`/clients/${world.clientId}`), world.token);
  return {
    login: told(login),
    'create-domain': told(domain),
    'create-client': told(client),
    'create-channel': told(channel),
    connect: told(connected),
    'read-client': told(read),
  };
};

/** Where Auth, Channels and Domains are scripts: they know one client id, and Clients takes the id it is given. */
export const setUpAmongScripts = async (
  clients: Api,
  world: MessageWorld,
): Promise<Record<string, CallObservation>> => {
  const path = `/${world.domain}/clients`;
  const client = await call(clients, 'POST', path, world.token, {
    id: world.clientId,
    name: 'conformance',
    credentials: { secret: world.secret },
  });
  const read = await call(clients, 'GET', `${path}/${world.clientId}`, world.token);
  const script = { status: 200, detail: 'a script that knows the client and the channel' };
  return {
    'create-client': told(client),
    'create-channel': script,
    connect: script,
    'read-client': told(read),
  };
};
