/** Makes the ids, secrets and tokens with which messages are sent in one start. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { Answers } from '../../fixtures/peers/answers.ts';

export interface MessageIdentity {
  domain: string;
  channel: string;
  clientId: string;
  secret: string;
  wrongSecret: string;
  /** Bearer token that the scripted Auth accepts. */
  token: string;
  /** The same, of a user who may administer the platform. */
  administratorToken: string;
  answers: Answers;
}

export const newMessageIdentity = (): MessageIdentity => {
  const word = (): string => randomBytes(12).toString('hex');
  const [domain, channel, clientId] = [randomUUID(), randomUUID(), randomUUID()];
  const [secret, wrongSecret, token] = [`s-${word()}`, `w-${word()}`, `t-${word()}`];
  const administratorToken = `a-${word()}`;
  return {
    domain,
    channel,
    clientId,
    secret,
    wrongSecret,
    token,
    administratorToken,
    answers: {
      domainId: domain,
      channelId: channel,
      clientId,
      secret,
      // Of this start alone: services remember in a store that starts share what a name stands for.
      domainRoute: `domain-${domain.slice(0, 8)}`,
      channelRoute: `channel-${channel.slice(0, 8)}`,
      bearerTokens: [token],
      administratorToken,
      health: 'serving',
    },
  };
};
