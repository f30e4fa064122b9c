/** That what `live init` writes is a deployment file, with what Compose and Kubernetes files configure. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { liveInitCommand } from '../../src/cli/commands/live-init.ts';
import { readDeployment } from '../../src/live/file/read.ts';
import { folderOf } from './material.ts';

const written = (files: Record<string, string>, host = 'machine.example.com'): [string, string, string][] => {
  const folder = folderOf(files);
  onTestFinished(() => folder[Symbol.dispose]());
  mkdirSync(folder.at('live'));
  const out = folder.at('live/deployment.yaml');
  liveInitCommand(out, Object.keys(files).map(folder.at), { release: 'v0.19.1', host });
  const { endpoints, configuredBy, release } = readDeployment(out);
  expect(release).toBe('v0.19.1');
  for (const file of configuredBy) readFileSync(file);
  expect(() => liveInitCommand(out, Object.keys(files).map(folder.at), { release: 'v0.19.1', host })).toThrow(
    'a path at which there is no file yet',
  );
  return endpoints.map(({ name, addresses, claim }) => [name, addresses[0]!.url, claim]);
};

test('Compose: published ports at the host, and what is not published is claimed not to be reachable', () => {
  const found = written({
    'compose.yaml': `
services:
  users:
    image: supermq/users:v0.19.1
    environment:
      SMQ_USERS_HTTP_PORT: 9002
      SMQ_USERS_GRPC_PORT: 7002
      SMQ_USERS_HTTP_SERVER_CERT: /c.crt
      SMQ_USERS_HTTP_SERVER_KEY: /c.key
    ports: ['19002:9002']
  nginx:
    image: nginx
    ports: ['127.0.0.1:8883:8883', '9999:9999']
`,
  });
  expect(found.map((one) => one.join(' '))).toEqual([
    'users.grpc grpc://machine.example.com:7002 not-reachable',
    'users.http http://machine.example.com:19002 plaintext',
    'nginx.mqtts mqtts://127.0.0.1:8883 tls',
  ]);
});

test('Kubernetes: names of services', () => {
  const found = written({
    'manifests.yaml': `
apiVersion: apps/v1
kind: Deployment
metadata: { name: users }
spec:
  selector: { matchLabels: { app: users } }
  template:
    metadata: { labels: { app: users } }
    spec:
      containers:
        - name: users
          image: supermq/users:v0.19.1
          env: [{ name: SMQ_USERS_GRPC_PORT, value: '7002' }, { name: SMQ_USERS_HTTP_PORT, value: '9002' }]
---
apiVersion: v1
kind: Service
metadata: { name: users-svc }
spec:
  selector: { app: users }
  ports: [{ name: grpc, port: 7777, targetPort: 7002 }]
`,
  });
  expect(found).toContainEqual(['users.grpc', 'grpc://users-svc:7777', 'plaintext']);
});

test('files in which nothing of the release listens write nothing', () => {
  const folder = folderOf({ 'compose.yaml': 'services:\n  web: { image: httpd }\n' });
  onTestFinished(() => folder[Symbol.dispose]());
  const out = folder.at('deployment.yaml');
  const init = (): void =>
    liveInitCommand(out, [folder.at('compose.yaml')], { release: 'v0.19.1', host: 'localhost' });
  expect(init).toThrow('files in which v0.19.1 listens somewhere');
  writeFileSync(out, '');
  expect(init).toThrow('a path at which there is no file yet');
});
