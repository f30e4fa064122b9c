/** Reads the extensions of a certificate that decide whether Go trusts it (RFC 5280, section 4.2). Pure. */
import { constraintsIn, type AlternativeNames, type NameConstraints } from './constraints.ts';
import { contentOf, identifierOf, NoDer, smallNumberOf, Unreadable, valuesOf, type DerValue } from './der.ts';

export interface Extensions {
  /** Absent: the certificate has no basic constraints. */
  basic?: { isCa: boolean; pathLength?: number };
  /** Absent: no key usage, or one without a bit. */
  mayIssue?: boolean;
  /** Absent: every usage. */
  extendedUsage?: string[];
  /** Absent: there is no such extension. */
  names?: AlternativeNames;
  /** The extension as encoded. */
  rawNames?: Buffer;
  constraints?: NameConstraints;
  subjectKey?: Buffer;
  authorityKey?: Buffer;
  /** Object identifiers of critical extensions that Go does not handle. */
  unhandled: string[];
  /** Asks for rules of policies, which are not judged here. */
  policies: boolean;
}

type Reader = (value: Buffer, critical: boolean, into: Extensions) => boolean | void;

/** A reader returns false where Go leaves the extension unhandled. */
const readers: Readonly<Record<string, Reader>> = {
  '2.5.29.14': (value, critical, into) => {
    if (critical) throw new Unreadable('its subject key identifier is critical');
    into.subjectKey = contentOf(value, 0x04);
  },
  '2.5.29.15': (value, _, into) => {
    const bits = contentOf(value, 0x03);
    if (bits.subarray(1).some((octet) => octet !== 0)) into.mayIssue = (bits[1]! & 0x04) !== 0;
  },
  '2.5.29.17': (value, _, into) => {
    into.rawNames = value;
    into.names = namesIn(contentOf(value, 0x30));
    return Object.values(into.names).some((some) => (some as unknown[]).length > 0);
  },
  '2.5.29.19': (value, _, into) => {
    const [ca, length] = booleanFirst(valuesOf(contentOf(value, 0x30)));
    into.basic = { isCa: ca, ...(length?.tag === 2 && { pathLength: smallNumberOf(length.content) }) };
  },
  '2.5.29.30': (value, _, into) => {
    const { constraints, others } = constraintsIn(value);
    into.constraints = constraints;
    return !others;
  },
  '2.5.29.31': () => {},
  '2.5.29.32': () => {},
  '2.5.29.33': (_value, _critical, into) => void (into.policies = true),
  '2.5.29.35': (value, critical, into) => {
    if (critical) throw new Unreadable('its authority key identifier is critical');
    const key = valuesOf(contentOf(value, 0x30)).find(({ tag }) => tag === 0x80);
    if (key) into.authorityKey = key.content;
  },
  '2.5.29.36': (_value, _critical, into) => void (into.policies = true),
  '2.5.29.37': (value, _, into) => {
    into.extendedUsage = valuesOf(contentOf(value, 0x30)).map(({ content }) => identifierOf(content));
  },
  '2.5.29.54': () => {},
  '1.3.6.1.5.5.7.1.1': (_value, critical) => {
    if (critical) throw new Unreadable('its authority information access is critical');
  },
};

/** @throws Unreadable, NoDer */
export const extensionsOf = (all: readonly DerValue[]): Extensions => {
  const into: Extensions = { unhandled: [], policies: false };
  const seen = new Set<string>();
  for (const one of all) {
    const [identifier, second, third] = valuesOf(one.content);
    const value = third ?? second;
    if (!identifier || value?.tag !== 0x04) throw new NoDer('no extension');
    const oid = identifierOf(identifier.content);
    if (seen.has(oid)) throw new Unreadable(`it has the extension ${oid} twice`);
    seen.add(oid);
    const critical = third !== undefined && second?.content[0] === 0xff;
    const handled = Object.hasOwn(readers, oid) && readers[oid]!(value.content, critical, into) !== false;
    if (critical && !handled) into.unhandled.push(oid);
  }
  return into;
};

const booleanFirst = ([first, second]: DerValue[]): [boolean, DerValue | undefined] =>
  first?.tag === 0x01 ? [first.content[0] === 0xff, second] : [false, first];

const namesIn = (content: Buffer): AlternativeNames => {
  const names: AlternativeNames = { dns: [], ips: [], emails: [], uris: [] };
  for (const { tag, content: name } of valuesOf(content)) {
    if (tag === 0x87 && name.length !== 4 && name.length !== 16)
      throw new Unreadable(`it has an IP address of ${name.length} bytes`);
    if (tag === 0x87) names.ips.push(name);
    const into = { 0x81: names.emails, 0x82: names.dns, 0x86: names.uris }[tag];
    if (into && name.some((octet) => octet > 127)) throw new Unreadable('a name of it is not ASCII');
    into?.push(name.toString('latin1'));
  }
  return names;
};
