/** Tests how this process and containers reach each other, by what was found out about the daemon. */
import { describe, expect, test } from 'vitest';
import { described, isRootless } from '../../../src/system/docker/about.ts';
import { idIn } from '../../../src/system/docker/own-container.ts';
import { gatewayOf, reachOf, type Surroundings } from '../../../src/system/docker/reach.ts';

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

/** A daemon of this machine, at its usual socket. */
const usual: Surroundings = {
  daemon: { engine: 'Docker', version: '28.2.2', rootless: false },
  bySocket: true,
  host: 'localhost',
  hostIsOurs: true,
  own: undefined,
  gateway: '172.17.0.1',
  gatewayIsOurs: true,
  outward: '192.168.7.7',
};
const shared = { network: 'jobs', address: '172.20.0.5', gateway: '172.20.0.1' };
const rootless = { engine: 'Docker', version: '28.2.2', rootless: true } as const;
const byAddress = { listenHost: '0.0.0.0', peerAddress: '192.168.7.7', peerAlias: '192.168.7.7' };
const viaGateway = { listenHost: '172.17.0.1', peerAddress: '172.17.0.1', peerAlias: 'host-gateway' };
const fromAnywhere = { listenHost: '0.0.0.0', peerAddress: '172.17.0.1', peerAlias: 'host-gateway' };
const published = { host: '127.0.0.1', loopback: true, direct: false };

describe('reach', () => {
  test.for([
    ['of this machine', {}, { ...viaGateway, host: '127.0.0.1', loopback: true, direct: true }],
    ['of this machine, by TCP', { bySocket: false }, { ...viaGateway, ...published }],
    ['in a virtual machine (Docker Desktop)', { gatewayIsOurs: false }, { ...fromAnywhere, ...published }],
    [
      // A daemon with root may have the same gateway on this machine.
      'Docker without root',
      { daemon: rootless },
      { ...byAddress, ...published },
    ],
    [
      'Podman without root',
      {
        daemon: { engine: 'Podman', version: '5.4.2', rootless: true },
        ...{ gateway: undefined, gatewayIsOurs: false },
      },
      { ...fromAnywhere, ...published },
    ],
    [
      'an older Podman without root',
      {
        daemon: { engine: 'Podman', version: '4.3.1', rootless: true },
        ...{ gateway: undefined, gatewayIsOurs: false },
      },
      { ...byAddress, ...published },
    ],
    [
      // Its bridge is there only while a container is.
      'Podman with root, before its first container',
      {
        daemon: { engine: 'Podman', version: '4.3.1', rootless: false },
        ...{ gateway: '10.88.0.1', gatewayIsOurs: false },
      },
      { ...byAddress, ...published },
    ],
    [
      'Podman with root',
      { daemon: { engine: 'Podman', version: '5.4.2', rootless: false }, gateway: '10.88.0.1' },
      {
        ...{ listenHost: '10.88.0.1', peerAddress: '10.88.0.1', peerAlias: '10.88.0.1' },
        ...{ host: '127.0.0.1', loopback: true, direct: true },
      },
    ],
    [
      // Both machines have a bridge of the usual address.
      'on another machine',
      { bySocket: false, host: 'docker', hostIsOurs: false },
      {
        ...byAddress,
        ...{ host: 'docker', loopback: false, direct: false },
      },
    ],
    [
      'which has made the container of this process',
      { own: shared, host: '172.20.0.1', hostIsOurs: false, gatewayIsOurs: false },
      {
        ...{ listenHost: '172.20.0.5', peerAddress: '172.20.0.5', peerAlias: '172.20.0.5' },
        ...{ host: '172.20.0.1', loopback: false, direct: true, network: 'jobs' },
      },
    ],
  ] as const)('a daemon %s', ([, found, expected]) => {
    expect(reachOf({ ...usual, ...found })).toEqual(expected);
  });
});

const id = '0123456789abcdef'.repeat(4);

test.for([
  [
    'Docker',
    `610 595 254:1 /var/lib/docker/containers/${id}/hostname /etc/hostname rw,relatime - ext4 /dev/vda rw`,
  ],
  [
    'Docker with its data elsewhere',
    `610 595 254:1 /data/containers/${id}/resolv.conf /etc/resolv.conf rw - ext4 /dev/vda rw`,
  ],
  [
    'Podman',
    `702 640 0:43 /containers/overlay-containers/${id}/userdata/hosts /etc/hosts rw,nosuid - tmpfs tmpfs rw`,
  ],
])('the id of the own container: %s', ([, line]) => {
  expect(idIn(`22 27 0:21 / /proc rw - proc proc rw\n${line}\n`)).toBe(id);
});

test('the shared memory of a container that the machine sees is not in a container', () => {
  const line = `40 29 0:40 / /var/lib/docker/containers/${id}/mounts/shm rw - tmpfs shm rw`;
  expect(idIn(`${line}\n`)).toBeUndefined();
});

test.for([
  [{ Version: '28.2.2', Components: [{ Name: 'Engine', Version: '28.2.2' }] }, 'Docker', '28.2.2'],
  [{ Version: '20.10.24' }, 'Docker', '20.10.24'],
  [{ Version: '5.4.2', Components: [{ Name: 'Podman Engine', Version: '5.4.2' }] }, 'Podman', '5.4.2'],
] as const)('$0.Version is of $1', ([said, engine, version]) => {
  const { Components = [] } = said as { Components?: readonly { Name: string; Version: string }[] };
  expect(described({ ...said, Components: [...Components] })).toEqual({ engine, version });
});

test.for([
  [['name=seccomp,profile=default', 'name=rootless'], true],
  [['name=seccomp,profile=builtin'], false],
  [null, false],
] as const)('rootless by %j', ([options, expected]) => {
  expect(isRootless({ SecurityOptions: options && [...options] })).toBe(expected);
});
