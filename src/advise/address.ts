/** Takes host and port out of an address as the programs do: `host:port`, or a URL. */

export type Parsed =
  | { state: 'address'; host: string; port?: number; scheme?: string }
  /** Part of it is a variable that nothing has replaced. */
  | { state: 'not replaced' }
  | { state: 'bad' };

/** A name that may be printed: what people call machines, and not what generators call passwords. */
export const isPrintableHost = (host: string): boolean =>
  /^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$|^[0-9a-f:.]+$/.test(host) && host.length <= 100;

/** Schemes that gRPC resolves as a host and a port. */
const resolvers = ['dns', 'passthrough'];

export const grpcAddress = (text: string): Parsed => {
  if (text.includes('${')) return { state: 'not replaced' };
  const [, scheme, rest] = /^([a-z][a-z0-9+.-]*):\/\/\/?(.*)$/i.exec(text) ?? [];
  if (scheme !== undefined && !resolvers.includes(scheme.toLowerCase())) return { state: 'bad' };
  return hostAndPort(rest ?? text);
};

/** Of a broker, a cache or an event store: a URL whose user and password are never kept. */
export const urlAddress = (text: string): Parsed => {
  if (text.includes('${')) return { state: 'not replaced' };
  const [, scheme, rest] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)/i.exec(text) ?? [];
  if (scheme === undefined || rest === undefined) return { state: 'bad' };
  const parsed = hostAndPort(rest.slice(rest.lastIndexOf('@') + 1));
  return parsed.state === 'address' ? { ...parsed, scheme: scheme.toLowerCase() } : parsed;
};

const hostAndPort = (text: string): Parsed => {
  const [, bracketed, plain, port] =
    /^(?:\[([0-9a-f:.%]+)\]|([A-Za-z0-9._-]+))(?::([0-9]{1,5}))?$/i.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined) return { state: 'bad' };
  return { state: 'address', host, ...(port !== undefined && { port: Number(port) }) };
};
