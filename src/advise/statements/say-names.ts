/** States which variables nothing reads, and which name is read in their place. */
import type { Configuration, Container, Value } from '../../configuration/model.ts';
import type { ReleasePrograms } from '../../release/programs.ts';
import { mistyped, readInstead } from './instead.ts';
import type { Instance } from '../matching.ts';
import { imageName, isInfrastructure } from '../matching.ts';
import { capital } from '../phrases.ts';
import type { Statement } from '../schema.ts';
import { called, statement, type Shown } from '../statement.ts';
import type { World } from '../world.ts';
import { readersOf, securityOf, soundsLikeSecurity, variablesOf } from '../variables.ts';

/** What is known of names: of this release, and of others. */
export interface Known {
  release: ReleasePrograms;
  world: Pick<World, 'readIn'>;
}

export const sayNames = (
  configuration: Configuration,
  instances: readonly Instance[],
  strangers: readonly Container[],
  { release, world }: Known,
): Statement[] => {
  const plain = configuration.containers.filter(({ everyService }) => everyService);
  return [
    ...instances
      .filter(({ container }) => !container.everyService)
      .flatMap((instance) => ofInstance(instance, { release, world })),
    ...plain.flatMap((container) => ofPlainFile(container, instances, { release, world })),
    ...strangers.flatMap((container) => ofStranger(container, release)),
    ...configuration.variables.flatMap((variable) => ofFile(variable, configuration, instances, release)),
  ];
};

const prefixes = /^(SMQ|MG|MF|AM)_/;

const ofInstance = (instance: Instance, known: Known): Statement[] => {
  const reads = variablesOf(instance.program);
  return [...instance.container.environment].flatMap(([name, value]) => {
    if (!prefixes.test(name) || reads.has(name)) return [];
    return [neverRead({ name, value, known, instance, container: instance.name })];
  });
};

const ofPlainFile = (container: Container, instances: readonly Instance[], known: Known): Statement[] =>
  [...container.environment].flatMap(([name, value]) => {
    const { release } = known;
    if (readersOf(name, release).length > 0) return [];
    if (isOfTheFiles(name) && mistyped(name, release, undefined).length === 0) return [];
    if (!name.startsWith(release.prefix) && !(instances.length > 0 && isOfAnOtherPrefix(name))) return [];
    return [neverRead({ name, value, known, container: container.name })];
  });

/** A name of an older or a newer release, in a file that is about this product all the same. */
const isOfAnOtherPrefix = (name: string): boolean => /^(SMQ|MG|MF)_/.test(name) && soundsLikeSecurity(name);

/** Of Compose files and of other programs of the stack: no program of the product is meant to read them. */
const isOfTheFiles = (name: string): boolean =>
  /_(RELEASE_TAG|NGINX_[A-Z_]+|NATS_[A-Z_]+|RABBITMQ_[A-Z_]+|POSTGRES_[A-Z_]+|UI_[A-Z_]+|[A-Z]+_URL|[A-Z]+_DB_[A-Z_]+)$/.test(
    name,
  ) && !soundsLikeSecurity(name);

interface Unread {
  name: string;
  value: Value;
  known: Known;
  instance?: Instance;
  container: string;
}

const neverRead = ({ name, value, known, instance, container }: Unread): Statement => {
  const { release } = known;
  const isSet = value.text !== '';
  const elsewhere = readersOf(name, release);
  const instead = readInstead(name, release, instance?.program);
  const slip = instead.length > 0 || elsewhere.length > 0 ? [] : mistyped(name, release, instance?.program);
  const security = slip.length > 0 || soundsLikeSecurity(name) || isSecurityOfAny(name, release);
  const who = instance ? called(instance) : `no program of ${release.release}`;
  const unused = release.neverRead[name];
  const gone = goneService(name, release);
  const reads = instance ? `${who} does not read ${name}` : `${capital(who)} reads ${name}`;
  const idle = instance ? instance.program.unused[name] : idleAnywhere(name, release);
  const says =
    idle !== undefined
      ? `${instance ? who : release.release} takes ${name} and does nothing with it: ${idle}.`
      : gone !== undefined
        ? `${name} is for a service that ${release.release} does not have: ${gone}.`
        : unused !== undefined
          ? `${reads}: ${unused}.`
          : elsewhere.length > 0 && instance
            ? `${reads}; ${elsewhere.map((one) => one.name).join(', ')} would.`
            : `${reads}${instead.length > 0 || slip.length > 0 ? '' : elsewhereInWords(name, known)}.`;
  return statement({
    kind: gone === undefined ? 'never read' : 'no such service',
    severity: security && isSet && elsewhere.length === 0 ? 'weaker' : 'note',
    ...(instance && { instance }),
    container,
    variable: name,
    at: value.at,
    related: value.from.map((at) => ({ at, says: 'its value comes from here' })),
    says,
    todo:
      slip.length > 0
        ? `You probably mean ${slip.join(' or ')}: correct the name.`
        : instead.length > 0
          ? `Set ${instead.join(', ')} in its place.`
          : `Remove ${name}.`,
    ...(security ? pageRule(name) : {}),
    ...(!security && { security: false as const }),
  });
};

/** A name may belong to no release at all. */
const elsewhereInWords = (name: string, { world }: Known): string => {
  const releases = world.readIn?.(name);
  if (releases === undefined) return '';
  if (releases.length === 0) return ', and no release known here does';
  const [first, last] = [releases[0]!, releases.at(-1)!];
  return first === last ? `; ${first} does` : `; releases from ${first} to ${last} do`;
};

const idleAnywhere = (name: string, { programs }: ReleasePrograms): string | undefined =>
  [...programs.values()].find(({ unused }) => Object.hasOwn(unused, name))?.unused[name];

const isSecurityOfAny = (name: string, release: ReleasePrograms): boolean =>
  [...release.programs.values()].some((program) => securityOf(program).has(name));

const pageRule = (name: string): Shown => {
  if (/STANDALONE|SINGLE_USER/.test(name))
    return {
      rule: 'standalone.starts-without-auth-and-users',
      shownBy: 'standalone.starts-without-auth-and-users/clients/e-mail-token-set',
    };
  if (/_(USERS|CLIENTS)_SERVER_(CERT|KEY)$/.test(name))
    return {
      rule: 'server.pair-is-tls',
      shownBy: `server.pair-is-tls/${name.includes('USERS') ? 'users' : 'clients'}.http/cert-key`,
    };
  const adapter = /_(HTTP|MQTT|WS|COAP)_ADAPTER_CA_CERTS$/.exec(name)?.[1]?.toLowerCase();
  if (adapter !== undefined)
    return {
      rule: 'ca.set-uses-tls',
      shownBy: `ca.set-uses-tls/${adapter}-adapter/ca-file-of-the-peers-issuer`,
    };
  return {};
};

const goneService = (name: string, { gone, prefix }: ReleasePrograms): string | undefined =>
  Object.entries(gone).find(([service]) =>
    name.startsWith(`${prefix}${service.toUpperCase().replaceAll('-', '_')}_`),
  )?.[1];

/** A container of another product, or of a service that is gone. */
const ofStranger = (container: Container, release: ReleasePrograms): Statement[] => {
  const image = imageName(container.image?.text) ?? '';
  const last = image.slice(image.lastIndexOf('/') + 1);
  const isOurs = /(^|\/)(supermq|magistrala|mainflux)\//.test(image);
  const gone = Object.entries(release.gone).find(
    ([service]) => isOurs && (last === service || `${last}-adapter` === service),
  );
  const statements = gone
    ? [
        statement({
          kind: 'no such service',
          severity: 'availability',
          container: container.name,
          at: container.at,
          says: `${release.release} has no service ${gone[0]}: ${gone[1]}. What this container runs is of another release.`,
          todo: 'Remove the container, or give its own release.',
        }),
      ]
    : [];
  return [...statements, ...strangerVariables(container)];
};

/** Two mistakes that are seen without knowing the program. */
const strangerVariables = (container: Container): Statement[] =>
  [...container.environment].flatMap(([name, value]) => {
    if (isInfrastructure(container) || !prefixes.test(name) || (value.text ?? '') === '') return [];
    const server = /^(.*_GRPC_)CLIENT_CA_CERTS$/.exec(name)?.[1];
    const calls = server !== undefined && container.environment.has(`${server}URL`);
    if (!calls || container.environment.has(`${server}SERVER_CERT`)) return [];
    return [
      statement({
        kind: 'ignored',
        severity: 'note',
        container: container.name,
        variable: name,
        at: value.at,
        says: `${name} is a setting of servers: a caller reads ${server}SERVER_CA_CERTS. This container is no program of this release, and calls in plaintext as far as these names say.`,
        todo: `Use ${server}SERVER_CA_CERTS.`,
      }),
    ];
  });

/** A line of an .env file that no container gets. */
const ofFile = (
  { name, value, reaches }: Configuration['variables'][number],
  { containers }: Configuration,
  instances: readonly Instance[],
  release: ReleasePrograms,
): Statement[] => {
  const readers = readersOf(name, release).filter((program) =>
    instances.some((one) => one.program === program),
  );
  const security = value.text !== 'disable' && readers.some((program) => securityOf(program).has(name));
  const reached = reaches.some((one) =>
    containers.some((container) => container.name === one && !isInfrastructure(container)),
  );
  if (reached || readers.length === 0 || (value.text ?? '') === '') return [];
  if (containers.some(({ everyService, environment }) => everyService && environment.has(name))) return [];
  return [
    statement({
      kind: 'reaches no container',
      severity: security ? 'weaker' : 'note',
      variable: name,
      at: value.at,
      says: `${name} is set here, and no service gets it: ${readers.map((one) => one.name).join(', ')} would read it. An .env file fills in \${…} in Compose files, and nothing else.`,
      todo: `Name ${name} under \`environment\` of the service.`,
      ...(!security && { security: false as const }),
    }),
  ];
};
