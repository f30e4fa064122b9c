/** Makes the calls that create a domain, a client and a channel in a deployment of real services. */
import type { MessageIdentity } from '../../stack/message-identity.ts';
import { call, type Api } from '../../probe/json-api.ts';
import { field, summary, type SetUp } from './calls.ts';

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

/** Login, domain, client, channel, connection, and the client read back. */
export const setUpDeployment = async (
  apis: DeploymentApis,
  sender: MessageIdentity,
  connects: readonly string[],
): Promise<SetUp> => {
  const { domainRoute, channelRoute } = sender.answers;
  const login = await call(apis.users, 'POST', '/users/tokens/issue', {
    token: undefined,
    body: administrator,
  });
  const token = field(login.body, 'access_token') ?? sender.token;
  const domain = await call(apis.domains, 'POST', '/domains', {
    token,
    // Up to v0.16 the route was called an alias.
    body: { name: 'conformance', route: domainRoute, alias: domainRoute },
  });
  const domainId = field(domain.body, 'id') ?? sender.domain;
  const client = await call(apis.clients, 'POST', `/${domainId}/clients`, {
    token,
    body: { name: 'conformance', credentials: { secret: sender.secret } },
  });
  const clientId = field(client.body, 'id') ?? sender.clientId;
  const channel = await call(apis.channels, 'POST', `/${domainId}/channels`, {
    token,
    body: { name: 'conformance', route: channelRoute },
  });
  const channelId = field(channel.body, 'id') ?? sender.channel;
  const connected = await call(apis.channels, 'POST', `/${domainId}/channels/connect`, {
    token,
    body: { client_ids: [clientId], channel_ids: [channelId], types: connects },
  });
  const read = await call(apis.clients, 'GET', `/${domainId}/clients/${clientId}`, { token });
  const calls = {
    login: summary(login),
    'create-domain': summary(domain),
    'create-client': summary(client),
    'create-channel': summary(channel),
    connect: summary(connected),
    'read-client': summary(read),
  };
  return { calls, made: { token, domain: domainId, clientId, channel: channelId } };
};

/** Where Auth, Channels and Domains are scripts: they know one client id, and Clients takes the id it is given. */
export const setUpAmongScripts = async (clients: Api, sender: MessageIdentity): Promise<SetUp> => {
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
  const calls = {
    'create-client': summary(client),
    'create-channel': script,
    connect: script,
    'read-client': summary(read),
  };
  return { calls, made: {} };
};
