/** Tests how the gateway of a Docker network is read or derived from its configuration. */
import { expect, test } from 'vitest';
import { gatewayOf } from '../../../src/system/docker/reach.ts';

test.for([
  ['given', [{ Subnet: '172.17.0.0/16', Gateway: '172.17.0.9' }], '172.17.0.9'],
  // A daemon gives this in its first run on a machine.
  ['not given', [{ Subnet: '172.17.0.0/16' }], '172.17.0.1'],
  ['not given, of a smaller network', [{ Subnet: '10.200.16.0/20' }], '10.200.16.1'],
  [
    'beside that of IPv6',
    [{ Subnet: 'fd00::/64', Gateway: 'fd00::1' }, { Subnet: '172.17.0.0/16' }],
    '172.17.0.1',
  ],
  ['of a network without addresses', [], undefined],
] as const)('gateway: %s', ([, config, gateway]) => {
  expect(gatewayOf({ IPAM: { Config: [...config] } })).toBe(gateway);
});
