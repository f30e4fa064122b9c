/** Tests what both runtimes give a service: its files with their permissions, and exactly the given environment. */
import { describe, expect, test } from 'vitest';
import type { PlacedFile } from '../../src/model/placed-file.ts';
import type { BootSpec, Exited } from '../../src/runtime/runtime.ts';
import { harness, kinds } from './harness.ts';

const key = '-----BEGIN PRIVATE KEY-----\nnone\n-----END PRIVATE KEY-----\n';
const files: PlacedFile[] = [
  { name: 'service.crt', kind: 'file', content: 'certificate' },
  { name: 'service.key', kind: 'file', content: key },
  { name: 'deeper/ca.crt', kind: 'file', content: Buffer.from([0x30, 0x80, 0xff]) },
  { name: 'folder', kind: 'directory' },
  { name: 'shut.crt', kind: 'file', content: 'certificate', unreadable: true },
  { name: 'shut.key', kind: 'file', content: key, unreadable: true },
];
const noSignal = () => new AbortController().signal;

describe.for(kinds)('files and environment as %s', (kind) => {
  test('an unreadable file shuts the service out, every other file is readable', async () => {
    const from = await harness(kind);
    await using place = await from.place();
    const env = {
      FILES: [...files.map(({ name }) => name), 'absent'].map((name) => place.path(name)).join(' '),
    };
    const { otherUser } = from;
    const spec: BootSpec = from.spec(place, 'files', { files, env, otherUser, ready: async () => false });
    const { output } = (await from.runtime.boot(spec, noSignal())) as Exited;
    expect(output.trim().split('\n')).toEqual([
      `${place.path('service.crt')} read 11`,
      `${place.path('service.key')} read ${key.length}`,
      `${place.path('deeper/ca.crt')} read 3`,
      `${place.path('folder')} directory`,
      `${place.path('shut.crt')} denied`,
      `${place.path('shut.key')} denied`,
      `${place.path('absent')} missing`,
    ]);
  });

  test('an unreadable file for root is refused', async () => {
    const from = await harness(kind);
    if (!from.otherUser) return;
    await using place = await from.place();
    const boot = from.runtime.boot(from.spec(place, 'hang', { files }), noSignal());
    await expect(boot).rejects.toMatchObject({ name: 'InfrastructureError', code: 'UNREADABLE_AS_ROOT' });
  });

  test('a file outside the folder is refused', async () => {
    const from = await harness(kind);
    await using place = await from.place();
    for (const name of ['../a', '/etc/a', 'a/../../b', '', '.']) {
      const outside: PlacedFile[] = [{ name, kind: 'file', content: '' }];
      const boot = from.runtime.boot(from.spec(place, 'hang', { files: outside }), noSignal());
      await expect(boot).rejects.toMatchObject({ code: 'FILE_NAME' });
    }
  });

  test('the environment is exactly what was given', async () => {
    const from = await harness(kind);
    await using place = await from.place();
    process.env['MAGISTRALA_CONFORMANCE_SECRET_OF_THE_SUITE'] = '1';
    const env = { EMPTY: '', BLANK: ' a  b ', EQUALS: 'a=b', QUOTES: `"'$HOME\\` };
    const spec = from.spec(place, 'environment', { env, ready: async () => false });
    const { output } = (await from.runtime.boot(spec, noSignal())) as Exited;
    delete process.env['MAGISTRALA_CONFORMANCE_SECRET_OF_THE_SUITE'];
    const expected = Object.entries(spec.env).map(([name, value]) => `${name}=${value}`);
    if (kind !== 'containers') {
      expected.push(`MAGISTRALA_CONFORMANCE_RUN=${from.run.label}`);
      expect(output.trim().split('\n')).toEqual(expected.sort());
    } else {
      // Variables of the image, and those that Docker gives to every container.
      const others = /^(PATH|HOSTNAME|HOME|LANG)=/;
      const found = output.trim().split('\n');
      expect(found.filter((line) => !others.test(line))).toEqual(expected.sort());
    }
  });
});
