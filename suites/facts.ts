/** What a fact is called where a case is judged: by its word alone where it is about the subject of the case. */
import { hopName } from '../src/model/hop.ts';
import type { Case, Check } from './vocabulary.ts';

/** `speaks-tls`, or `speaks-tls of clients.http` where the case is about something else, or about more. */
export const factIn = (one: Pick<Case, 'subject'>, { fact, of }: Check): string =>
  of === undefined || isSubject(one.subject, of) ? fact : `${fact} of ${of}`;

/** Its own listener, hop or database; or the service that the listener belongs to. */
const isSubject = (subject: string, of: string): boolean =>
  of === subject || subject.startsWith(`${of}.`) || of === hopOf(subject);

/** The hop that a subject of section client stands for: `http-adapter.channels`, or the one the page speaks of. */
const hopOf = (subject: string): string => {
  const [from = '', to] = subject.split('.');
  return hopName({ from, to: to ?? (from === 'clients' ? 'auth' : 'clients') });
};
