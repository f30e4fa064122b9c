/** Looks at a running deployment from outside, and makes a journal and a catalogue of it that the judge can take. */
import { randomUUID } from 'node:crypto';
import { release as osRelease } from 'node:os';
import type { ReleaseNames } from '../../suites/naming.ts';
import type { HopAdvice } from '../advise/schema.ts';
import { openJournal } from '../journal/write.ts';
import {
  journalVersion,
  type JournalHeader,
  type JournalLine,
  type JournalObservation,
} from '../model/journal.ts';
import { nothingSeen, type Observation } from '../model/observation.ts';
import type { Filters } from '../plan/options.ts';
import { select } from '../plan/select.ts';
import type { Release } from '../release/schema.ts';
import type { Live } from '../report/live-schema.ts';
import { stampOf } from '../run/stamp.ts';
import { watchSignals } from '../system/signals.ts';
import type { Deployment } from './file/deployment.ts';
import { allRules, liveCatalogue, type LiveCatalogue } from './judged/cases.ts';
import { unseenParts } from './judged/unseen.ts';
import { lookAtDatabase } from './look/database.ts';
import { sendMessages } from './look/device.ts';
import { readCaptured } from './look/captured.ts';
import { lookAt, type Looked } from './look/endpoint.ts';
import { hopRows } from './table.ts';
import { clean, tracesOf } from './without-secrets.ts';

export interface LiveOptions {
  out: string;
  command: string;
  filters: Filters;
  oldVersions: boolean;
  release: Release;
  /** What check-env says of the files that the deployment file names. */
  configured: { hops: HopAdvice[]; note?: string };
  /** Path of a capture; absent: none. */
  capture?: string;
  note: (line: string) => void;
}

export interface LiveResult {
  lines: JournalLine[];
  catalogue: LiveCatalogue;
  live: Live;
  rules: typeof allRules;
  names: ReleaseNames;
}

/** Endpoints, and then databases, that are looked at at the same time. */
const atOnce = 4;

/** @throws UsageError for filters that select nothing */
export const lookFromOutside = async (deployment: Deployment, options: LiveOptions): Promise<LiveResult> => {
  const began = performance.now();
  const started = new Date();
  using signals = watchSignals();
  const seen = await looks(deployment, options, { now: started, signal: signals.signal });
  const interrupted = signals.interrupted ?? null;
  const traces = tracesOf(deployment.secrets);
  const { endpoints, databases, messages, capture } = clean(
    {
      endpoints: seen.looked.map(({ seen: one }) => one),
      databases: seen.databases,
      messages: seen.messages,
      capture: seen.capture,
    },
    traces,
  );
  const { oldVersions } = options;
  const catalogue = liveCatalogue(deployment, { endpoints, databases, messages, oldVersions, capture });
  const { selected, controlOnly } = select(catalogue, options.filters);
  const judged = new Set(catalogue.cases.map(({ rule }) => rule));
  const live: Live = clean(
    {
      deployment: deployment.file,
      expiresWithinDays: deployment.expiresWithinDays,
      oldVersions,
      endpoints,
      databases,
      messages,
      hops: hopRows(options.configured.hops, { endpoints, databases, capture }),
      capture,
      unseen: unseenParts(judged, {
        sessions: databases.filter(({ failed }) => failed === null).length,
        captured: capture !== null,
        oldVersions,
      }),
      notes: options.configured.note === undefined ? [] : [options.configured.note],
    },
    traces,
  );
  const header: JournalHeader = {
    type: 'header',
    schemaVersion: journalVersion,
    ...stampOf(catalogue),
    target: {
      ...{ kind: 'live', release: deployment.release ?? 'unknown', runtime: 'processes' },
      ...{ images: [], binaries: [], releaseFile: null },
    },
    environment: {
      os: `${process.platform} ${osRelease()}`,
      arch: process.arch,
      node: process.version,
      docker: null,
      postgres: null,
    },
    run: {
      id: randomUUID(),
      started: started.toISOString(),
      command: options.command,
      filters: { ...options.filters },
      shard: null,
    },
    selection: {
      catalogue: catalogue.cases.length,
      selected: selected.map(({ id }) => id),
      controlOnly: controlOnly.map(({ id }) => id),
    },
  };
  const wanted = new Set([...selected, ...controlOnly].map(({ id }) => id));
  const observations = observationsOf(catalogue, wanted, seen.looked).map((line) => clean(line, traces));
  const footer: JournalLine = {
    ...{ type: 'footer', finished: new Date().toISOString(), ms: Math.round(performance.now() - began) },
    ...{ complete: interrupted === null, interrupted, lost: [] },
  };
  const journal = openJournal(options.out, header);
  for (const line of observations) journal.observation(line);
  journal.end(footer);
  return {
    lines: [header, ...observations, footer],
    catalogue,
    live,
    rules: allRules,
    names: options.release,
  };
};

interface Looks {
  looked: Looked[];
  databases: Live['databases'];
  messages: Live['messages'];
  capture: Live['capture'];
}

/** After an interruption what was seen so far stands. */
const looks = async (
  deployment: Deployment,
  { oldVersions, release, note, capture }: LiveOptions,
  at: { now: Date; signal: AbortSignal },
): Promise<Looks> => {
  const looked = new Map<string, Looked>();
  const seen: Looks = { looked: [], databases: [], messages: [], capture: null };
  const { endpoints, databases, device } = deployment;
  const sessions = new Map<string, Live['databases'][number]>();
  try {
    // What is no capture is a mistake of the command, said before anything is connected to.
    if (capture !== undefined) seen.capture = await readCaptured(capture, deployment, at.signal);
    await someAtOnce(endpoints, async (endpoint) => {
      const one = await lookAt(endpoint, { ...at, oldVersions });
      looked.set(endpoint.name, one);
      note(`${endpoint.name}: ${one.seen.state}`);
    });
    for (const name of device?.over ?? []) {
      const endpoint = endpoints.find((one) => one.name === name)!;
      const refused = looked.get(name)?.seen.addresses.some(({ trust }) => trust?.go === 'refused') === true;
      const sent = refused ? kept(name) : await sendMessages(endpoint, device!, release, at.signal);
      seen.messages.push(...sent);
      const taken = sent.some(({ attempt, outcome }) => attempt === 'right-secret' && outcome === 'accepted');
      if (taken && endpoint.claim === 'plaintext') tookInPlaintext(looked.get(name)!);
    }
    // After the messages: a service that has nothing to do closes its sessions.
    await someAtOnce(databases, async (one) => {
      at.signal.throwIfAborted();
      sessions.set(one.service, await lookAtDatabase(one, at.signal));
    });
  } catch (error) {
    if (!at.signal.aborted) throw error;
  }
  seen.looked = endpoints.flatMap(({ name }) => looked.get(name) ?? []);
  seen.databases = databases.flatMap(({ service }) => sessions.get(service) ?? []);
  return seen;
};

const someAtOnce = async <T>(all: readonly T[], look: (one: T) => Promise<void>): Promise<void> => {
  const queue = [...all];
  const work = async (): Promise<void> => {
    for (let one = queue.shift(); one !== undefined; one = queue.shift()) await look(one);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
};

/** A message that was taken in plaintext is an answer in plaintext, where the listener gave none before. */
const tookInPlaintext = ({ seen }: Looked): void => {
  const first = seen.addresses.find(({ reached }) => reached);
  if (first?.state !== 'no answer of its protocol') return;
  Object.assign(first, { state: 'plaintext', failed: null });
  if (seen.addresses.filter(({ reached }) => reached).length === 1) seen.state = 'plaintext';
};

/** A secret goes to no peer whose certificate is refused. */
const kept = (endpoint: string): Live['messages'] =>
  (['wrong-secret', 'right-secret'] as const).map((attempt) => ({
    ...{ endpoint, attempt, outcome: 'unreachable' },
    detail: 'not sent: the certificate of the endpoint is refused',
  }));

/** One observation a start: an endpoint, a database, a message. */
const observationsOf = (
  { cases, startOf }: LiveCatalogue,
  wanted: ReadonlySet<string>,
  looked: readonly Looked[],
): JournalObservation[] => {
  const byStart = Map.groupBy(
    cases.map(({ id }) => id).filter((id) => wanted.has(id)),
    (id) => startOf.get(id)!,
  );
  return [...byStart].map(([start, ids]): JournalObservation => ({
    type: 'observation',
    start,
    cases: ids,
    observation: observationOf(looked.find(({ seen }) => `endpoint/${seen.name}` === start)),
    attempts: [],
    timings: { start: 0, probe: 0, settle: 0, stop: 0 },
  }));
};

/** A service of which a listener answers is up: that it became so is not seen, and took no time here. */
const observationOf = (one: Looked | undefined): Observation => {
  const observation = nothingSeen({ certificates: {}, hops: {}, unused: {} });
  if (!one?.listener) return observation;
  const { service, listener } = one.seen;
  observation.services[service] = {
    boot: { outcome: 'ready', ms: 0 },
    output: { bytes: 0, tail: [], errors: [], errorsName: [], secrets: [] },
    listeners: { [listener]: one.listener },
    environment: {},
  };
  return observation;
};
