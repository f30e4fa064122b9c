/** Tests the checks about plaintext access to a service: what shows it, what refutes it, and what leaves it open. */
import { describe, expect, test } from 'vitest';
import type { ListenerObservation, SocketObservation } from '../../src/model/observation.ts';
import { answersPlaintext, type Listener } from '../../suites/checks/listener.ts';
import {
  answersHttp2InPlaintext,
  listensUndeclared,
  siblingAnswersPlaintext,
} from '../../suites/checks/plaintext.ts';
import { down, observation, up } from '../judge/tiny.ts';

const at: Listener = { service: 'users', name: 'http' };
const answered = { answer: 'answered', status: '200', bytes: '' } as const;
const closed = { answer: 'closed', bytes: '' } as const;
const watch = { samples: 9, maxGapMs: 9, plaintextAt: [], connected: 9 };
const tls = { handshake: true } as const;

const seen = (http: ListenerObservation, sockets?: SocketObservation[]) =>
  observation({}, { services: { users: { ...up, listeners: { http }, ...(sockets && { sockets }) } } });
const dead = observation({}, { services: { users: down } });

describe('an answer in plaintext', () => {
  test.each([
    [answered, true],
    [closed, false],
    [{ ...closed, answer: 'bad-request' }, false],
    [{ ...closed, answer: 'redirect', status: '301' }, false],
    [undefined, undefined],
  ] as const)('%j: %s', (plain, expected) => {
    expect(answersPlaintext(at).holds(seen(plain ? { plain } : {}))).toBe(expected);
  });

  test.each([
    [{ http2: answered }, true],
    [{ http2: closed }, false],
    [{ http2: { ...closed, answer: 'bad-request' } }, false],
    // An HTTP/1 server answers so to the method PRI.
    [{ http2: { ...answered, status: '405', bytes: '485454502f312e3120343035' } }, false],
    [{ http2: { ...answered, status: '405', bytes: '000012040000000000' } }, true],
    [{ http2: { ...answered, status: '200', bytes: '485454502f312e3120323030' } }, true],
    [{ http2: closed, watch: { ...watch, http2At: [500] } }, true],
    [{ watch: { ...watch, http2At: [] } }, false],
    // A byte probe that sent HTTP/1 alone says nothing about HTTP/2.
    [{ watch }, undefined],
    [{}, undefined],
  ] as const)('by HTTP/2, %j: %s', (listener, expected) => {
    expect(answersHttp2InPlaintext(at).holds(seen(listener as unknown as ListenerObservation))).toBe(
      expected,
    );
  });
});

describe('sockets', () => {
  const own: SocketObservation = {
    ...{ protocol: 'tcp', address: '127.0.0.1', port: 9002 },
    ...{ declared: 'http', probed: true },
  };
  const sibling: SocketObservation = { protocol: 'tcp', address: '::1', port: 9002, declared: 'http' };
  const grpc: SocketObservation = { ...own, port: 7002, declared: 'grpc' };
  const other: SocketObservation = { protocol: 'udp', address: '0.0.0.0', port: 9999 };

  test.each([
    ['the listeners', [own, grpc], false, false],
    ['an inner port that is declared', [own, { ...other, declared: 'udp/9999' }], false, false],
    ['one that is not declared', [own, other], true, false],
    ['one that is not declared, whatever else was read', [other], true, undefined],
    ['a sibling with TLS', [own, { ...sibling, plain: closed }], false, false],
    ['a sibling in plaintext', [own, { ...sibling, plain: answered }], false, true],
    ['a sibling that cannot be reached', [own, sibling], false, undefined],
    [
      'a sibling of another listener in plaintext',
      [own, grpc, { ...sibling, declared: 'grpc', plain: answered }],
      false,
      false,
    ],
    // The listener is known to be there: a probe that does not see it did not probe it.
    ['no listener at all', [], undefined, undefined],
    ['another listener alone', [grpc], undefined, undefined],
    ['nothing read', undefined, undefined, undefined],
  ] as const)('%s', (_, sockets, undeclared, plaintext) => {
    const o = seen({ tls }, sockets && [...sockets]);
    expect(listensUndeclared(at).holds(o)).toBe(undeclared);
    expect(siblingAnswersPlaintext(at).holds(o)).toBe(plaintext);
  });

  test('where the listener itself speaks plaintext, its sibling may', () => {
    const o = seen({ tls: { handshake: false } }, [own, { ...sibling, plain: answered }]);
    expect(siblingAnswersPlaintext(at).holds(o)).toBe(false);
  });

  test('who has ended listens to nothing', () => {
    expect(listensUndeclared(at).holds(dead)).toBe(false);
    expect(siblingAnswersPlaintext(at).holds(dead)).toBe(false);
  });

  test('are reported with their answers', () => {
    const { found } = listensUndeclared(at);
    expect(found(seen({}, [own, { ...other, plain: answered }]))).toBe(
      'listens at tcp 127.0.0.1:9002 (http), udp 0.0.0.0:9999 (undeclared, answers 200 in plaintext)',
    );
    expect(found(seen({}))).toBe('what it listens on was not read');
  });
});
