/** Sends a message to the HTTP adapter. */
import http from 'node:http';
import https from 'node:https';
import { codeOf } from '../error-code.ts';
import { settleWithin } from '../../system/wait.ts';
import { accepted, failed, type Fate, fill, hung, type PublishRequest, refused } from './request.ts';

/** POST, one connection; `HTTP <status>`. */
export async function publishHttp(request: PublishRequest, signal?: AbortSignal): Promise<Fate> {
  const { address, body, templates, tls, timeoutMs, contentType = 'application/json' } = request;
  const options: https.RequestOptions = {
    host: address.host,
    port: address.port,
    method: 'POST',
    path: fill(templates.http.path, request, encodeURIComponent),
    agent: false,
    headers: {
      Authorization: fill(templates.http.authorization, request),
      'Content-Type': contentType,
      'Content-Length': body.byteLength,
      Connection: 'close',
    },
    ...(tls && { ca: tls.ca, servername: tls.servername ?? 'localhost' }),
  };
  return settleWithin(
    timeoutMs,
    signal,
    () => hung('no answer'),
    (settle) => {
      const sent = tls ? https.request(options) : http.request(options);
      sent.on('response', (response) => {
        const status = response.statusCode ?? 0;
        response.on('error', () => {});
        settle(status >= 200 && status < 300 ? accepted(`HTTP ${status}`) : refused(`HTTP ${status}`));
      });
      sent.on('error', (error) => settle(failed(codeOf(error))));
      sent.end(body);
      return () => sent.destroy();
    },
  );
}
