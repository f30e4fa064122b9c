/**
 * Says which starts are whole deployments, what is started for them, and which settings a release has for their
 * further hops. Pure.
 */
import { certificate, key } from '../../suites/words/files.ts';
import { isReadAs } from '../../suites/naming.ts';
import type { ServiceName, Setting, Start, Value } from '../../suites/vocabulary.ts';
import type { Backplane } from '../model/backplane.ts';
import { variableOf } from '../release/naming.ts';
import type { Release, StartedName } from '../release/schema.ts';
import type { PlannedStart, Variable } from './plan.ts';

/** Whether a start is a deployment: the release has separate services for Auth, Channels and Domains. */
export const isDeployment = (
  { services }: Pick<Start, 'services'>,
  { deployment }: Pick<Release, 'deployment'>,
): boolean => deployment !== undefined && services.includes('users') && services.includes('clients');

type About = { release: Release; backplane: Backplane };

/** Real Auth, Channels and Domains stand around the services: that takes SpiceDB. */
export const hasRealCore = (plan: PlannedStart, { release, backplane }: About): boolean =>
  isDeployment(plan.start, release) && backplane.spicedb !== undefined;

/** What is started, in that order. */
export const startOrder = (plan: PlannedStart, about: About): readonly StartedName[] => {
  const asked: readonly ServiceName[] = plan.start.services;
  const { deployment, services } = about.release;
  const order =
    deployment && hasRealCore(plan, about)
      ? deployment.order.filter((name) => isCompanion(name) || asked.some((one) => one === name))
      : asked;
  return order.filter((name) => !order.some((one) => one === services[name]?.servedBy));
};

/** What the program of a started service does besides: services that were asked for, and that it serves. */
export const servedBy = (
  name: StartedName,
  plan: PlannedStart,
  { release }: Pick<About, 'release'>,
): ServiceName[] =>
  plan.start.services.filter((one) => one !== name && release.services[one]?.servedBy === name);

const companions: readonly StartedName[] = ['auth', 'domains', 'channels', 'groups'];
const isCompanion = (name: StartedName): boolean => companions.includes(name);

/**
 * Whether a setting is set by a name that the release knows. Under the page's names that is so where the release has
 * none of its own: what it ignores must not change what stands around it.
 */
const isSecured = (plan: PlannedStart, release: Release, setting: Setting): boolean =>
  isReadAs(setting, plan.naming, release) &&
  plan.variables.some(({ settings, value }) => value !== '' && settings.includes(setting));

const ofThePage = [
  ...['clients.grpc.cert', 'clients.http.cert', 'users.http.cert'],
  ...['clients.auth.ca', 'http-adapter.clients.ca'],
];

/** Everything of the page is secured: then so is everything else that the release has a setting for. */
const securesGrpc = (plan: PlannedStart, release: Release): boolean =>
  ofThePage.every((setting) => isSecured(plan, release, setting));

/** NATS and Redis belong to no heading of the page: they speak TLS where the databases do too. */
export const securesBackplane = (plan: PlannedStart, about: About): boolean =>
  hasRealCore(plan, about) &&
  securesGrpc(plan, about.release) &&
  isSecured(plan, about.release, 'clients.db.mode');

/** Listeners of companions that have a pair: Auth where Clients trusts a CA of it, all where everything has. */
const listenersWithPair = (plan: PlannedStart, release: Release): string[] => {
  const all = securesGrpc(plan, release);
  const auth = isSecured(plan, release, 'clients.auth.ca');
  return Object.keys(release.deployment?.pairs ?? {}).filter(
    (listener) => all || (auth && listener === 'auth.grpc'),
  );
};

/** Whether the gRPC listener of a started service has a pair. */
const servesTls = (service: string, plan: PlannedStart, release: Release): boolean =>
  isSecured(plan, release, `${service}.grpc.cert`) ||
  listenersWithPair(plan, release).includes(`${service}.grpc`);

/** Variables of a whole deployment for what no case is about: they follow what the other end of the hop does. */
export const furtherVariables = (plan: PlannedStart, about: About): Variable[] => {
  const { release } = about;
  if (plan.verbatim || !hasRealCore(plan, about) || !release.deployment) return [];
  const order = startOrder(plan, about);
  const made: Variable[] = [];
  const set = (setting: Setting, value: Value): void => {
    const name = variableOf(setting, release);
    if (name !== undefined) made.push({ name, value, settings: [setting] });
  };
  for (const listener of listenersWithPair(plan, release)) {
    set(`${listener}.cert`, certificate('right'));
    set(`${listener}.key`, key('right'));
  }
  for (const from of order) {
    for (const to of order) {
      const setting = `${from}.${to}.ca`;
      if (isTested(from, to) || !servesTls(to, plan, release)) continue;
      set(setting, { file: 'ca', of: ['right'] });
    }
  }
  if (plan.naming === 'release') made.push(...databasesLikeClients(plan, release));
  return made;
};

/** Hops whose CA file the deployment itself sets or leaves out. */
const isTested = (from: StartedName, to: StartedName): boolean =>
  (to === 'clients' && from.endsWith('-adapter')) || (from === 'clients' && to === 'auth');

const databasesLikeClients = (plan: PlannedStart, release: Release): Variable[] =>
  Object.keys(release.deployment?.databases ?? {}).flatMap((service) =>
    plan.variables.flatMap(({ value, settings }) => {
      const like = settings.find((setting) => setting.startsWith('clients.db.'));
      const setting = like?.replace('clients', service);
      const name = setting && variableOf(setting, release);
      return name === undefined || setting === undefined ? [] : [{ name, value, settings: [setting] }];
    }),
  );
