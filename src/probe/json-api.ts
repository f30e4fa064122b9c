/** Calls a JSON API over HTTP, in plaintext or inside TLS. */
import http from 'node:http';
import https from 'node:https';
import type { Address } from '../model/address.ts';

export interface Api {
  address: Address;
  /** Whether the listener speaks TLS, as probed; its certificate is judged elsewhere. */
  tls: boolean;
}

export interface Answer {
  /** 0 where there was no answer; `body` then says why. */
  status: number;
  /** As JSON, else the text. */
  body: unknown;
}

export interface CallOptions {
  /** Of a user. */
  token?: string | undefined;
  /** In place of a user's token. */
  authorization?: string;
  body?: unknown;
  timeoutMs?: number;
}

/** One request on a fresh connection; never rejects. */
export const call = (
  api: Api,
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  {
    token,
    authorization = token === undefined ? undefined : `Bearer ${token}`,
    body,
    timeoutMs = 12_000,
  }: CallOptions = {},
): Promise<Answer> =>
  new Promise((resolve) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const options = {
      host: api.address.host,
      port: api.address.port,
      method,
      path,
      agent: false as const,
      headers: {
        ...(authorization !== undefined && { authorization }),
        ...(text !== undefined && {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(text),
        }),
      },
    };
    const done = (response: http.IncomingMessage): void => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', () => resolve({ status: 0, body: 'the answer broke off' }));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: parse(Buffer.concat(parts).toString()) }),
      );
    };
    const request = api.tls
      ? https.request({ ...options, rejectUnauthorized: false }, done)
      : http.request(options, done);
    request.setTimeout(timeoutMs, () => request.destroy(new Error(`no answer within ${timeoutMs} ms`)));
    request.on('error', (error) => resolve({ status: 0, body: error.message }));
    request.end(text);
  });

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};
