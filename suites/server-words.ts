/** Words of section A: listeners, their pairs, and what is expected of a listener with and without one. */
import {
  answersPlaintext,
  label,
  presentsConfigured,
  ready,
  servesVerifyingClient,
  showsTls,
  speaksTls,
  type Listener,
} from './checks.ts';
import { caseId } from './table.ts';
import type { Check, FileValue, Identity, Look, Setting, Start, Value } from './vocabulary.ts';

export const listeners: readonly Listener[] = [
  { service: 'users', name: 'http' },
  { service: 'users', name: 'grpc' },
  { service: 'clients', name: 'http' },
  { service: 'clients', name: 'grpc' },
];

type Form<File extends FileValue['file']> = NonNullable<
  Extract<FileValue, { file: File; form?: string }>['form']
>;
export const certificate = (of: Identity, form: Form<'certificate'> = 'pem'): FileValue => ({
  file: 'certificate',
  of,
  form,
});
export const key = (of: Identity, form: Form<'key'> = 'pkcs8'): FileValue => ({ file: 'key', of, form });

/** Whether the release has the listener. */
export type Has = (at: Listener) => boolean;

/** The pair of one listener; under the page's naming one pair serves both listeners of a service. */
export const pair = (at: Listener, cert?: Value, keyFile?: Value): Record<Setting, Value> => ({
  ...(cert !== undefined && { [`${label(at)}.cert`]: cert }),
  ...(keyFile !== undefined && { [`${label(at)}.key`]: keyFile }),
});

export const goodPair = (at: Listener): Record<Setting, Value> =>
  pair(at, certificate('right'), key('right'));

export const start = (at: Listener, settings: Record<Setting, Value>, ...looks: Look[]): Start => ({
  services: [at.service],
  settings,
  looks: ['listeners', ...looks],
});

export const plainStart = (service: 'users' | 'clients'): string =>
  caseId('server.none-is-insecure', `${service}.http`, 'neither set');
const thePair = (at: Listener): string => caseId('server.pair-is-tls', label(at), 'cert + key');

/** Control predicate of this section: setting the pair changed the transport. */
export const pairGivesTls = (at: Listener): { case: string; shows: Check } => ({
  case: thePair(at),
  shows: showsTls(at),
});

export const insecure = (at: Listener) => ({
  expects: 'ready' as const,
  forbidden: [speaksTls(at)],
  required: [ready(at.service), answersPlaintext(at)],
});

export const secure = (at: Listener) => ({
  expects: 'ready' as const,
  forbidden: [answersPlaintext(at)],
  required: [
    ready(at.service),
    speaksTls(at),
    presentsConfigured(at, `${label(at)}.cert`),
    servesVerifyingClient(at),
  ],
});

export const base = (at: Listener) => ({ subject: label(at), plain: plainStart(at.service) });
