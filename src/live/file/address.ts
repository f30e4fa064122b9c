/** Takes the address of an endpoint apart. */
import type { LiveAddress } from './deployment.ts';
import type { Reading } from './reading.ts';
import { schemes, type Scheme } from './schema.ts';

export interface Placed {
  scheme: Scheme;
  address: LiveAddress;
}

/** @throws UsageError */
export const addressOf = (
  keys: readonly string[],
  text: string,
  { refuse }: Pick<Reading, 'refuse'>,
): Placed => {
  const [, scheme = '', rest = ''] = /^([a-z][a-z+]*):\/\/(.*)$/.exec(text) ?? [];
  if (scheme === 'coaps') {
    return refuse(keys, 'an endpoint over TCP, or coap', 'coaps', 'leave it out: DTLS is not looked at');
  }
  if (!isScheme(scheme)) {
    const known = Object.keys(schemes).join(', ');
    return refuse(keys, `one of the schemes ${known}`, 'another scheme', 'write scheme://host:port');
  }
  if (rest.includes('@')) {
    return refuse(
      keys,
      'an address without an account',
      'one with an @',
      'leave the account out: no login is made there',
    );
  }
  if (/[?#]/.test(rest)) {
    return refuse(
      keys,
      'an address without a query',
      'one with a query',
      'leave it out: reports show addresses',
    );
  }
  let url: URL;
  try {
    url = new URL(`http://${rest}`);
  } catch {
    return refuse(
      keys,
      'scheme://host:port',
      'no such address',
      'write it so; an IPv6 address stands in brackets',
    );
  }
  // A URL drops port 80, which is the usual one of http alone.
  const port = /^(?:\[[^\]]*\]|[^:/]*):(\d+)/.exec(rest)?.[1] ?? schemes[scheme].port;
  if (port === undefined || Number(port) === 0) {
    return refuse(keys, `a port, which ${scheme} has no usual one for`, 'none', 'write scheme://host:port');
  }
  const path = url.pathname;
  return {
    scheme,
    address: {
      url: text,
      host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: Number(port),
      ...(path !== '/' && { path }),
    },
  };
};

const isScheme = (text: string): text is Scheme => Object.hasOwn(schemes, text);
