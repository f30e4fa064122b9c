/** Tests the contract of both runtimes: how a service boots, exits, hangs, stops and is reached. */
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { BootSpec, Exited, Hung, Ready } from '../../src/runtime/runtime.ts';
import { longEnough, patienceMs } from '../patience.ts';
import { datagram, firstLine, harness, kinds, killContainers, leftovers, type Harness } from './harness.ts';
import type { Service } from './services.ts';

const never: BootSpec['ready'] = async () => false;
const answersDatagram: BootSpec['ready'] = async (address) =>
  (await datagram(address('main'), 'x')) === 're: x';
const noSignal = () => new AbortController().signal;

/** Boots, hands the result to the test, and shows that nothing is left afterwards. */
async function booted(
  from: Harness,
  service: Service,
  over: Partial<BootSpec>,
  look: (result: Ready | Exited | Hung) => Promise<void> | void,
): Promise<void> {
  const place = await from.place();
  let result: Ready | Exited | Hung | undefined;
  try {
    result = await from.runtime.boot(from.spec(place, service, over), noSignal());
    await look(result);
  } finally {
    if (result?.outcome === 'ready') await result[Symbol.asyncDispose]();
    await place[Symbol.asyncDispose]();
  }
  expect(await leftovers(from, Object.values(place.ports))).toEqual([]);
}

describe.for(kinds)('boot as %s', (kind) => {
  test('a service that becomes ready', async () => {
    const from = await harness(kind);
    await booted(from, 'ready', {}, async (result) => {
      if (result.outcome !== 'ready') throw new Error(JSON.stringify(result));
      expect(result.ms).toBeGreaterThan(0);
      expect(await firstLine(result.address('main'))).toBe('hello');
      expect(await result.output()).toBe('listening\n');
      expect(() => result.address('other')).toThrow(/found "other", which has no port/);
    });
  });

  test('a service that listens at several ports', async () => {
    const from = await harness(kind);
    await booted(from, 'several', {}, async (result) => {
      if (result.outcome !== 'ready') throw new Error(JSON.stringify(result));
      await expect.poll(() => result.output()).toMatch(/^\d+\n$/);
      const child = Number(await result.output());
      const { host, port } = result.address('main');
      const sockets = await result.sockets();
      if (kind !== 'containers' && process.platform !== 'linux') return;
      const own = sockets?.find((one) => one.protocol === 'tcp' && one.port !== child);
      expect(own?.reach).toEqual({ host, port });
      // A client's UDP socket, connected or not, is no listener.
      expect(sockets?.map((one) => `${one.protocol}/${one.port}`).toSorted()).toEqual(
        [`tcp/${own?.port}`, `tcp/${child}`, `udp/${own?.port}`].toSorted(),
      );
      const inner = sockets?.find((one) => one.port === child);
      expect(inner).toMatchObject({ address: '127.0.0.1' });
      // The loopback of a container cannot be reached from outside.
      expect(inner?.reach).toEqual(kind !== 'containers' ? { host: '127.0.0.1', port: child } : undefined);
    });
  });

  test('a service that becomes ready later', async () => {
    await booted(await harness(kind), 'slow', {}, (result) => {
      expect(result).toMatchObject({ outcome: 'ready' });
      expect(result.ms).toBeGreaterThan(250);
    });
  });

  test.for([
    ['at once with 7', '7', '0'],
    ['at once with 0', '0', '0'],
    ['later with 2', '2', '0.4'],
  ] as const)('a service that ends %s', async ([, CODE, DELAY]) => {
    const from = await harness(kind);
    await booted(from, 'exit', { ready: never, env: { CODE, DELAY } }, (result) => {
      expect(result).toMatchObject({ outcome: 'exited', code: Number(CODE), signal: null });
      expect(result.ms).toBeGreaterThan(Number(DELAY) * 1000);
      const lines = (result as Exited).output.trim().split('\n');
      // Docker reads the two streams of a container separately: lines written at about the same time may change places.
      const output = kind !== 'containers' ? lines : lines.toSorted().toReversed();
      expect(output).toEqual(['cannot go on', expect.stringMatching(/^\d+\.\d+$/)]);
    });
  });

  test('a service that hangs', async () => {
    const hang = async (timeoutMs: number): Promise<string> => {
      let said = '';
      await booted(await harness(kind), 'hang', { ready: never, timeoutMs }, (result) => {
        expect(result.outcome).toBe('hung');
        expect(result.ms).toBeGreaterThan(timeoutMs - 10);
        said = (result as Hung).output;
      });
      return said;
    };
    expect(await longEnough(hang, (said) => said !== '')).toBe('waiting\n');
  });

  test('a port that is bound but silent is not ready', async () => {
    let connected = 0;
    const ready: BootSpec['ready'] = async (address) => {
      const answer = await firstLine(address('main'), '', 200);
      connected++;
      return answer === 'hello';
    };
    await booted(await harness(kind), 'silent', { ready, timeoutMs: 800 }, (result) => {
      expect(result.outcome).toBe('hung');
      expect(connected).toBeGreaterThan(1);
    });
  });

  test('a question for readiness that is never answered does not keep the boot', async () => {
    let asked: AbortSignal | undefined;
    const ready: BootSpec['ready'] = (_, signal) => {
      asked = signal;
      return new Promise(() => {});
    };
    await booted(await harness(kind), 'hang', { ready, timeoutMs: 300 }, (result) => {
      expect(result.outcome).toBe('hung');
      expect(asked?.aborted).toBe(true);
    });
  });

  test('a service that is killed', async () => {
    const from = await harness(kind);
    // The first process of a container cannot kill itself, the kernel protects it.
    const [service, ready]: [Service, BootSpec['ready']] =
      kind !== 'containers'
        ? ['killed', never]
        : ['hang', () => killContainers(from.run.label).then(() => false)];
    await booted(from, service, { ready }, (result) => {
      expect(result).toMatchObject({ outcome: 'exited', code: null, signal: 'SIGKILL' });
    });
  });

  test('a burst of 1 MiB right before the end is complete', async () => {
    await booted(await harness(kind), 'burst', { ready: never }, (result) => {
      const { output, ...exit } = result as Exited;
      expect(exit).toMatchObject({ outcome: 'exited', code: 3 });
      expect(output.length).toBe(1024 * 1024);
      const lines = output.trimEnd().split('\n');
      const streams = [lines.filter((l) => l.startsWith('out')), lines.filter((l) => l.startsWith('err'))];
      for (const stream of streams) {
        expect(stream.map((line) => Number(line.slice(4, 9)))).toEqual(
          Array.from({ length: 8192 }, (_, n) => n),
        );
      }
      // Only processes keep the true order of both streams: Docker reads two pipes.
      if (kind !== 'containers') {
        expect(lines.every((line, n) => line.startsWith(n % 2 ? 'err' : 'out'))).toBe(true);
      }
    });
  });

  test('a start that is aborted', async () => {
    const from = await harness(kind);
    const place = await from.place();
    const abort = new AbortController();
    const reason = new Error('the user has had enough');
    const ready: BootSpec['ready'] = async () => {
      abort.abort(reason);
      return false;
    };
    const boot = from.runtime.boot(from.spec(place, 'hang', { ready }), abort.signal);
    await expect(boot).rejects.toBe(reason);
    const late = from.runtime.boot(from.spec(place, 'hang'), abort.signal);
    await expect(late).rejects.toBe(reason);
    await place[Symbol.asyncDispose]();
    expect(await leftovers(from, Object.values(place.ports))).toEqual([]);
  });

  test('a question for readiness that throws', async () => {
    const from = await harness(kind);
    const place = await from.place();
    const wrong = new TypeError('a fault in the question');
    const boot = from.runtime.boot(
      from.spec(place, 'hang', { ready: () => Promise.reject(wrong) }),
      noSignal(),
    );
    await expect(boot).rejects.toBe(wrong);
    await place[Symbol.asyncDispose]();
    expect(await leftovers(from, Object.values(place.ports))).toEqual([]);
  });

  test('a service that ends after it was ready', async () => {
    await booted(await harness(kind), 'obedient', {}, async (result) => {
      if (result.outcome !== 'ready') throw new Error(JSON.stringify(result));
      await firstLine(result.address('main'), 'end\n');
      expect(await result.exited).toMatchObject({ code: 4, signal: null });
      expect(await result.output()).toBe('done\n');
      expect(await result.stop()).toMatchObject({ code: 4, signal: null });
    });
  });

  test('stop interrupts first, and may be asked for again', async () => {
    await booted(await harness(kind), 'graceful', {}, async (result) => {
      if (result.outcome !== 'ready') throw new Error(JSON.stringify(result));
      const [first, second] = await Promise.all([result.stop(patienceMs), result.stop(patienceMs)]);
      expect(first).toMatchObject({ code: 0, signal: null });
      expect(second).toEqual(first);
      expect(await result.exited).toEqual(first);
      expect(await result.output()).toBe('interrupted\n');
    });
  });

  test('stop kills what does not end', async () => {
    await booted(await harness(kind), 'stubborn', {}, async (result) => {
      if (result.outcome !== 'ready') throw new Error(JSON.stringify(result));
      expect(await result.stop(200)).toMatchObject({ code: null, signal: 'SIGKILL' });
    });
  });

  test('the output stays readable after everything is gone', async () => {
    const from = await harness(kind);
    const place = await from.place();
    const result = await from.runtime.boot(from.spec(place, 'ready'), noSignal());
    if (result.outcome !== 'ready') throw new Error(JSON.stringify(result));
    await result[Symbol.asyncDispose]();
    await result[Symbol.asyncDispose]();
    expect(await result.output()).toBe('listening\n');
    // Disposing of `Ready` disposes of its place.
    expect(await leftovers(from, Object.values(place.ports))).toEqual([]);
  });

  test('a second boot at the same place, with other files', async () => {
    const from = await harness(kind);
    await using place = await from.place();
    for (const content of ['one', 'two and more']) {
      const files: BootSpec['files'] = [{ name: 'a.crt', kind: 'file', content }];
      const env = { FILES: place.path('a.crt') };
      const result = await from.runtime.boot(
        from.spec(place, 'files', { files, env, ready: never }),
        noSignal(),
      );
      expect(result).toMatchObject({ output: `${place.path('a.crt')} read ${content.length}\n` });
      const again = await from.runtime.boot(from.spec(place, 'ready'), noSignal());
      expect(again.outcome).toBe('ready');
      if (again.outcome === 'ready') await again.stop(0);
    }
  });

  test('an address that is known before anything can be bound', async () => {
    let port = 0;
    const onAddress: BootSpec['onAddress'] = (address) => {
      port = address('main').port;
    };
    await booted(await harness(kind), 'ready', { onAddress }, (result) => {
      if (result.outcome !== 'ready') throw new Error(JSON.stringify(result));
      expect(result.address('main').port).toBe(port);
    });
  });

  test('datagrams', async () => {
    const from = await harness(kind);
    await using place = await from.place('udp');
    const result = await from.runtime.boot(from.spec(place, 'udp', { ready: answersDatagram }), noSignal());
    expect(result.outcome).toBe('ready');
    if (result.outcome === 'ready') await result[Symbol.asyncDispose]();
  });

  test.for(['name', 'address'] as const)('a peer in the test process, by its %s', async (by) => {
    const from = await harness(kind);
    const server = createServer((socket) => socket.end('good day\n'));
    await new Promise<void>((resolve) => server.listen({ host: from.runtime.listenHost, port: 0 }, resolve));
    const host = by === 'name' ? from.runtime.peerHost('auth') : from.runtime.peerAddress;
    const env = { PEER: `${host}:${(server.address() as AddressInfo).port}` };
    await booted(from, 'peer', { ready: never, env }, (result) => {
      expect(result).toMatchObject({ outcome: 'exited', code: 0, output: 'peer says good day\n' });
    });
    server.close();
  });
});
