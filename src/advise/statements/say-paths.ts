/** States what paths say that no program opens: files of other products, files that nothing reads, and their names. */
import type { Configuration, Container, Value } from '../../configuration/model.ts';
import type { ReleasePrograms } from '../../release/programs.ts';
import { isPem } from '../files.ts';
import { isInfrastructure, type Instance } from '../matching.ts';
import type { Statement } from '../schema.ts';
import { called, statement } from '../statement.ts';
import { securityOf, variablesOf } from '../variables.ts';
import type { World } from '../world.ts';

export const sayPaths = (
  { variables }: Configuration,
  { instances, strangers }: { instances: readonly Instance[]; strangers: readonly Container[] },
  release: ReleasePrograms,
  world: World,
): Statement[] => [
  ...strangers.flatMap((container) => ofStranger(container, world)),
  ...instances.flatMap((instance) => unread(instance, world)),
  ...variables.flatMap(({ name, value }) => byName(name, value, instances, release)),
];

const isPath = (text: string | undefined): text is string =>
  text !== undefined && /^\.{0,2}\/[^\s]+\.(crt|key|pem)$/.test(text) && !isPem(text);

/** What the program does then is not known; that the file is not there is. */
const ofStranger = (container: Container, world: World): Statement[] =>
  [...container.environment].flatMap(([name, value]) => {
    if (isInfrastructure(container)) return [];
    if (!/^(SMQ|MG|MF|AM)_/.test(name) || !isPath(value.text)) return [];
    const found = world.lookUp(container, value.text);
    if (found.is !== 'not mounted' && found.is !== 'not there') return [];
    return [
      statement({
        kind: 'not mounted',
        severity: 'note',
        container: container.name,
        variable: name,
        at: value.at,
        related: value.from.map((at) => ({ at, says: 'the path comes from here' })),
        says: `No volume puts a file at ${value.text} (${name}). ${container.name} is no program of this release: what it does without the file is not known.`,
        todo: `Mount the file at the path of ${name}.`,
      }),
    ];
  });

/** A volume whose source is missing is made as a folder, whether anything reads it or not. */
const unread = (instance: Instance, world: World): Statement[] => {
  const { container, program } = instance;
  if (container.everyService) return [];
  const reads = variablesOf(program);
  return [...container.environment].flatMap(([name, value]) => {
    if (reads.has(name) || !isPath(value.text)) return [];
    const found = world.lookUp(container, value.text);
    if (found.is !== 'source missing') return [];
    return [
      statement({
        kind: 'source missing',
        severity: 'note',
        instance,
        variable: name,
        at: value.at,
        related: [{ at: found.at, says: 'the volume that puts it there' }],
        says: `${found.host} is not there, and Docker makes a folder of that name. ${called(instance)} does not read ${name}, so nothing else comes of it.`,
        todo: `Remove ${name} and its volume.`,
      }),
    ];
  });
};

/** `users` with a file that is called `domains-grpc-server.crt`: by its name the certificate is that of another service. */
const byName = (
  name: string,
  value: Value,
  instances: readonly Instance[],
  release: ReleasePrograms,
): Statement[] => {
  const file = isPath(value.text) ? value.text.slice(value.text.lastIndexOf('/') + 1) : '';
  const [, owner] = /^([a-z]+)-grpc-server\./.exec(file) ?? [];
  if (owner === undefined || !release.programs.has(owner)) return [];
  return instances.flatMap((instance) => {
    const listener = Object.values(instance.program.listeners).find(({ cert }) => cert === name);
    if (!listener || instance.program.name === owner || !securityOf(instance.program).has(name)) return [];
    return [
      statement({
        kind: 'name mismatch',
        severity: 'note',
        instance,
        variable: name,
        at: value.at,
        says: `By its name, ${file} is the certificate of ${owner}, and ${called(instance)} is given it: callers that call ${instance.program.name} refuse a certificate that does not hold that name.`,
        todo: `Make a certificate for ${instance.program.name}.`,
        rule: 'ca.trusts-only-those',
        shownBy: 'ca.trusts-only-those/clients/wrong-name@release',
      }),
    ];
  });
};
