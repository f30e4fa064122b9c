/** Says how a TCP connection opens, by the first bytes of both sides. Pure: the same bytes always say the same. */
import { classifyOpening } from '../../probe/tap/opening.ts';
import type { CapturedConnection } from '../model.ts';
import { evidence } from './evidence.ts';
import { readHttp } from './http.ts';
import { readMqtt } from './mqtt.ts';
import { isNats, readNats } from './nats.ts';
import { isPostgresRequest, readPostgres } from './postgres.ts';
import type { Conversation, Reading } from './reading.ts';
import { isRedis, showsRedisCredentials } from './redis.ts';
import { beginsRecord } from './tls-records.ts';
import { readTls } from './tls.ts';

/** Bytes of a client that leave no opening undecided. */
const decidedBytes = 32;

/** Bytes of an answer that say whether it is a TLS alert. */
const answerBytes = 7;

/** @param client the first bytes of the client without a gap; `server` likewise */
export const readConversation = (client: Buffer, server: Buffer): Conversation => {
  const opening = openingOf(client, server);
  const reading = readingOf(opening, client, server);
  const plaintext = opening !== 'tls' && opening !== 'postgres-ssl-request' && opening !== 'nothing';
  const alert = plaintext && server[0] === 0x15 && beginsRecord(server);
  return {
    ...reading,
    opening,
    bytes: evidence(opening, client),
    ...(alert && { answeredByTls: true as const }),
  };
};

const openingOf = (client: Buffer, server: Buffer): CapturedConnection['opening'] => {
  if (client.length === 0) return 'nothing';
  const opening = classifyOpening(client) ?? 'other';
  if (opening !== 'tls' && isNats(client, server)) return 'nats';
  if (opening !== 'other') return opening;
  if (client.subarray(0, 4).equals(amqp)) return 'amqp';
  return isRedis(client) ? 'redis' : 'other';
};

const amqp = Buffer.from('AMQP');

const readingOf = (opening: CapturedConnection['opening'], client: Buffer, server: Buffer): Reading => {
  switch (opening) {
    case 'tls': {
      // After a request for GSSAPI that was refused.
      if (client[0] === 0) return readPostgres(client, server);
      const nats = readNats(client, server);
      const { tls, settled } = readTls(client, nats ? server.subarray(nats.infoBytes) : server);
      return { tls, settled, ...(nats && { nats: nats.nats }) };
    }
    case 'postgres-ssl-request':
    case 'postgres-startup':
      return readPostgres(client, server);
    case 'mqtt':
      return readMqtt(client, server);
    case 'http1':
      return readHttp(client, server);
    case 'nats':
    case 'nothing': {
      const nats = readNats(client, server);
      return nats ? nats : { settled: false };
    }
    case 'redis':
      return {
        settled: server.length >= answerBytes && client.length >= 64,
        ...(showsRedisCredentials(client) && { credentials: true as const }),
      };
    case 'amqp':
    case 'h2-plaintext':
    case 'other':
    case 'coap':
    case 'dtls':
    case 'unseen':
      // A request to cancel is `other` to a tap, which says in `postgres` what it is; so does this.
      return isPostgresRequest(client)
        ? readPostgres(client, server)
        : { settled: server.length >= answerBytes && client.length >= decidedBytes };
  }
};
