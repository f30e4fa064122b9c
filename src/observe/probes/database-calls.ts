/** Calls of a service's own HTTP API that read and write its database: sessions beside those of its start are seen. */
import type { CallObservation } from '../../model/exchange.ts';
import type { MessageIdentity } from '../../stack/message-identity.ts';
import { call, type Api } from '../../probe/json-api.ts';
import { field, summary } from './calls.ts';

/** Reads at once: a pool needs more than one session for them. */
const readsAtOnce = 3;

type Answer = Awaited<ReturnType<typeof call>>;
interface Used {
  reads: Answer[];
  /** Undefined when what was read holds nothing that could be changed. */
  write: Answer | undefined;
}

/** `path`: where the HTTP API of Clients keeps them. */
type Sender = Pick<MessageIdentity, 'clientId' | 'secret'> & { path: string };

const atOnce = (read: () => Promise<Answer>): Promise<Answer[]> =>
  Promise.all(Array.from({ length: readsAtOnce }, read));

/** Neither needs more than the database and an Auth that says yes. No password is hashed: that takes its time. */
const uses = {
  /** Every release makes an account at its first start. */
  users: async (api: Api, _: Sender, token: string): Promise<Used> => {
    const reads = await atOnce(() => call(api, 'GET', '/users', { token }));
    const id = firstId(reads[0]!.body, 'users');
    const changed = { first_name: 'conformance' };
    return {
      reads,
      write:
        id === undefined ? undefined : await call(api, 'PATCH', `/users/${id}`, { token, body: changed }),
    };
  },
  clients: async (api: Api, { path, clientId, secret }: Sender, token: string): Promise<Used> => {
    const write = await call(api, 'POST', path, {
      token,
      body: { name: 'conformance', credentials: { secret } },
    });
    // An id that is not there is looked for all the same: a session that was ended is missed by some call.
    const id = field(write.body, 'id') ?? clientId;
    const reads = await atOnce(() => call(api, 'GET', `${path}/${id}`, { token }));
    return { reads, write };
  },
};

/** Whether a service has calls here: the database of any other one is used by those that its release file names. */
export const isUsed = (name: string): name is keyof typeof uses => Object.hasOwn(uses, name);

/** Of several reads the one that went worst. */
export const useDatabase = async (
  name: keyof typeof uses,
  api: Api,
  sender: Sender,
  token: string,
): Promise<{ read: CallObservation; write: CallObservation }> => {
  const { reads, write } = await uses[name](api, sender, token);
  const worst = reads.find(({ status }) => status !== 200) ?? reads[0]!;
  return {
    read: summary(worst),
    write: write ? summary(write) : { status: 0, detail: 'nothing was read that could be changed' },
  };
};

const firstId = (body: unknown, list: string): string | undefined => {
  const found = (body as Record<string, unknown> | null)?.[list];
  return Array.isArray(found) ? field(found[0], 'id') : undefined;
};
