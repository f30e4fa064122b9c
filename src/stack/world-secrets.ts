/** The secrets of a start: those that its settings hold, those of devices and users, and those of the platform itself. */
import type { Secret } from '../probe/output.ts';
import { tracesOfText, type Traces } from '../probe/output/traces.ts';
import type { World } from './world.ts';

/** What devices and users show to be let in: any service may be shown it, and has to keep it to itself. */
export const shownSecrets = ({ messages }: Pick<World, 'messages'>): Secret[] => [
  { kind: 'device-secret', of: 'the right secret', traces: tracesOfText(messages.secret) },
  { kind: 'device-secret', of: 'a wrong secret', traces: tracesOfText(messages.wrongSecret) },
  { kind: 'user-token', of: 'the token of the user', traces: tracesOfText(messages.token) },
  {
    kind: 'user-token',
    of: 'the token of the administrator',
    traces: tracesOfText(messages.administratorToken),
  },
];

/** All that must not be stored, whichever service it was given to. */
export const secretsOf = (
  world: Pick<World, 'messages' | 'words' | 'databases' | 'configured'>,
): Traces[] => {
  const keys = [...world.words.values()].flatMap((one) => one['spicedb.key'] ?? []);
  const passwords = [...world.databases.values()].map(({ database }) => database.password);
  return [
    ...[...world.configured, ...shownSecrets(world)].map(({ traces }) => traces),
    tracesOfText(...new Set([...keys, ...passwords])),
  ];
};
