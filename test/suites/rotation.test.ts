/** Tests the check that a restarted service presents a new certificate: true, false or unobserved. */
import { expect, test } from 'vitest';
import { newCertificateAfterRestart as renewed } from '../../suites/checks/message.ts';
import { down, observation, up } from '../judge/tiny.ts';

const services = { clients: up, users: up };

test('the restart decides', () => {
  const restarted = (newCertificate: boolean) =>
    observation({}, { services, restart: { ready: true, newCertificate } });
  expect(renewed.holds(restarted(true))).toBe(true);
  expect(renewed.holds(restarted(false))).toBe(false);
});

test.for([
  ['clients', { clients: down }],
  ['another service of the deployment', { clients: up, users: down }],
] as const)(
  'where %s is not up, the check is false: the missing restart is no gap in the observation',
  ([, seen]) => {
    expect(renewed.holds(observation({}, { services: seen }))).toBe(false);
  },
);

test('where all services are up and none was restarted, the check is unobserved', () => {
  expect(renewed.holds(observation({}, { services }))).toBeUndefined();
});
