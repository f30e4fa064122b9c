/** Makes the ids, secrets and tokens with which messages are sent in one start, and lists the secrets among them. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { Answers } from '../../fixtures/peers/answers.ts';
import type { Secret } from '../probe/output.ts';
import { tracesOfText } from '../probe/output/traces.ts';

export interface MessageIdentity {
  readonly domain: string;
  readonly channel: string;
  readonly clientId: string;
  readonly secret: string;
  readonly wrongSecret: string;
  /** Bearer token that the scripted Auth accepts. */
  readonly token: string;
  /** Bearer token of a user who may administer the platform. */
  readonly administratorToken: string;
  readonly answers: Answers;
}

export const newMessageIdentity = (): MessageIdentity => {
  const word = (): string => randomBytes(12).toString('hex');
  const [domain, channel, clientId] = [randomUUID(), randomUUID(), randomUUID()];
  // Releases that ask Atom take only words that begin so for something to ask it about.
  const [secret, wrongSecret, token] = [`atom_s${word()}`, `atom_w${word()}`, `atom_t${word()}`];
  const administratorToken = `atom_a${word()}`;
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
      // A name for this start alone: services store what a name means in a store that starts share.
      domainRoute: `domain-${domain.slice(0, 8)}`,
      channelRoute: `channel-${channel.slice(0, 8)}`,
      bearerTokens: [token],
      administratorToken,
      health: 'serving',
    },
  };
};

/** The secrets that devices and users present. Any service may receive one, and none may print it. */
export const shownSecrets = (sender: MessageIdentity): Secret[] => [
  {
    kind: 'device-secret',
    of: 'the right secret',
    carriedBy: 'right-secret',
    traces: tracesOfText(sender.secret),
  },
  {
    kind: 'device-secret',
    of: 'a wrong secret',
    carriedBy: 'wrong-secret',
    traces: tracesOfText(sender.wrongSecret),
  },
  { kind: 'user-token', of: 'the token of the user', traces: tracesOfText(sender.token) },
  {
    kind: 'user-token',
    of: 'the token of the administrator',
    traces: tracesOfText(sender.administratorToken),
  },
];
