/** Tests under which names and ports the containers of pods are reached. */
import { describe, expect, it } from 'vitest';
import type { Container } from '../../../src/configuration/model.ts';
import { short } from '../in-short.ts';
import { pod, read } from './manifests.ts';

const users = pod(
  'ports:\n- { name: http, containerPort: 9002 }\n- { name: grpc, containerPort: 7002 }\n- { containerPort: 5683, protocol: UDP }',
);

const service = (spec: string, metadata = 'name: users'): string =>
  `kind: Service\nmetadata: { ${metadata} }\nspec: { selector: { app: users }, ${spec} }\n`;

const addresses = ({ addresses: all }: Container): string[] =>
  all.map(
    ({ host, ports }) =>
      `${host}${ports ? ` ${[...ports].map(([from, to]) => `${from}→${to}`).join(' ')}` : ''}`,
  );

const ports = ({ ports: all }: Container): string[] =>
  all.map(
    ({ published, target, protocol, address, at }) =>
      `${address ?? '*'}:${published ?? '?'}→${target}/${protocol} ${short(at)}`,
  );

const one = (...texts: string[]): Container => read(...texts).containers[0]!;

describe('addresses', () => {
  it.each([
    ['a port as it is', 'ports: [{ port: 9002 }]', '9002→9002'],
    ['another port', 'ports: [{ port: 80, targetPort: 9002 }]', '80→9002'],
    [
      'a port by name',
      'ports: [{ port: 80, targetPort: http }, { port: 81, targetPort: grpc }]',
      '80→9002 81→7002',
    ],
    ['a port that the container does not declare', 'ports: [{ port: 1234 }]', '1234→1234'],
  ])('%s', (_, spec, mapped) => {
    expect(addresses(one(users, service(spec)))).toEqual([
      `users ${mapped}`,
      `users.default ${mapped}`,
      `users.default.svc ${mapped}`,
      `users.default.svc.cluster.local ${mapped}`,
    ]);
  });

  it.each([
    [
      'a port by a name that the container has not',
      'ports: [{ port: 80, targetPort: other }]',
      'name: users',
    ],
    ['a Service of another namespace', 'ports: [{ port: 80 }]', 'name: users, namespace: other'],
  ])('none: %s', (_, spec, metadata) => {
    const inSmq = users.replace('name: users,', 'name: users, namespace: smq,');
    expect(addresses(one(inSmq, service(spec, metadata)))).toEqual([]);
  });

  it('none: a Service without a selector, or with another one', () => {
    expect(
      addresses(one(users, 'kind: Service\nmetadata: { name: users }\nspec: { ports: [{ port: 9002 }] }')),
    ).toEqual([]);
    expect(
      addresses(one(users, service('ports: [{ port: 80 }]').replace('app: users', 'app: auth'))),
    ).toEqual([]);
  });

  it('names the namespace where the Service says it', () => {
    const named = service('ports: [{ port: 9002 }]', 'name: users, namespace: smq');
    expect(addresses(one(users, named))[1]).toBe('users.smq 9002→9002');
  });

  it('leaves every port its own where the Service has no address', () => {
    expect(
      addresses(one(users, service('clusterIP: None, ports: [{ port: 80, targetPort: 9002 }]')))[0],
    ).toBe('users');
  });

  it('gives each container of a pod the ports that it declares', () => {
    const two = users.replace(
      '  - name: users',
      '  - name: proxy\n    ports: [{ containerPort: 443 }]\n  - name: users',
    );
    const all = read(two, service('ports: [{ port: 443 }, { port: 9002 }]')).containers;
    expect(all.map((container) => `${container.name}: ${addresses(container)[0]}`)).toEqual([
      'proxy: users 443→443',
      'users: users 9002→9002',
    ]);
  });
});

describe('published ports', () => {
  it.each([
    ['none within the cluster', 'ports: [{ port: 9002 }]', []],
    [
      'a port of every node',
      'type: NodePort, ports: [{ port: 9002, nodePort: 30002 }]',
      ['*:30002→9002/tcp b.yaml:3:59'],
    ],
    ['one that the cluster chooses', 'type: NodePort, ports: [{ port: 9002 }]', ['*:?→9002/tcp b.yaml:3:59']],
    [
      'a load balancer',
      'type: LoadBalancer, ports: [{ port: 80, targetPort: http }]',
      ['*:80→9002/tcp b.yaml:3:63'],
    ],
    ['UDP', 'type: LoadBalancer, ports: [{ port: 5683, protocol: UDP }]', ['*:5683→5683/udp b.yaml:3:63']],
    [
      'addresses from outside',
      'externalIPs: [192.0.2.1], ports: [{ port: 9002 }]',
      ['*:9002→9002/tcp b.yaml:3:69'],
    ],
  ])('%s', (_, spec, expected) => {
    expect(ports(one(users, service(spec)))).toEqual(expected);
  });

  it('takes ports of the node', () => {
    const onHost = pod(
      'ports:\n- { containerPort: 9002, hostPort: 80, hostIP: 127.0.0.1 }\n- { containerPort: 7002 }',
    );
    expect(ports(one(onHost))).toEqual(['127.0.0.1:80→9002/tcp 8:40']);
    expect(ports(one(`${onHost}\n  hostNetwork: true`))).toEqual([
      '127.0.0.1:80→9002/tcp 8:40',
      '*:7002→7002/tcp 9:7',
    ]);
  });

  const ingress = (rest: string, metadata = 'name: users'): string =>
    `kind: Ingress\nmetadata: { ${metadata} }\nspec:\n  rules: [{ host: iot.example.org, http: { paths: [{ backend: { service: { name: users, port: { number: 80 } } } }] } }]\n${rest}`;
  const within = service('ports: [{ port: 80, targetPort: 9002 }]');

  it.each([
    ['without TLS', ingress(''), ['*:80→9002/tcp c.yaml:4:63']],
    [
      'with TLS for another host',
      ingress('  tls: [{ hosts: [other.example.org] }]'),
      ['*:80→9002/tcp c.yaml:4:63'],
    ],
    ['with TLS, which it ends itself', ingress('  tls: [{ hosts: [iot.example.org] }]'), []],
    ['with TLS for every host', ingress('  tls: [{ secretName: x }]'), []],
    [
      'that passes TLS through',
      ingress(
        '  tls: [{ hosts: [iot.example.org] }]',
        'name: users, annotations: { nginx.ingress.kubernetes.io/ssl-passthrough: "true" }',
      ),
      ['*:443→9002/tcp c.yaml:4:63'],
    ],
    [
      'of old',
      'kind: Ingress\nmetadata: { name: users }\nspec: { backend: { serviceName: users, servicePort: 80 } }',
      ['*:80→9002/tcp c.yaml:3:18'],
    ],
    ['to another Service', ingress('').replace('name: users, port', 'name: auth, port'), []],
  ])('an Ingress %s', (_, text, expected) => {
    expect(ports(one(users, within, text))).toEqual(expected);
  });
});
