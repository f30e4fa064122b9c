/** Starts a fake Docker daemon: it answers the first requests of every run, and those that a test adds. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';

export type Say = (status: number, body: unknown) => void;

/**
 * Listens on a Unix socket, or on a port.
 * @param at path of the socket, or port; 0 for any
 * @param answer answers the test's requests; returns false for any other
 */
export const startDaemon = async (
  at: string | number,
  answer: (url: URL, request: IncomingMessage, say: Say) => boolean,
): Promise<Server> => {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://daemon');
    const say: Say = (status, body) =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (answer(url, request, say)) return;
    if (url.pathname.endsWith('/info')) {
      say(200, { ServerVersion: '1.0', OperatingSystem: 'none', OSType: 'linux', Architecture: 'x86_64' });
    } else if (/\/(containers\/json|networks)$/.test(url.pathname)) say(200, []);
    else say(404, { message: 'no such thing' });
  });
  if (typeof at === 'string') server.listen(at);
  else server.listen(at, '127.0.0.1');
  await once(server, 'listening');
  return server;
};
