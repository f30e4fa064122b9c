/** Tests the checks about clients by their certificates: what shows a refusal, what refutes it, what leaves it open. */
import { describe, expect, test } from 'vitest';
import type { ClientOffer, ListenerObservation, TlsAnswer } from '../../src/model/observation.ts';
import {
  judgesClients,
  refusesClient,
  refusesEveryClient,
  servesClient,
} from '../../suites/checks/by-client.ts';
import type { Listener } from '../../suites/checks/listener.ts';
import { down, observation, up } from '../judge/tiny.ts';

const at: Listener = { service: 'users', name: 'http' };
const seen = (http: ListenerObservation) =>
  observation({}, { services: { users: { ...up, listeners: { http } } } });
const dead = observation({}, { services: { users: down } });

const served: TlsAnswer = { handshake: true, answer: 'answered', status: '200' };
const closed: TlsAnswer = { handshake: true, answer: 'closed' };
const alert: TlsAnswer = {
  handshake: false,
  error: 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
  byPeer: true,
};
const silent: TlsAnswer = { handshake: true, answer: 'silent' };
const late: TlsAnswer = { handshake: false, error: 'TIMEOUT', byPeer: false };

const by = (none: TlsAnswer, known = served, foreign = none) => seen({ byClient: { none, known, foreign } });

describe('one client', () => {
  test.each([
    [served, true, false],
    [closed, false, true],
    [alert, false, true],
    // Nothing is known of a client that was not answered in time, or that gave up itself.
    [silent, undefined, undefined],
    [late, undefined, undefined],
  ])('%j: served %s, refused %s', (answer, isServed, isRefused) => {
    expect(servesClient(at, 'none').holds(by(answer))).toBe(isServed);
    expect(refusesClient(at, 'none').holds(by(answer))).toBe(isRefused);
  });

  test.each<ClientOffer>(['none', 'known', 'foreign'])(
    '%s, at a listener without TLS, is not refused',
    (offer) => {
      const failed: TlsAnswer = { handshake: false, error: 'ERR_SSL_WRONG_VERSION_NUMBER', byPeer: false };
      const plaintext = seen({
        tls: failed,
        byClient: { none: failed, known: failed, foreign: failed },
      });
      expect(servesClient(at, offer).holds(plaintext)).toBe(false);
      expect(refusesClient(at, offer).holds(plaintext)).toBe(false);
    },
  );

  test('nothing is known where none was tried, as in observations that are older than the probe', () => {
    for (const check of [servesClient(at, 'none'), refusesClient(at, 'none'), refusesEveryClient(at)])
      expect(check.holds(seen({}))).toBeUndefined();
  });

  test('a service that is down has served and refused nobody', () => {
    expect(servesClient(at, 'known').holds(dead)).toBe(false);
    expect(refusesClient(at, 'none').holds(dead)).toBe(false);
  });
});

describe('all clients', () => {
  test.each([
    [by(closed, closed), true, true],
    [by(alert, alert), true, true],
    [by(closed), false, true],
    [by(served, closed), false, true],
    [by(served), false, false],
    [by(closed, silent), undefined, true],
    [by(served, silent), false, undefined],
  ])('%#: every client refused %s, some refused %s', (observed, everyClient, some) => {
    expect(refusesEveryClient(at).holds(observed)).toBe(everyClient);
    expect(judgesClients(at).holds(observed)).toBe(some);
  });

  test('a service that is down keeps nobody out: it is not there', () => {
    expect(refusesEveryClient(at).holds(dead)).toBe(false);
    expect(judgesClients(at).holds(dead)).toBe(false);
  });
});

test('what was found names each client and its answer', () => {
  const text = refusesEveryClient(at).found(by(closed, served, alert));
  expect(text).toContain('a client without a certificate: closed');
  expect(text).toContain('a client with a certificate of that authority: answered 200');
  expect(text).toContain('of another authority: no handshake (ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED)');
});
