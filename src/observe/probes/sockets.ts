/** Looks at all that a service listens on, beside the listeners that are probed. */
import type { PlainAnswer, SocketObservation } from '../../model/observation.ts';
import { probeHttp2, probePlain, type ListenerProtocol } from '../../probe/listener.ts';
import type { ReleaseService } from '../../release/schema.ts';
import type { BoundSocket, Ready } from '../../runtime/runtime.ts';
import { innerPorts, portName } from '../../system/ports/inner.ts';

/**
 * Reads what the service listens on, says as what the release declares it, and asks in plaintext wherever no listener
 * is probed: in its listener's protocol, or in all that the service speaks.
 * @param ports of the listeners, as the service was configured
 * @param known what was read earlier in the same start, which is not asked again
 * @returns undefined where the system does not tell
 */
export const probeSockets = async (
  service: ReleaseService,
  boot: Ready,
  {
    ports,
    known,
    signal,
  }: {
    ports: Readonly<Record<string, number>>;
    known: readonly SocketObservation[];
    signal: AbortSignal;
  },
): Promise<SocketObservation[] | undefined> => {
  const bound = await boot.sockets();
  if (!bound) return undefined;
  const fresh = bound.filter((socket) => !known.some((one) => isSame(one, socket)));
  const asked = await Promise.all(
    fresh.map(async ({ reach, ...socket }): Promise<SocketObservation> => {
      const declared = declaredAs(socket, service, ports);
      const about = { ...socket, ...(declared !== undefined && { declared }) };
      const listener = declared === undefined ? undefined : service.listeners[declared];
      if (listener && isProbed({ ...socket, ...(reach && { reach }) }, declared!, { boot, bound })) {
        return { ...about, probed: true };
      }
      // An inner port that is declared has its own place in the report.
      if (!reach || (declared !== undefined && !listener)) return about;
      const protocols = listener
        ? [listener.protocol]
        : Object.values(service.listeners).map((l) => l.protocol);
      const path = (listener ?? Object.values(service.listeners).find(({ health }) => health))?.health;
      const plain = await askAll(reach, {
        protocols: [...new Set(protocols)],
        transport: socket.protocol,
        path,
        signal,
      });
      return { ...about, ...(plain && { plain }) };
    }),
  );
  return [...known, ...asked];
};

const isSame = (one: Omit<BoundSocket, 'reach'>, other: Omit<BoundSocket, 'reach'>): boolean =>
  one.protocol === other.protocol && one.address === other.address && one.port === other.port;

const transportOf = (protocol: ListenerProtocol): 'tcp' | 'udp' => (protocol === 'coap' ? 'udp' : 'tcp');

/** Name of the listener whose port it is, or of the inner port as in the release file. */
const declaredAs = (
  { protocol, port }: Omit<BoundSocket, 'reach'>,
  service: ReleaseService,
  ports: Readonly<Record<string, number>>,
): string | undefined =>
  Object.entries(service.listeners).find(
    ([name, listener]) => transportOf(listener.protocol) === protocol && ports[name] === port,
  )?.[0] ??
  innerPorts(service)
    .filter((inner) => inner.protocol === protocol && inner.port === port)
    .map(portName)[0];

/** Whether it is the socket at which the listener is probed. `bound`: all sockets of the service. */
const isProbed = (
  { protocol, address, port, reach }: BoundSocket,
  listener: string,
  { boot, bound }: { boot: Ready; bound: readonly BoundSocket[] },
): boolean => {
  // Where ports are published only those of all addresses are.
  if (!reach) return isOfAll(address);
  const probed = boot.address(listener);
  if (reach.port !== probed.port) return false;
  if (reach.host === probed.host) return true;
  // Bound to all addresses it takes what comes to the probed one, unless a socket is nearer to that.
  const nearer = probed.host.includes(':') ? [probed.host] : [probed.host, '0.0.0.0'];
  return (
    isOfAll(address) &&
    !bound.some(
      (other) =>
        other.protocol === protocol &&
        other.port === port &&
        other.address !== address &&
        nearer.includes(other.address),
    )
  );
};

const isOfAll = (address: string): boolean => address === '0.0.0.0' || address === '::';

/** The answer of the service itself to any of the protocols, or the one to the first. */
const askAll = async (
  address: { host: string; port: number },
  {
    protocols,
    transport,
    path,
    signal,
  }: {
    protocols: readonly ListenerProtocol[];
    transport: 'tcp' | 'udp';
    path: string | undefined;
    signal: AbortSignal;
  },
): Promise<PlainAnswer | undefined> => {
  const options = { signal, ...(path !== undefined && { path }) };
  const answers = await Promise.all(
    protocols
      .filter((protocol) => transportOf(protocol) === transport)
      .flatMap((protocol) => [
        probePlain(address, protocol, options),
        ...(protocol === 'http' ? [probeHttp2(address, options)] : []),
      ]),
  );
  return answers.find(({ answer }) => answer === 'answered') ?? answers[0];
};
