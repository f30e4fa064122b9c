/** Calls of the HTTP API of Clients: creates what messages need, and tries tokens. */
import type { CallObservation, CallsObservation, WrongToken } from '../../model/exchange.ts';
import { call, type Answer, type Api } from '../../probe/json-api.ts';
import type { Release } from '../../release/schema.ts';
import type { MessageIdentity } from '../../stack/message-identity.ts';

/** Keeps the status of an answer, and the body of a failed one, which shows the cause. Secrets are redacted later. */
export const summary = ({ status, body }: Answer): CallObservation => ({
  status,
  detail: status >= 400 || status === 0 ? (JSON.stringify(body) ?? '') : 'ok',
});

export const field = (body: unknown, name: string): string | undefined => {
  const value = (body as Record<string, unknown> | null)?.[name];
  return typeof value === 'string' ? value : undefined;
};

/** What messages need was made; `made` takes the place of the scripted ids. */
export interface SetUp {
  calls: CallsObservation['byName'];
  made: Partial<MessageIdentity>;
}

/** Where the HTTP API of Clients keeps them. */
export const pathOfClients = (domain: string, { collection }: Pick<Release, 'collection'>): string =>
  `/${domain}/${collection}`;

/** Creates a client and a channel and connects them. */
export const setUp = async (api: Api, sender: MessageIdentity, token: string): Promise<SetUp> => {
  const client = await call(api, 'POST', `/${sender.domain}/clients`, {
    token,
    body: {
      name: 'conformance',
      credentials: { secret: sender.secret },
    },
  });
  const channel = await call(api, 'POST', `/${sender.domain}/channels`, {
    token,
    body: {
      name: 'conformance',
      route: sender.answers.channelRoute,
    },
  });
  const clientId = field(client.body, 'id') ?? sender.clientId;
  const channelId = field(channel.body, 'id') ?? sender.channel;
  const connected = await call(api, 'POST', `/${sender.domain}/channels/connect`, {
    token,
    body: {
      client_ids: [clientId],
      channel_ids: [channelId],
      types: ['publish', 'subscribe'],
    },
  });
  const read = await call(api, 'GET', `/${sender.domain}/clients/${clientId}`, { token });
  const calls = {
    'create-client': summary(client),
    'create-channel': summary(channel),
    connect: summary(connected),
    'read-client': summary(read),
  };
  return { calls, made: { clientId, channel: channelId } };
};

const wrongTokens: readonly WrongToken[] = [
  'another-token',
  'no-token',
  'empty-token',
  'the-e-mail-as-token',
];

/** Tries to create a client with tokens that must be refused, then counts what was created. */
export const tryTokens = async (
  api: Api,
  sender: MessageIdentity,
  token: string,
  { email, path }: { email: string; path: string },
): Promise<Pick<CallsObservation, 'wrongToken' | 'createdByWrongToken'>> => {
  const tokens = {
    'another-token': `${token}x`,
    'no-token': undefined,
    'empty-token': '',
    'the-e-mail-as-token': email,
  };
  const wrongToken: CallsObservation['wrongToken'] = {};
  for (const name of wrongTokens) {
    const body = { name: `refused-${name}`, credentials: { secret: sender.wrongSecret } };
    wrongToken[name] = summary(await call(api, 'POST', path, { token: tokens[name], body }));
  }
  const list = await call(api, 'GET', path, { token });
  const clients = JSON.stringify(list.body).split('refused-').length - 1;
  return { wrongToken, createdByWrongToken: { status: list.status, clients } };
};

export const listClients = async (api: Api, path: string, token: string): Promise<CallObservation> =>
  summary(await call(api, 'GET', path, { token }));
