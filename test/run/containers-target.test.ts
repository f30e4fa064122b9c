/**
 * Tests the target of images where MAGISTRALA_CONFORMANCE_DOCKER=1, with images of the reference in place of published
 * ones.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectDocker } from '../../src/system/docker/daemon.ts';
import { command } from '../cli/command.ts';
import { kinds } from '../runtime/harness.ts';

const releases = join(import.meta.dirname, '../../releases');
const base = 'magistrala-conformance/base:bookworm';
const one = 'ca.unset-is-insecure/http-adapter/unset';

interface Report {
  target: { images: { role: string; ref: string; digest: string | null }[] };
  environment: { docker: string | null };
  cases: { id: string; outcome: string; observed: string }[];
  gate: string;
}

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'containers-target-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A release file: the reference under another name. */
function releaseFile(more = ''): string {
  const file = join(folder, `release${more.length}.yaml`);
  const reference = readFileSync(join(releases, 'reference.yaml'), 'utf8');
  writeFileSync(file, reference.replace('release: reference', `release: sample\n${more}`));
  return file;
}

async function run(args: string[], env: Record<string, string> = {}, file = releaseFile()) {
  const out = mkdtempSync(join(folder, 'out-'));
  const { code, stdout, stderr } = await command(
    ['--target', 'images', '--release-file', file, '--case', one, '--out', out, ...args],
    { env },
  );
  const report = () => JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as Report;
  return { code, said: stdout + stderr, report };
}

/** An image whose entrypoint is this, whatever arguments it gets. */
async function imageOf(name: string, entrypoint: string[]): Promise<string> {
  const { dockerode } = (await connectDocker()).container;
  const container = await dockerode.createContainer({ Image: base, Cmd: ['true'] });
  const [repo, tag] = [`magistrala-conformance-test/${name}`, 'target'];
  await container.commit({ repo, tag, changes: `ENTRYPOINT ${JSON.stringify(entrypoint)}` });
  await container.remove();
  made.push(`${repo}:${tag}`);
  return `${repo}:${tag}`;
}
const made: string[] = [];
afterAll(async () => {
  if (made.length === 0) return;
  const { dockerode } = (await connectDocker()).container;
  for (const image of made) await dockerode.getImage(image).remove({ force: true });
});

/** A script that answers every request with a health response of this version. */
const saysVersion = (version: string) => `
  use IO::Socket::INET;
  $SIG{INT} = sub { exit 0 };
  my $l = IO::Socket::INET->new(LocalAddr => '0.0.0.0', LocalPort => $ENV{SMQ_HTTP_ADAPTER_PORT}, Listen => 50, ReuseAddr => 1);
  my $body = '{"status":"pass","version":"${version}"}';
  while (my $c = $l->accept) {
    sysread $c, my $request, 4096;
    print $c "HTTP/1.1 200 OK\\r\\nContent-Length: " . length($body) . "\\r\\nConnection: close\\r\\n\\r\\n$body";
    close $c;
  }`;

describe.runIf(kinds.includes('containers'))('target images', () => {
  test('only what the selection needs, each with its digest, and the daemon', async () => {
    const { code, report, said } = await run(['--pull', 'never']);
    expect(code, said).toBe(0);
    const { target, environment, cases } = report();
    expect(cases.find(({ id }) => id === one)).toMatchObject({ outcome: 'pass' });
    expect(target.images.map(({ role }) => role)).toEqual(['http-adapter', 'postgres']);
    for (const { digest } of target.images) expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(environment.docker).toMatch(/^\d+\./);
  });

  test('images that are not there are named all at once, before anything is started', async () => {
    const images = [
      '--image',
      'http-adapter=no.such.registry.test/a:1',
      '--image',
      'postgres=no.such.registry.test/b:1',
    ];
    const never = await run([...images, '--pull', 'never']);
    expect(never.code).toBe(4);
    expect(never.said).toMatch(/IMAGE_MISSING/);
    expect(never.said).toMatch(/the image no\.such\.registry\.test\/a:1/);
    expect(never.said).toMatch(/The same with no\.such\.registry\.test\/b:1/);
    expect(never.said).not.toMatch(/Observing/);
    const missing = await run([...images, '--pull', 'missing']);
    expect(missing.code).toBe(4);
    expect(missing.said).toMatch(/IMAGE_PULL/);
    expect(missing.said).not.toMatch(/Observing/);
  });

  test.for([
    ['without the service', (): Promise<string> => Promise.resolve(base), /found none/],
    ['whose program ends at once', () => imageOf('ends', ['/bin/sh', '-c', 'exit 0']), /exited|ended/],
  ] as const)('an image %s is an error, and no failure', async ([, image, why]) => {
    const { code, report, said } = await run(['--pull', 'never', '--image', `http-adapter=${await image()}`]);
    expect(code, said).toBe(4);
    const found = report().cases.find(({ id }) => id === one);
    expect(found).toMatchObject({ outcome: 'error', observed: expect.stringMatching(why) });
  });

  test('an image of another release', async () => {
    const image = await imageOf('other', ['perl', '-e', saysVersion('v0.0.1')]);
    const args = ['--pull', 'never', '--image', `http-adapter=${image}`];
    const { code, report, said } = await run(args, {}, releaseFile('version: v9.9.9'));
    expect(code, said).toBe(4);
    const found = report().cases.find(({ id }) => id === one);
    expect(found).toMatchObject({ outcome: 'error', observed: expect.stringContaining('v0.0.1') });
  });

  test('without Docker', async () => {
    const { code, said } = await run(['--pull', 'never'], { DOCKER_HOST: 'unix:///no/such/docker.sock' });
    expect(code).toBe(4);
    expect(said).toMatch(/no socket at \/no\/such\/docker\.sock/);
    expect(said).toMatch(/Install and start Docker/);
  });
});
