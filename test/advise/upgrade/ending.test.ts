/** Tests the hops that change their transport, and the exit code. */
import { describe, expect, test } from 'vitest';
import type { HopAdvice, Transport } from '../../../src/advise/schema.ts';
import { endingOf } from '../../../src/advise/upgrade/ending.ts';
import { hopChangesOf } from '../../../src/advise/upgrade/hops.ts';
import type { Upgrade } from '../../../src/advise/upgrade/schema.ts';
import { plainEnv } from './files.ts';
import { advice, planned } from './planned.ts';

describe('hops', () => {
  const hop = (transport: Transport): HopAdvice => ({
    ...{ from: 'users', to: 'auth', listener: 'grpc', transport },
    because: `it is ${transport}`,
    at: [],
  });
  const change = (before: Transport[], asTheyAre: Transport[], rewritten: Transport[]) =>
    hopChangesOf({
      before: advice(before.map(hop)),
      asTheyAre: advice(asTheyAre.map(hop)),
      rewritten: advice(rewritten.map(hop)),
    });

  test('the same on all sides is no change', () => {
    expect(change(['TLS'], ['TLS'], ['TLS'])).toEqual([]);
  });

  test('each side says its transport and why; a side without the hop has none', () => {
    expect(change(['TLS'], ['plaintext'], [])).toEqual([
      {
        ...{ from: 'users', to: 'auth', listener: 'grpc' },
        before: { transport: 'TLS', because: 'it is TLS' },
        asTheyAre: { transport: 'plaintext', because: 'it is plaintext' },
      },
    ]);
  });
});

describe('the exit code', () => {
  const nothing: Upgrade = { ...planned(plainEnv('SMQ_USERS_LOG_LEVEL=info\n'), 'v0.18.5', 'v0.19.1') };
  const with_ = (given: Partial<Upgrade>): Upgrade => ({ ...nothing, ...given });
  const [renamed] = planned(plainEnv('SMQ_CLIENTS_AUTH_GRPC_URL=a\n'), 'v0.16.0', 'v0.17.0').settings;
  const [empty] = planned(plainEnv('SMQ_CLIENTS_AUTH_GRPC_URL=\n'), 'v0.16.0', 'v0.17.0').settings;
  const plain = { transport: 'plaintext', because: '' } as const;
  const tls = { transport: 'TLS', because: '' } as const;
  const weaker = { from: 'a', to: 'b', listener: 'grpc', before: tls, asTheyAre: plain, rewritten: plain };

  test.each<[string, Upgrade, [availability: number, weaker: number, any: number]]>([
    ['nothing to do', nothing, [0, 0, 0]],
    ['a setting that must be renamed', with_({ settings: [renamed!] }), [1, 1, 1]],
    ['an empty one', with_({ settings: [empty!] }), [0, 0, 1]],
    ['a hop that stays less protected', with_({ hops: [weaker] }), [0, 1, 1]],
    [
      'a hop that is well again when the files are rewritten',
      with_({ hops: [{ ...weaker, rewritten: tls }] }),
      [0, 0, 0],
    ],
    ['nothing recognised', planned(plainEnv('MF_THINGS_URL=a\nFOO=b\n'), 'v0.16.0', 'v0.17.0'), [3, 3, 3]],
  ])('%s', (_, upgrade, expected) => {
    const codes = (['availability', 'weaker', 'any'] as const).map((one) => endingOf(upgrade, one).exitCode);
    expect(codes).toEqual(expected);
  });
});
