/** Says which protocol an answer is of, and what an endpoint speaks, of what was heard from it. Pure. */
import type { PlainAnswer, TlsAnswer } from '../../model/observation.ts';
import type { LiveState } from '../../report/live-schema.ts';
import type { LiveProtocol } from '../file/schema.ts';

export interface Heard {
  plain: PlainAnswer;
  http2?: PlainAnswer;
  tls?: TlsAnswer;
  withCertificate?: TlsAnswer;
  /** The connection ended after the handshake before anything was asked: without a certificate, and with one. */
  endedUnasked?: { without: boolean; withOne: boolean };
}

const http1 = '485454502f312e';

/** Beginnings, hex, of what else listens at ports. */
const others: readonly [RegExp, string][] = [
  [/^5353482d/, 'SSH'],
  [/^494e464f20/, 'NATS'],
  [/^414d5150/, 'AMQP'],
  [/^(?:2d455252|2b4f4b)/, 'Redis'],
  [/^524642/, 'VNC'],
  [/^3232302[d0]/, 'SMTP or FTP'],
  [/^450000/, 'PostgreSQL'],
  [/^1503/, 'TLS'],
];

/** The protocol of an answer; undefined where nothing can be said of it. */
const spokenIn = (status: string | undefined, bytes = ''): string | undefined => {
  if (bytes.startsWith(http1)) return 'HTTP/1';
  if (status === undefined) return undefined;
  if (/^(SETTINGS|SERVING|NOT_SERVING|SERVICE_UNKNOWN|UNKNOWN|grpc-status)/.test(status)) return 'HTTP/2';
  if (status.startsWith('101, ') && !status.includes('unrecognised')) return 'MQTT over WebSocket';
  if (status.startsWith('CONNACK')) return 'MQTT';
  if (status.startsWith('CoAP') || status === 'RST') return 'CoAP';
  if (status.startsWith('HTTP ')) return 'HTTP/1';
  if (/^\d{3}$/.test(status)) return bytes === '' ? 'HTTP' : 'HTTP/2';
  if (!status.includes('unrecognised bytes')) return undefined;
  return others.find(([begins]) => begins.test(bytes))?.[1] ?? 'bytes of no protocol that the suite knows';
};

const own: Record<LiveProtocol, readonly string[]> = {
  http: ['HTTP/1', 'HTTP'],
  ws: ['HTTP/1', 'HTTP'],
  grpc: ['HTTP/2'],
  mqtt: ['MQTT'],
  'mqtt-ws': ['MQTT over WebSocket'],
  coap: ['CoAP'],
};

export interface Said {
  state: LiveState;
  plaintext: boolean;
  tls: boolean;
  /** Seen by an alert that names it, or by one that says no more where the certificate of the file is taken. */
  demands: boolean;
  otherProtocol: string | null;
  /** The protocol was answered within TLS to who may ask. */
  answeredInTls: boolean;
}

export const saidBy = (protocol: LiveProtocol, heard: Heard): Said => {
  const { plain, tls, withCertificate } = heard;
  const isOwn = (spoken: string | undefined): boolean =>
    spoken !== undefined && own[protocol].includes(spoken);
  const inPlain = spokenIn(plain.status, plain.bytes);
  const demands = isDemanded(heard);
  const speaksTls = tls?.handshake === true || demands;
  // A bare 400 or a redirect to https is what a TLS listener may say in plaintext; where there is no TLS, it is HTTP.
  const isAnswer =
    plain.answer === 'answered' || (!speaksTls && ['bad-request', 'redirect'].includes(plain.answer));
  const plaintext = (isAnswer && isOwn(inPlain)) || isHttp2InPlaintext(heard.http2);
  const served = demands ? withCertificate : tls;
  const inTls = served?.handshake ? spokenIn(served.status) : undefined;
  // An MQTT adapter may close on a CONNECT that names no client: the handshake is all that is seen then.
  const endsUnnamed = protocol === 'mqtt' && served?.answer === 'closed' && served.status === undefined;
  const answeredInTls =
    served?.handshake === true &&
    served.error === undefined &&
    (endsUnnamed || ((served.answer === 'answered' || served.answer === 'bad-request') && isOwn(inTls)));
  const foreign = speaksTls
    ? isOwn(inTls)
      ? undefined
      : inTls
    : plaintext || isOwn(inPlain)
      ? undefined
      : inPlain;
  const said = { plaintext, tls: speaksTls, demands, answeredInTls, otherProtocol: foreign ?? null };
  const state = ((): LiveState => {
    if (speaksTls && plaintext) return 'TLS and plaintext';
    if (plaintext) return 'plaintext';
    if (demands) return 'TLS, client certificate demanded';
    if (foreign !== undefined) return 'another protocol';
    if (speaksTls) return answeredInTls ? 'TLS' : 'no answer of its protocol';
    return plain.answer === 'silent' ? 'silent' : 'no answer of its protocol';
  })();
  return { ...said, state };
};

/** SETTINGS, an answer by HTTP/2, or success: an HTTP/1 server that refuses the unknown method does not count. */
const isHttp2InPlaintext = (heard: PlainAnswer | undefined): boolean =>
  heard?.answer === 'answered' && (!heard.bytes.startsWith(http1) || (heard.status ?? '').startsWith('2'));

/** Statuses by which a proxy refuses who has no certificate: nginx says 400, or 403 as its configuration has it. */
export const isRefusalByStatus = (status: string | undefined | null): boolean =>
  /^(?:HTTP )?(?:400|403|495|496)$/.test(status ?? '');

/**
 * Alerts of a server that misses a certificate (RFC 8446, section 6.2); older versions have none that says just that.
 * A proxy completes the handshake, and refuses by a status or by ending the connection: seen where the certificate of
 * the file makes the difference.
 */
const isDemanded = ({ tls: without, withCertificate: withOne, endedUnasked }: Heard): boolean => {
  const error = without?.error ?? '';
  if (/CERTIFICATE_REQUIRED/.test(error)) return true;
  if (without?.handshake && withOne?.handshake && withOne.error === undefined) {
    if (isRefusalByStatus(without.status)) {
      return withOne.answer === 'answered' && !isRefusalByStatus(withOne.status);
    }
    return endedUnasked?.without === true && !endedUnasked.withOne;
  }
  const served = withOne?.handshake === true && withOne.answer !== 'closed' && withOne.error === undefined;
  return served && /ALERT_(BAD_CERTIFICATE|HANDSHAKE_FAILURE)$/.test(error);
};
