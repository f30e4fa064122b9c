/** Follows how a PostgreSQL connection opens (protocol, "Message Flow"): requests, answers, and what comes after them. */
import { classifyOpening, isStartup, postgresRequest } from '../../probe/tap/opening.ts';
import type { CapturedPostgres } from '../model.ts';
import type { Reading } from './reading.ts';
import { plainText } from './plain-text.ts';
import { readTls } from './tls.ts';

const requestOf = (bytes: Buffer): 'ssl' | 'gss' | undefined => {
  const head = bytes.subarray(0, 8);
  if (head.equals(postgresRequest.ssl)) return 'ssl';
  return head.equals(postgresRequest.gss) ? 'gss' : undefined;
};

const isCancel = (bytes: Buffer): boolean =>
  bytes.length >= 8 && bytes.readUInt32BE(4) === postgresRequest.cancelCode;

export const isPostgresRequest = (client: Buffer): boolean =>
  requestOf(client) !== undefined || isCancel(client);

export const readPostgres = (client: Buffer, server: Buffer): Reading => {
  const postgres: CapturedPostgres = { next: 'closed' };
  let rest = client;
  let answers = server;
  for (let request = requestOf(rest); request; request = requestOf(rest)) {
    const answer = String.fromCharCode(answers[0] ?? 0);
    if (request === 'ssl' && (answer === 'S' || answer === 'N' || answer === 'E')) postgres.answer = answer;
    if (request === 'gss' && (answer === 'G' || answer === 'N' || answer === 'E')) postgres.gss = answer;
    rest = rest.subarray(8);
    answers = answers.subarray(1);
    // What follows is wrapped by GSSAPI and cannot be read.
    if (request === 'gss' && answer === 'G') return { postgres, settled: true };
  }
  if (isCancel(rest)) return { postgres: { ...postgres, next: 'cancel' }, settled: true };
  if (isStartup(rest)) return readStartup(postgres, rest, answers);
  if (classifyOpening(rest) !== 'tls') return { postgres, settled: rest.length >= 8 };
  return { postgres: { ...postgres, next: 'tls' }, ...readTls(rest, answers) };
};

const readStartup = (postgres: CapturedPostgres, startup: Buffer, answers: Buffer): Reading => {
  const length = startup.readUInt32BE(0);
  const texts = startup.subarray(8, length).toString('latin1').split('\0');
  const read: CapturedPostgres = {
    ...postgres,
    next: 'startup',
    protocol: `${startup.readUInt16BE(4)}.${startup.readUInt16BE(6)}`,
  };
  // The last text of a message that is cut off may be half a name.
  for (let at = 0; at + 2 < texts.length; at += 2) {
    const value = plainText(texts[at + 1]!);
    if (texts[at] === 'user') read.user = value;
    if (texts[at] === 'database') read.database = value;
    if (texts[at] === 'application_name') read.applicationName = value;
  }
  const authentication = authenticationOf(answers);
  if (authentication) read.authentication = authentication;
  const password = startup[length] === 0x70 && authentication === 'cleartext';
  const decided = authentication !== undefined && (authentication !== 'cleartext' || password);
  const settled = decided && startup.length >= length;
  return { postgres: read, settled, ...(password && { credentials: true as const }) };
};

const code = { ok: 0, cleartext: 3, md5: 5, scram: 10 } as const;

/** Of the first answer that is an AuthenticationRequest or an error; protocols are negotiated before it. */
const authenticationOf = (answers: Buffer): CapturedPostgres['authentication'] => {
  let bytes = answers;
  if (bytes[0] === 0x76 && bytes.length >= 5) bytes = bytes.subarray(1 + bytes.readUInt32BE(1));
  if (bytes[0] === 0x45) return 'refused';
  if (bytes[0] !== 0x52 || bytes.length < 9) return undefined;
  switch (bytes.readUInt32BE(5)) {
    case code.ok:
      return 'none';
    case code.cleartext:
      return 'cleartext';
    case code.md5:
      return 'md5';
    case code.scram:
      return 'scram';
    default:
      return 'other';
  }
};
