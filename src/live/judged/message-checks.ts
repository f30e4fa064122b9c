/** Facts about the messages of the one device. Pure. */
import type { Check } from '../../../suites/vocabulary.ts';
import type { SeenMessage } from '../../report/live-schema.ts';
import { fact } from './claim-checks.ts';

export const messageChecks = (
  endpoint: string,
  messages: readonly SeenMessage[],
): { accepted: Check; refused: { never: Check[]; must: Check[] } } => {
  const of = (attempt: SeenMessage['attempt']): SeenMessage | undefined =>
    messages.find((one) => one.endpoint === endpoint && one.attempt === attempt);
  const right = of('right-secret');
  const wrong = of('wrong-secret');
  const found = (one: SeenMessage | undefined): string =>
    one ? `${one.outcome} (${one.detail})` : 'not sent';
  const reached = (one: SeenMessage | undefined): SeenMessage | undefined =>
    one?.outcome === 'unreachable' ? undefined : one;
  /** Without an answer it stays open whether the message was taken. */
  const answered = (one: SeenMessage | undefined): SeenMessage | undefined =>
    one?.outcome === 'hung' ? undefined : reached(one);
  return {
    accepted: fact({
      fact: 'message-accepted',
      says: `a message over ${endpoint} with the secret of the device is accepted`,
      holds: reached(right) && right?.outcome === 'accepted',
      found: found(right),
      of: endpoint,
    }),
    refused: {
      never: [
        fact({
          fact: 'message-accepted-with-wrong-secret',
          says: `a message over ${endpoint} with a wrong secret is accepted`,
          holds: answered(wrong) && wrong?.outcome === 'accepted',
          found: found(wrong),
          of: endpoint,
          exposes: true,
        }),
      ],
      must: [
        fact({
          fact: 'message-refused-with-wrong-secret',
          says: `a message over ${endpoint} with a wrong secret is refused`,
          holds: answered(wrong) && wrong?.outcome === 'refused',
          found: found(wrong),
          of: endpoint,
        }),
      ],
    },
  };
};
