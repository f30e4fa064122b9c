/** Words of section A: listeners, their pairs, and what is expected of a listener with and without one. */
import {
  answersPlaintext,
  label,
  presentsConfigured,
  servesVerifyingClient,
  speaksTls,
  type Listener,
} from '../checks/listener.ts';
import { ready } from '../checks/service.ts';
import type { Look, Setting, Start, Value } from '../vocabulary.ts';
import { plainStart } from '../words/controls.ts';

/** Whether the release has the listener. */
export type Has = (at: Listener) => boolean;

export const start = (at: Listener, settings: Record<Setting, Value>, ...looks: Look[]): Start => ({
  services: [at.service],
  settings,
  looks: ['listeners', ...looks],
});

export const insecure = (at: Listener) => ({
  expects: 'ready' as const,
  never: [speaksTls(at)],
  must: [ready(at.service), answersPlaintext(at)],
});

export const secure = (at: Listener) => ({
  expects: 'ready' as const,
  never: [answersPlaintext(at)],
  must: [
    ready(at.service),
    speaksTls(at),
    presentsConfigured(at, `${label(at)}.cert`),
    servesVerifyingClient(at),
  ],
});

export const base = (at: Listener) => ({ subject: label(at), plain: plainStart(at.service) });
