/** Makes starts of cases: equal stacks are started once, with the probes of all their cases. Pure. */
import { createHash } from 'node:crypto';
import { nameOf, variablesOf, type ReleaseNames, type Variable } from '../../suites/naming.ts';
import type { Release } from '../release/schema.ts';
import type { Case, Probe, Naming, Peer, Posture, Setting, Start } from '../../suites/vocabulary.ts';

export type { Variable };

export interface PlannedStart {
  /** Digest of everything that makes the stack. */
  key: string;
  cases: string[];
  start: Start;
  /** Whose names the variables have. Cases of both namings that are equal stand under the page's. */
  naming: Naming;
  probes: Probe[];
  variables: Variable[];
  /** A deployment gets these variables and no others, also for what no case is about. */
  verbatim?: true;
  /** Names of variables that are not set, but that an error line may name. */
  mentions: { setting: Setting; name: string }[];
  /** Section and service, `client/http-adapter`: such starts are made by one worker. */
  group: string;
  /** A case of this start expects it to run: repeat the plain start when it does not. */
  expectsReady: boolean;
  expectsAccepted: boolean;
}

/** A server that offers TLS and demands nothing. */
export const defaultPosture: Posture = { server: 'right', demands: 'any' };

/** Whether a service of a start has a database. */
export const hasDatabase = (
  { services }: Pick<Start, 'services'>,
  release: Pick<Release, 'services'>,
): boolean => services.some((name) => release.services[name]?.database);

/** The servers of PostgreSQL that a start needs: none where no service has a database. */
export const serversOf = (start: Start, release: Pick<Release, 'services'>): Posture['server'][] => {
  const { server, later = [] } = start.postgres ?? defaultPosture;
  return hasDatabase(start, release) ? [server, later].flat() : [];
};

/** Transport of a peer that no case is about: it follows whatever the service opens with. */
export const companion: Peer = {
  state: 'answers',
  transport: 'adaptive',
  identity: 'right',
  clientCertificate: 'ignored',
};

/** The cases of a start, by id among all of the catalogue. */
export const casesOf = ({ cases }: Pick<PlannedStart, 'cases'>, byId: ReadonlyMap<string, Case>): Case[] =>
  cases.map((id) => byId.get(id)!);

export const groupOf = (one: Case): string => `${one.section}/${one.subject.split('.')[0]}`;

/** Cases in catalogue order; starts come out in the order of their first case. */
export const planStarts = (cases: readonly Case[], names: ReleaseNames): PlannedStart[] => {
  const plans = new Map<string, PlannedStart>();
  for (const one of cases) {
    const variables = variablesOf(one.start, one.naming, names);
    const key = keyOf(one.start, variables);
    const plan = plans.get(key) ?? {
      key,
      cases: [],
      start: one.start,
      naming: one.naming,
      probes: [],
      variables: [],
      mentions: [],
      group: groupOf(one),
      expectsReady: false,
      expectsAccepted: false,
    };
    plans.set(key, plan);
    plan.cases.push(one.id);
    plan.probes = [...new Set([...plan.probes, ...one.start.probes])];
    plan.variables = merge(plan.variables, variables);
    for (const setting of one.start.mentions ?? []) {
      plan.mentions.push({ setting, name: nameOf(setting, one.naming, names) });
    }
    plan.expectsReady ||= one.expects === 'ready' || one.expects === 'accepted';
    plan.expectsAccepted ||= one.expects === 'accepted';
  }
  return [...plans.values()];
};

const merge = (one: Variable[], other: readonly Variable[]): Variable[] => {
  for (const variable of other) {
    const known = one.find((v) => v.name === variable.name);
    if (known) known.settings = [...new Set([...known.settings, ...variable.settings])];
    else one.push({ ...variable });
  }
  return one;
};

const keyOf = (start: Start, variables: readonly Variable[]): string =>
  createHash('sha256')
    .update(
      canonical({
        services: start.services,
        variables: variables
          .map(({ name, value }) => [name, value] as const)
          .sort(([a], [b]) => (a < b ? -1 : 1)),
        // A peer that follows whatever it is opened with is there anyhow.
        peers: Object.entries(start.peers ?? {}).filter(
          ([, peer]) => canonical(peer) !== canonical(companion),
        ),
        postgres: start.postgres ?? defaultPosture,
        otherUser: start.otherUser ?? false,
        environment: start.environment ?? {},
        restart: start.probes.includes('restart'),
      }),
    )
    .digest('hex')
    .slice(0, 16);

/** JSON with sorted keys, so that equal stacks have equal keys however they were written. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    inner && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
