/** Lists the secrets of a start: of its settings, of devices and users, and of the stack itself. */
import type { Secret } from '../probe/output.ts';
import { tracesOfText, type Traces } from '../probe/output/traces.ts';
import type { Stack } from './stack.ts';

/** The secrets that devices and users present. Any service may receive one, and none may print it. */
export const shownSecrets = ({ sender }: Pick<Stack, 'sender'>): Secret[] => [
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

/** All that must not be stored, whichever service it was given to. */
export const secretsOf = (stack: Pick<Stack, 'sender' | 'words' | 'databases' | 'configured'>): Traces[] => {
  const keys = [...stack.words.values()].flatMap((one) => one['spicedb.key'] ?? []);
  const passwords = [...stack.databases.values()].map(({ database }) => database.password);
  return [
    ...[...stack.configured, ...shownSecrets(stack)].map(({ traces }) => traces),
    tracesOfText(...new Set([...keys, ...passwords])),
  ];
};
