/** Name constraints (RFC 5280, section 4.2.1.10) as crypto/x509 of Go applies them. Pure. */
import { contentOf, NoDer, Unreadable, valuesOf } from './der.ts';

export interface AlternativeNames {
  dns: string[];
  ips: Buffer[];
  emails: string[];
  uris: string[];
}

interface Subtrees {
  dns: string[];
  /** Address and mask. */
  ips: { address: Buffer; mask: Buffer }[];
  emails: string[];
  uris: string[];
}

export interface NameConstraints {
  permitted: Subtrees;
  excluded: Subtrees;
}

/** `others`: constraints of other kinds of names, which Go does not handle. @throws Unreadable, NoDer */
export const constraintsIn = (value: Buffer): { constraints: NameConstraints; others: boolean } => {
  const parts = valuesOf(contentOf(value, 0x30));
  const [permitted, excluded] = [0xa0, 0xa1].map((tag) =>
    subtreesIn(parts.find((one) => one.tag === tag)?.content ?? Buffer.alloc(0)),
  );
  if (parts.every(({ content }) => content.length === 0))
    throw new Unreadable('its name constraints are empty');
  return {
    constraints: { permitted: permitted!.trees, excluded: excluded!.trees },
    others: permitted!.others || excluded!.others,
  };
};

const subtreesIn = (content: Buffer): { trees: Subtrees; others: boolean } => {
  const trees: Subtrees = { dns: [], ips: [], emails: [], uris: [] };
  let others = false;
  for (const { content: subtree } of valuesOf(content)) {
    const [base] = valuesOf(subtree);
    if (!base) throw new NoDer('no name');
    const text = base.content.toString('latin1');
    switch (base.tag) {
      case 0x81:
        trees.emails.push(text);
        break;
      case 0x82:
        if (!isDomain(text, true)) throw new Unreadable('a name of its name constraints cannot be read');
        trees.dns.push(text.toLowerCase());
        break;
      case 0x86:
        if (!isDomain(text, true)) throw new Unreadable('a name of its name constraints cannot be read');
        trees.uris.push(text.toLowerCase());
        break;
      case 0x87: {
        const half = base.content.length / 2;
        const mask = base.content.subarray(half);
        if ((half !== 4 && half !== 16) || !isMask(mask))
          throw new Unreadable('an address of its name constraints cannot be read');
        trees.ips.push({ address: base.content.subarray(0, half), mask });
        break;
      }
      default:
        others = true;
    }
  }
  return { trees, others };
};

const isMask = (mask: Buffer): boolean =>
  /^1*0*$/.test([...mask].map((octet) => octet.toString(2).padStart(8, '0')).join(''));

/** Go's rule: no blank, no empty label; a constraint may begin with a dot. */
const isDomain = (text: string, isConstraint: boolean): boolean => {
  if (text === '') return true;
  const labels = (isConstraint ? text.replace(/^\./, '') : text).split('.');
  return labels.every((label) => /^[!-~]+$/.test(label));
};

export type Constrained = 'permitted' | 'not judged' | { refused: string };

/** Whether names lie within constraints. */
export const withinConstraints = (
  names: AlternativeNames,
  { permitted, excluded }: NameConstraints,
): Constrained => {
  const refused = (name: string, how: string): Constrained => ({
    refused: `${name} ${how} by a CA on the way`,
  });
  for (const ip of names.ips) {
    const inside = ({ address, mask }: Subtrees['ips'][number]): boolean =>
      address.length === ip.length &&
      ip.every((octet, at) => (octet & mask[at]!) === (address[at]! & mask[at]!));
    if (permitted.ips.length > 0 && !permitted.ips.some(inside))
      return refused('an IP address', 'is not permitted');
    if (excluded.ips.some(inside)) return refused('an IP address', 'is excluded');
  }
  for (const name of names.dns.map((one) => one.toLowerCase())) {
    if (!isDomain(name, false)) return refused(`a name that cannot be read`, 'is not permitted');
    if (permitted.dns.length > 0 && !permitted.dns.some((tree) => isUnder(name, tree)))
      return refused(name, 'is not permitted');
    if (excluded.dns.some((tree) => isUnder(name, tree) || wildcardMeets(name, tree)))
      return refused(name, 'is excluded');
  }
  for (const uri of names.uris) {
    const host = hostOf(uri);
    if (host === undefined) return 'not judged';
    if (host === '' || /^[\d.]+$/.test(host)) return refused('a URI without a domain', 'is not permitted');
    if (permitted.uris.length > 0 && !permitted.uris.some((tree) => isUnder(host, tree)))
      return refused(uri, 'is not permitted');
    if (excluded.uris.some((tree) => isUnder(host, tree))) return refused(uri, 'is excluded');
  }
  // Mail addresses have a grammar of their own.
  return names.emails.length > 0 ? 'not judged' : 'permitted';
};

const hostOf = (uri: string): string | undefined => {
  const [, host] = /^[a-z][a-z0-9+.-]*:\/\/([a-z0-9.-]*)(?:\/|$)/i.exec(uri) ?? [];
  return host?.toLowerCase() ?? (/^[a-z][a-z0-9+.-]*:[^/]/i.test(uri) ? '' : undefined);
};

/** `.example.com` holds what lies under it, `example.com` that name as well. */
const isUnder = (name: string, tree: string): boolean =>
  tree === '' || name === tree || name.endsWith(tree.startsWith('.') ? tree : `.${tree}`);

/** `*.example.com` may stand for an excluded name below it. */
const wildcardMeets = (name: string, tree: string): boolean =>
  name.startsWith('*') &&
  tree.includes('.') &&
  name.includes('.') &&
  tree.slice(tree.indexOf('.')) === name.slice(name.indexOf('.'));
