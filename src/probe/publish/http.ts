/** Sends a message to the HTTP adapter. */
import http from 'node:http';
import https from 'node:https';
import { codeOf } from '../error-code.ts';
import { settleWithin } from '../../system/wait.ts';
import {
  accepted,
  failed,
  type Fate,
  fill,
  hung,
  type PublishRequest,
  refused,
  tlsOptions,
} from './request.ts';

/** POST, one connection; `HTTP <status>`. */
export async function publishHttp(request: PublishRequest, signal?: AbortSignal): Promise<Fate> {
  const { address, body, templates, timeoutMs } = request;
  const options: http.RequestOptions = {
    host: address.host,
    port: address.port,
    method: 'POST',
    path: fill(templates.http.path, request, encodeURIComponent),
    agent: false,
    headers: {
      Authorization: fill(templates.http.authorization, request),
      'Content-Type': 'application/json',
      'Content-Length': body.byteLength,
      Connection: 'close',
    },
  };
  return settleWithin(
    timeoutMs,
    signal,
    () => hung('no answer'),
    (settle) => {
      const sent = request.tls
        ? https.request({ ...options, ...tlsOptions(request.tls) })
        : http.request(options);
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
