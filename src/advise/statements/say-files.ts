/** States what is odd about files that a program uses: still to be made, readable by all, or near their end. */
import type { Place } from '../../configuration/model.ts';
import type { AuthorityFile } from '../authorities.ts';
import type { Database } from '../database.ts';
import { materialOf } from '../files.ts';
import type { Listener } from '../listeners.ts';
import type { Instance, Setting } from '../matching.ts';
import type { Outgoing } from '../outgoing.ts';
import type { Statement } from '../schema.ts';
import { further, lineOf } from '../phrases.ts';
import { called, statement } from '../statement.ts';
import type { World } from '../world.ts';

interface Used {
  instance: Instance;
  variable: string;
  setting: Setting;
  isKey: boolean;
}

/** Files that a program opens; those that it ignores are not among them. */
export const usedFiles = (
  listeners: readonly Listener[],
  outgoing: readonly Outgoing[],
  databases: readonly Database[],
): Used[] => [
  ...listeners.flatMap(({ instance, reads, pair, clientCa, serverCa }) =>
    pair.judged.state === 'none'
      ? []
      : [
          ...ofPair(instance, reads, pair),
          ...(reads.heedsClientCa ? [ofList(instance, clientCa), ofList(instance, serverCa)] : []),
        ],
  ),
  ...outgoing.flatMap(({ instance, peer, pair, ca }) =>
    ca.judged.state === 'unset' ? [] : [ofList(instance, ca), ...ofPair(instance, peer, pair)],
  ),
  ...databases.flatMap(({ instance, reads, pair, root, session }) =>
    session.state === 'plaintext' ? [] : [ofList(instance, root), ...ofPair(instance, reads, pair)],
  ),
];

const ofPair = (
  instance: Instance,
  names: { cert?: string; key?: string },
  { cert, key }: { cert: Setting; key: Setting },
): Used[] => [
  ...(names.cert === undefined ? [] : [{ instance, variable: names.cert, setting: cert, isKey: false }]),
  ...(names.key === undefined ? [] : [{ instance, variable: names.key, setting: key, isKey: true }]),
];

const ofList = (instance: Instance, { variable, setting }: AuthorityFile): Used => ({
  instance,
  variable,
  setting,
  isKey: false,
});

export const sayFiles = (used: readonly Used[], world: World): Statement[] => {
  const toBeMade = new Map<string, { first: Used; at: Place[]; uses: string[] }>();
  const statements: Statement[] = [];
  for (const one of used) {
    if (one.setting.state !== 'set') continue;
    const material = materialOf(one.setting, one.instance.container, world, true);
    if (material.state === 'assumed' && material.why === 'to be made') {
      const before = toBeMade.get(material.name);
      const use = `${one.variable} of ${one.instance.name}`;
      if (before) {
        before.at.push(...material.at);
        before.uses.push(use);
      } else toBeMade.set(material.name, { first: one, at: [...material.at], uses: [use] });
    }
    if (material.state === 'text' && one.isKey && ((material.mode ?? 0) & 0o004) !== 0)
      statements.push(
        statement({
          kind: 'readable by all',
          severity: 'weaker',
          instance: one.instance,
          variable: one.variable,
          at: lineOf(one.setting),
          related: further(material.at, lineOf(one.setting)),
          says: `Every user of the machine may read the key of ${called(one.instance)} (${one.variable}): its permissions are ${(material.mode ?? 0).toString(8).padStart(4, '0')}. The service takes it all the same.`,
          todo: 'Give it the permissions 0400 or 0600.',
        }),
      );
  }
  for (const [path, { first, at, uses }] of toBeMade)
    statements.push(
      statement({
        kind: 'source missing',
        severity: 'availability',
        instance: first.instance,
        variable: first.variable,
        at: lineOf(first.setting),
        related: further(at, lineOf(first.setting)),
        says: `${path} is not on this machine, nor is its folder. Where it is missing at start, Docker makes a folder of that name, and the service ends (${uses.join(', ')}). What is said of connections holds with the file in place.`,
        todo: 'Make the file on the machine that runs the containers before you start them.',
        apart: path,
      }),
    );
  return statements;
};
