/** The calls that make a domain, a client and a channel in a deployment of real services. */
import type { CallsObservation } from '../../model/exchange.ts';
import type { MessageIdentity } from '../../stack/message-identity.ts';
import { call, field, summary, type Api } from './calls.ts';

/** HTTP listeners of the services that are called. */
export interface DeploymentApis {
  users: Api;
  domains: Api;
  clients: Api;
  channels: Api;
}

/** Users makes this account at its first start, unless it is configured otherwise (cmd/users/main.go, the defaults). */
const administrator = {
  username: 'admin',
  password: '12345678',
  // Up to v0.16 these two were called otherwise.
  identity: 'admin',
  secret: '12345678',
};

/** Login, domain, client, channel, connection, and the client read back. What was made replaces the scripted ids. */
export const setUpDeployment = async (
  apis: DeploymentApis,
  sender: MessageIdentity,
  connects: readonly string[],
): Promise<CallsObservation['byName']> => {
  const login = await call(apis.users, 'POST', '/users/tokens/issue', {
    token: undefined,
    body: administrator,
  });
  sender.token = field(login.body, 'access_token') ?? sender.token;
  const domain = await call(apis.domains, 'POST', '/domains', {
    token: sender.token,
    body: {
      name: 'conformance',
      route: sender.answers.domainRoute,
      // Up to v0.16 the route was called an alias.
      alias: sender.answers.domainRoute,
    },
  });
  sender.domain = field(domain.body, 'id') ?? sender.domain;
  const inDomain = (path: string): string => `/${sender.domain}${path}`;
  const client = await call(apis.clients, 'POST', inDomain('/clients'), {
    token: sender.token,
    body: {
      name: 'conformance',
      credentials: { secret: sender.secret },
    },
  });
  sender.clientId = field(client.body, 'id') ?? sender.clientId;
  const channel = await call(apis.channels, 'POST', inDomain('/channels'), {
    token: sender.token,
    body: {
      name: 'conformance',
      route: sender.answers.channelRoute,
    },
  });
  sender.channel = field(channel.body, 'id') ?? sender.channel;
  const connected = await call(apis.channels, 'POST', inDomain('/channels/connect'), {
    token: sender.token,
    body: {
      client_ids: [sender.clientId],
      channel_ids: [sender.channel],
      types: connects,
    },
  });
  const read = await call(apis.clients, 'GET', inDomain(`/clients/${sender.clientId}`), {
    token: sender.token,
  });
  return {
    login: summary(login),
    'create-domain': summary(domain),
    'create-client': summary(client),
    'create-channel': summary(channel),
    connect: summary(connected),
    'read-client': summary(read),
  };
};

/** Where Auth, Channels and Domains are scripts: they know one client id, and Clients takes the id it is given. */
export const setUpAmongScripts = async (
  clients: Api,
  sender: MessageIdentity,
): Promise<CallsObservation['byName']> => {
  const path = `/${sender.domain}/clients`;
  const client = await call(clients, 'POST', path, {
    token: sender.token,
    body: {
      id: sender.clientId,
      name: 'conformance',
      credentials: { secret: sender.secret },
    },
  });
  const read = await call(clients, 'GET', `${path}/${sender.clientId}`, { token: sender.token });
  const script = { status: 200, detail: 'a script that knows the client and the channel' };
  return {
    'create-client': summary(client),
    'create-channel': script,
    connect: script,
    'read-client': summary(read),
  };
};
