/**
 * Recognizes a redirect to https without data of the service. A TLS port may answer plaintext with it, as with an alert
 * or a bare 400, because no requested data passes in the clear.
 */

/** Bytes of an answer within which a redirect must be recognized: a longer answer carries data. */
export const redirectBytes = 4096;

/**
 * Whether an HTTP/1 answer is such a redirect: status 301, 302, 303, 307 or 308, one `Location` with the scheme https,
 * no cookie, no content. The hypertext note that Go's `http.Redirect` writes (RFC 9110, section 15.4, suggests one)
 * counts as no content: it repeats status and `Location`, and says nothing else.
 * @param ended no more bytes come
 * @returns undefined when more bytes are needed
 */
export function isBareRedirect(bytes: Buffer, ended: boolean): boolean | undefined {
  const text = bytes.toString('latin1');
  if (!/^HTTP\/1\.[01] 30[12378] /.test(text)) return false;
  const undecided = ended || bytes.length >= redirectBytes ? false : undefined;
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return undecided;
  const [statusLine = '', ...headers] = text.slice(0, end).split('\r\n');
  const valuesOf = (name: string): string[] =>
    headers.map(headerOf).flatMap((header) => (header.name === name ? [header.value] : []));
  const [location = '', ...more] = valuesOf('location');
  if (!/^https:\/\/[^/]/i.test(location) || more.length > 0 || valuesOf('set-cookie').length > 0)
    return false;

  const body = text.slice(end + 4);
  const [length] = valuesOf('content-length').map(Number);
  const chunked = /chunked/i.test(valuesOf('transfer-encoding').join());
  const content = chunked ? unchunked(body) : body.slice(0, length);
  if (!note(statusLine.slice('HTTP/1.1 301 '.length), location).startsWith(content)) return false;
  // Without a length the end of the connection is the end of the content.
  const whole = chunked ? body.endsWith('0\r\n\r\n') : content.length === length;
  return whole || ended || undecided;
}

const headerOf = (line: string): { name: string; value: string } => {
  const colon = line.indexOf(':');
  return { name: line.slice(0, colon).trim().toLowerCase(), value: line.slice(colon + 1).trim() };
};

/** What `http.Redirect` of Go writes. */
const note = (reason: string, location: string): string =>
  `<a href="${location.replaceAll(/[&<>"']/g, (mark) => marks[mark]!)}">${reason}</a>.\n\n`;
const marks: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
};

/** Content of the chunks that have come so far (RFC 9112, section 7.1). */
const unchunked = (body: string): string => {
  let content = '';
  for (let at = 0; ;) {
    const end = body.indexOf('\r\n', at);
    const size = end < 0 ? 0 : Number.parseInt(body.slice(at, end), 16);
    if (!(size > 0)) return content;
    content += body.slice(end + 2, end + 2 + size);
    at = end + 2 + size + 2;
  }
};
