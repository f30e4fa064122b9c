/** Puts what was heard of an address into the words of the report. Pure. */
import type { PlainAnswer, TlsAnswer } from '../../model/observation.ts';
import type { SeenAddress } from '../../report/live-schema.ts';
import { alertInWords } from './tls.ts';
import type { Verdict } from './trust.ts';
import type { Heard } from './words.ts';

/** A client that verifies as Go does ends the handshake where Go refuses the chain. */
export const verifiedBy = (trust: Verdict, served: TlsAnswer): TlsAnswer | undefined => {
  switch (trust.go) {
    case 'accepted':
      return served;
    case 'refused':
      return { handshake: false, error: `x509: ${trust.reasons.join('; ')}`, byPeer: false };
    case 'not judged':
      return undefined;
  }
};

export const answerOf = ({ answer, status }: PlainAnswer): NonNullable<SeenAddress['plain']> => ({
  answer,
  detail: status ?? null,
});

export const tlsOf = (
  { handshake, protocol, alpn, error, byPeer, answer, status }: TlsAnswer,
  suite: string | undefined,
): NonNullable<SeenAddress['tls']> => ({
  handshake,
  version: protocol ?? null,
  suite: suite ?? null,
  alpn: alpn ?? null,
  error: error === undefined ? null : alertInWords(error),
  byPeer: byPeer ?? null,
  answer: answer ?? null,
  detail: status ?? null,
});

export const failureOf = (
  { plain, tls }: Heard,
  otherProtocol: string | null,
): NonNullable<SeenAddress['failed']> => {
  if (otherProtocol !== null) return { step: 'protocol', detail: `it speaks ${otherProtocol}` };
  if (tls && !tls.handshake && tls.byPeer)
    return { step: 'TLS', detail: alertInWords(tls.error ?? 'CLOSED') };
  if (tls?.handshake) {
    const how = tls.error === undefined ? (tls.status ?? tls.answer ?? 'nothing') : alertInWords(tls.error);
    return { step: 'protocol', detail: `within TLS: ${how}` };
  }
  return {
    step: 'protocol',
    detail: `${plain.answer}${plain.status === undefined ? '' : ` (${plain.status})`}`,
  };
};
