/** Tests networks, published ports and peers of services in containers. */
import { connect, createServer, type AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Address } from '../../src/model/address.ts';
import { answers } from '../../src/probe/listener.ts';
import type { BootSpec, Place, Ready } from '../../src/runtime/runtime.ts';
import { connectDocker } from '../../src/system/docker/daemon.ts';
import { datagram, firstLine, harness, holdersOf, kinds, type Harness } from './harness.ts';
import type { Service } from './services.ts';

const noSignal = () => new AbortController().signal;
const never: BootSpec['ready'] = async () => false;

async function ready(from: Harness, place: Place, service: Service = 'ready'): Promise<Ready> {
  const result = await from.runtime.boot(from.spec(place, service), noSignal());
  if (result.outcome !== 'ready') throw new Error(JSON.stringify(result));
  return result;
}

/** The code of the error with which a connection fails; empty when it is made. */
const refusal = ({ host, port }: Address): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect({ host, port }, () => {
      resolve('');
      socket.destroy();
    });
    socket.once('error', ({ code = '' }: NodeJS.ErrnoException) => resolve(code));
  });

/** A peer in the test process, which greets every connection. Returns its port. */
async function peer(listenHost: string): Promise<number> {
  const server = createServer((socket) => socket.end('good day\n'));
  await new Promise<void>((resolve) => server.listen({ host: listenHost, port: 0 }, resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

describe.runIf(kinds.includes('containers'))('networks that are held', () => {
  test('services one after another share one, at the port that the one before has just used', async () => {
    const from = await harness('containers');
    const addresses: string[] = [];
    for (let nth = 0; nth < 3; nth++) {
      await using service = await ready(from, await from.place());
      const address = service.address('main');
      addresses.push(`${address.host}:${address.port}`);
      expect(await firstLine(address)).toBe('hello');
    }
    expect(new Set(addresses)).toHaveLength(1);
    expect(addresses[0]).toMatch(/:9001$/);
    expect(await holdersOf(from.run.label)).toHaveLength(1);
  });

  test('services at the same time have one each', async () => {
    const from = await harness('containers');
    const [one, other] = await Promise.all(
      [await from.place(), await from.place()].map((place) => ready(from, place)),
    );
    await using _one = one!;
    await using _other = other!;
    expect(one!.address('main').host).not.toBe(other!.address('main').host);
    expect(await holdersOf(from.run.label)).toHaveLength(2);
  });

  test('connections are refused at once until the service listens', async () => {
    const from = await harness('containers');
    await using place = await from.place();
    const codes: string[] = [];
    const onAddress: BootSpec['onAddress'] = async (address) => {
      for (let nth = 0; nth < 5; nth++) codes.push(await refusal(address('main')));
    };
    await from.runtime.boot(from.spec(place, 'exit', { onAddress, ready: never, env: zero }), noSignal());
    expect(codes).toEqual(Array(5).fill('ECONNREFUSED'));
  });

  test('a peer whose name another runtime of the run has made', async () => {
    const from = await harness('containers');
    const host = 'a-name-that-nobody-asked-for-here.conformance.test';
    const port = await peer(from.runtime.listenHost);
    // A network that was made before the name is there already.
    await (await ready(from, await from.place()))[Symbol.asyncDispose]();
    await using place = await from.place();
    const spec = from.spec(place, 'peer', { ready: never, env: { PEER: `${host}:${port}` } });
    expect(await from.runtime.boot(spec, noSignal())).toMatchObject({ output: 'peer says good day\n' });
    expect(await holdersOf(from.run.label)).toHaveLength(2);
  });

  test('a network that is gone is a fault of the infrastructure, and not used again', async () => {
    const from = await harness('containers');
    const { dockerode } = (await connectDocker()).container;
    const killHolders = async () => {
      for (const id of await holdersOf(from.run.label)) {
        await dockerode.getContainer(id).kill({ signal: 'SIGKILL' });
        await dockerode.getContainer(id).wait({ condition: 'not-running' });
      }
    };
    const broken = { name: 'InfrastructureError', code: 'NETWORK_ENDED' };
    // The network disappears while a service runs in it: probes since then say nothing.
    const running = await ready(from, await from.place());
    await killHolders();
    await expect(running.stop()).rejects.toMatchObject(broken);
    await running[Symbol.asyncDispose]();
    // The network disappears between two services.
    await (await ready(from, await from.place()))[Symbol.asyncDispose]();
    await killHolders();
    await using place = await from.place();
    await expect(from.runtime.boot(from.spec(place, 'ready'), noSignal())).rejects.toMatchObject(broken);
    expect(await firstLine((await ready(from, place)).address('main'))).toBe('hello');
  });
});

const zero = { CODE: '0', DELAY: '0' };

describe.runIf(kinds.includes('containers'))('published ports', () => {
  test('a service, on loopback', async () => {
    const from = await harness('containers', true);
    await using service = await ready(from, await from.place());
    const { host, port } = service.address('main');
    expect(host).toBe('127.0.0.1');
    expect(port).not.toBe(9001);
    expect(await firstLine({ host, port })).toBe('hello');
    expect(await holdersOf(from.run.label)).toEqual([]);
  });

  test('an MQTT service that does not listen is not ready, although the proxy of Docker accepts', async () => {
    const from = await harness('containers', true);
    await using place = await from.place();
    // The proxy accepts before the container's network is there, and closes the connection later.
    const isReady: BootSpec['ready'] = (address, signal) => answers(address('main'), 'mqtt', { signal });
    const spec = from.spec(place, 'hang', { ready: isReady, timeoutMs: 1500 });
    expect((await from.runtime.boot(spec, noSignal())).outcome).toBe('hung');
  });

  test('datagrams', async () => {
    const from = await harness('containers', true);
    const echoes: BootSpec['ready'] = async (address) => (await datagram(address('main'), 'x')) === 're: x';
    const place = await from.place('udp');
    const result = await from.runtime.boot(from.spec(place, 'udp', { ready: echoes }), noSignal());
    expect(result.outcome).toBe('ready');
    await place[Symbol.asyncDispose]();
  });

  test('a peer by its name, and the end of a service', async () => {
    const from = await harness('containers', true);
    const port = await peer(from.runtime.listenHost);
    await using place = await from.place();
    const env = { PEER: `${from.runtime.peerHost('auth')}:${port}` };
    const result = await from.runtime.boot(from.spec(place, 'peer', { ready: never, env }), noSignal());
    expect(result).toMatchObject({ outcome: 'exited', code: 0, output: 'peer says good day\n' });
  });
});
