/** Tests the stack of a start: hops and peers by name, disposal in reverse order, and the list of its secrets. */
import { expect, test } from 'vitest';
import { loadRelease } from '../../src/release/load.ts';
import { planStarts } from '../../src/plan/plan.ts';
import { searchFor } from '../../src/probe/output/search.ts';
import { tracesOfText } from '../../src/probe/output/traces.ts';
import type { Tap } from '../../src/probe/tap/tap.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';
import type { RunContext } from '../../src/stack/context.ts';
import { Stack, type StackService } from '../../src/stack/stack.ts';
import { catalogueFor } from '../../suites/catalogue.ts';

const release = loadRelease('reference');
const [plan] = planStarts(
  catalogueFor(release).cases.filter(({ id }) => id === 'ca.unset-is-insecure/http-adapter/unset'),
  release,
);
const runtime = { peerHost: (name: string) => `${name}.test`, peerAddress: '192.0.2.1' } as Runtime;
const stackOf = (start = plan!.start): Stack =>
  new Stack({ ...plan!, start }, { release, runtime } as RunContext, () => Promise.reject(new Error('none')));

const tapAt = (port: number, onEnd = () => {}): Tap => ({
  port,
  observe: () => ({ connections: [] }),
  [Symbol.asyncDispose]: async () => onEnd(),
});
const service = (given: Partial<StackService> = {}): StackService => ({
  name: 'http-adapter',
  declared: release.services['http-adapter']!,
  place: {
    service: 'http-adapter',
    ports: {},
    bindHost: '',
    path: (file) => file,
    [Symbol.asyncDispose]: async () => {},
  },
  words: {},
  ...given,
});

test('a hop is known by both ends, is observed, and says where it is found', () => {
  const stack = stackOf();
  expect(stack.addHop('http-adapter', 'clients', tapAt(7))).toEqual({ host: 'clients.test', port: 7 });
  expect(stack.hop('http-adapter', 'clients')?.port).toBe(7);
  expect(stack.hop('clients', 'http-adapter')).toBeUndefined();
  expect(stack.observeHops()).toEqual({ 'http-adapter→clients': { connections: [] } });
});

test('a service gets the name of its peer, or its address where the case asks for that', () => {
  const named = stackOf();
  named.addHop('http-adapter', 'clients', tapAt(7));
  expect(named.peerAddress('http-adapter', 'clients')).toEqual({ host: 'clients.test', port: 7 });
  const clients = { state: 'answers', transport: 'plaintext', address: 'ip' } as const;
  const literal = stackOf({ ...plan!.start, peers: { clients } });
  literal.addHop('http-adapter', 'clients', tapAt(7));
  expect(literal.peerAddress('http-adapter', 'clients')).toEqual({ host: '192.0.2.1', port: 7 });
});

test('asking for what was never opened throws an error with its name', () => {
  const stack = stackOf();
  expect(() => stack.service('users')).toThrow('users is no service of this start');
  expect(() => stack.peerAddress('users', 'auth')).toThrow('no hop from users to auth');
  stack.addService(service());
  expect(() => stack.address('http-adapter', 'http')).toThrow('http-adapter is not started');
  stack.setAddress('http-adapter', (listener) => ({ host: listener, port: 1 }));
  expect(stack.address('http-adapter', 'http')).toEqual({ host: 'http', port: 1 });
});

test('everything that it holds is disposed of with it, the last first', async () => {
  const ended: string[] = [];
  {
    await using stack = stackOf();
    stack.use({ [Symbol.asyncDispose]: async () => void ended.push('database') });
    stack.addHop(
      'http-adapter',
      'postgres',
      tapAt(1, () => void ended.push('relay')),
    );
    expect(ended).toEqual([]);
  }
  expect(ended).toEqual(['relay', 'database']);
});

test('it lists what must not be stored: secrets of services, of senders and of the backplane', () => {
  const stack = stackOf();
  const database = { password: 'pass-of-the-role' } as NonNullable<StackService['postgres']>['database'];
  stack.addService(
    service({ words: { 'spicedb.key': 'key-of-spicedb' }, postgres: { database, tap: tapAt(1) } }),
  );
  stack.addSecrets([{ kind: 'token', of: 'a setting', traces: tracesOfText('token-of-a-setting') }]);
  const before = stack.sender;
  stack.sendWith({ token: 'token-of-a-login' });
  const secrets = [
    ...['pass-of-the-role', 'key-of-spicedb', 'token-of-a-setting', 'token-of-a-login'],
    ...[before.secret, before.wrongSecret, before.administratorToken],
  ];
  const search = searchFor(stack.secrets());
  expect(secrets.filter((secret) => !search.places(`a line with ${secret}`).size)).toEqual([]);
});
