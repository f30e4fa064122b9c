/** States which ports other machines reach in plaintext. */
import { isLoopback, type Listener } from '../listeners.ts';
import type { Ending } from '../hops.ts';
import { isSet, type Instance } from '../matching.ts';
import type { Statement } from '../schema.ts';
import { called, statement } from '../statement.ts';

export const sayPorts = (
  instances: readonly Instance[],
  listeners: readonly Listener[],
  endings: readonly Ending[],
): Statement[] => [...[...new Set(instances)].flatMap(publishedTwice), ...inPlaintext(listeners, endings)];

/** A later file limits a port to this machine, and Compose adds that to what is there. */
const publishedTwice = (instance: Instance): Statement[] =>
  instance.container.ports.flatMap((open) => {
    if (open.address !== undefined && open.address !== '0.0.0.0') return [];
    const limited = instance.container.ports.find(
      (one) =>
        one.published === open.published && one.protocol === open.protocol && isLoopback(one.address ?? ''),
    );
    if (!limited || open.published === undefined) return [];
    return [
      statement({
        kind: 'duplicate',
        severity: 'weaker',
        instance,
        at: open.at,
        related: [{ at: limited.at, says: 'publishes it at this machine alone' }],
        says: `Port ${open.published} is published twice, at every address and at ${limited.address ?? ''}: it stays open to other machines.`,
        todo: 'Take the open entry out; in a second Compose file that takes `!override` or `!reset` at `ports`.',
        apart: `${open.published}`,
      }),
    ];
  });

const inPlaintext = (listeners: readonly Listener[], endings: readonly Ending[]): Statement[] =>
  listeners.flatMap((listener) => {
    const { instance, reads, port, speaks, pair, shown } = listener;
    if (speaks.state !== 'plaintext' || endings.some((one) => one.instance === instance)) return [];
    const protocol = reads.protocol === 'coap' ? 'udp' : 'tcp';
    const reached = instance.container.ports.filter(
      (one) => one.target === port && one.protocol === protocol && !isLoopback(one.address ?? ''),
    );
    return reached.map((one) => {
      const outer =
        one.published === undefined ? 'a port of the machine' : `port ${one.published} of the machine`;
      return statement({
        kind: 'published in plaintext',
        severity: isSet(pair.cert) || isSet(pair.key) ? 'weaker' : 'note',
        instance,
        at: one.at,
        says: `${called(instance)} is reached in plaintext from other machines: ${outer}${one.address === undefined ? ', at every address' : ''}, leads to its ${listener.id} port ${port ?? ''}.`,
        todo:
          reads.protocol === 'grpc'
            ? 'Do not publish this port: other containers reach it without.'
            : reads.cert === undefined
              ? 'Publish it at 127.0.0.1 alone, behind a proxy with TLS.'
              : `Set ${reads.cert} and ${reads.key ?? 'its key'}, or publish it at 127.0.0.1 alone, behind a proxy with TLS.`,
        apart: `${listener.id} ${one.published ?? ''} ${one.address ?? ''}`,
        ...shown,
      });
    });
  });
