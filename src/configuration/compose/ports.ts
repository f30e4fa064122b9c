/** Reads the ports that a service publishes: the short notation with ranges and addresses, and the long one. */
import { isIP } from 'node:net';
import type { Remarks } from '../env/remarks.ts';
import type { PublishedPort } from '../model.ts';
import { childOf, listOf, textOf, type Mapping, type Tree } from './tree.ts';

/** Ports of one service; ranges of ranges would fill the memory. */
const most = 100_000;

/** The same port at the same address counts once. */
export const portsOf = (service: Mapping, name: string, remarks: Remarks): PublishedPort[] => {
  const ports = new Map<string, PublishedPort>();
  let count = 0;
  for (const item of listOf(childOf(service, 'ports'))) {
    if (count > most) break;
    const read = item.kind === 'mapping' ? long(item) : short(item);
    count += read?.length ?? 0;
    if (!read || count > most) {
      const says = `A port of ${name} is written in a way that Compose refuses.`;
      if (isKnown(item)) remarks.add({ kind: 'not understood', at: item.at, name, says, refused: true });
      continue;
    }
    for (const port of read) {
      const { address = '0.0.0.0', published = '', target, protocol } = port;
      ports.set(`${address}:${published}:${target}/${protocol}`, port);
    }
  }
  return [...ports.values()];
};

/** What has no text has been remarked on where its variable is. */
const isKnown = (tree: Tree): boolean => tree.kind !== 'scalar' || tree.text !== undefined;

const short = (item: Tree): PublishedPort[] | undefined => {
  const text = textOf(item);
  if (text === undefined) return undefined;
  const [pair = '', protocol, ...more] = text.split('/');
  if (more.length) return undefined;
  const parts = pair.split(':');
  const target = parts.pop() ?? '';
  const published = parts.pop() ?? '';
  return portsAt({ address: parts.join(':'), published, target, protocol }, item);
};

const long = (item: Mapping): PublishedPort[] | undefined => {
  const textAt = (key: string) => textOf(childOf(item, key));
  return portsAt(
    {
      address: textAt('host_ip') ?? '',
      published: textAt('published') ?? '',
      target: textAt('target') ?? '',
      protocol: textAt('protocol'),
    },
    item,
  );
};

interface PortTexts {
  address: string;
  published: string;
  target: string;
  protocol: string | undefined;
}

const portsAt = (
  { address, published, target, protocol = 'tcp' }: PortTexts,
  { at }: Tree,
): PublishedPort[] | undefined => {
  const bare = address.replace(/^\[(.*)\]$/, '$1');
  const targets = rangeOf(target);
  const outside = published === '' ? undefined : rangeOf(published);
  const kind = protocol.toLowerCase();
  if (!targets || (published !== '' && !outside) || (bare !== '' && !isIP(bare))) return undefined;
  if (kind !== 'tcp' && kind !== 'udp') return undefined;
  // Several ports outside for one inside: the engine takes one of them.
  const fixed = outside?.length === targets.length ? outside : undefined;
  if (outside && !fixed && targets.length > 1) return undefined;
  return targets.map((inside, index) => {
    const free = fixed?.[index] ?? 0;
    return {
      ...(free > 0 && { published: free }),
      target: inside,
      protocol: kind,
      ...(bare !== '' && { address: bare }),
      at,
    };
  });
};

const rangeOf = (text: string): number[] | undefined => {
  const [first = '', last = first, ...more] = text.split('-');
  if (more.length || !isPort(first) || !isPort(last)) return undefined;
  const length = Number(last) - Number(first) + 1;
  if (length < 1) return undefined;
  return Array.from({ length }, (_, index) => Number(first) + index);
};

const isPort = (text: string): boolean => /^\d{1,5}$/.test(text) && Number(text) <= 65_535;
