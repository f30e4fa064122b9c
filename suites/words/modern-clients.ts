/** The one rule of two headings: it is about every client, that of a gRPC peer and that of PostgreSQL. */
import type { RuleText } from '../rule.ts';

export const modernClients: { id: string; text: RuleText } = {
  id: 'client.modern-tls',
  text: {
    basis: 'practice',
    risk: 'weaker',
    title: 'No client offers TLS below 1.2',
    why: 'A version that is offered is a version that someone between the two can bring about; TLS 1.0 and 1.1 are deprecated.',
    how: 'The ClientHello that a peer, or a tap before PostgreSQL, receives in the start of the good CA file: the versions that it lists. One without a list says nothing of what lies below its newest version.',
    source: { practice: 'RFC 8996 (deprecates TLS 1.0 and 1.1)' },
  },
};
