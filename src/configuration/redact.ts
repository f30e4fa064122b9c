/**
 * Says what may be printed of a value: what is known to be no secret, such as a path, an address, a number or a mode.
 * Everything else is described by its length. Pure.
 */
import type { Value } from './model.ts';

/** What may be printed for a value of a variable. It is one line, and short. */
export const shown = (name: string, value: Pick<Value, 'text'>): string =>
  value.text === undefined ? '(not in the files)' : shownText(name, value.text);

export const shownText = (name: string, text: string): string => {
  if (text === '') return '(empty)';
  if (/-----BEGIN /.test(text)) return describedPem(text);
  if (isSecretName(name)) return looksLikeKeyPath(text) ? text : `(a secret of ${length(text)})`;
  const printed = text.length <= 200 ? printable(text, speaksOf(name)) : undefined;
  return printed ?? `(a text of ${length(text)})`;
};

/** Whether a variable holds a secret itself, and not the path of one: for files in which it should not stand. */
export const isSecretInClear = (name: string, text: string): boolean =>
  text !== '' &&
  (privateKey.test(text) || (isSecretName(name) && !looksLikeKeyPath(text) && !isReference(text)));

/** A variable whose name says that its value is secret. What only measures or places one is none: `…_TOKEN_DURATION`. */
export const isSecretName = (name: string): boolean =>
  /WEBHOOK|DSN/i.test(name) ||
  (/PASS|PWD|SECRET|TOKEN|CRED|KEYS?(?:_|$)|SALT|ROLE_?ID|JWT|PRIVATE|COOKIE|SIGNING/i.test(name) &&
    !/_(?:ALGORITHM|DURATION|ENABLED|EXPIRATION|EXPIRY|HOST|INTERVAL|LENGTH|MODE|PORT|REGEX|SIZE|TEMPLATE|TIMEOUT|TTL|TYPE|URL(?:_PREFIX)?)$/i.test(
      name,
    ));

const privateKey = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;

/** Nothing but a name that something else stands for. */
const isReference = (text: string): boolean => /^\$(?:\(\w{1,80}\)|\{\w{1,80}\})$/.test(text);

const length = (text: string): string => (text.length === 1 ? '1 character' : `${text.length} characters`);

const describedPem = (text: string): string => {
  const labels = new Set([...text.matchAll(/-----BEGIN ([A-Z0-9 ]{1,40})-----/g)].map(([, label]) => label!));
  if ([...labels].some((label) => label.endsWith('PRIVATE KEY'))) return '(a private key as PEM)';
  return labels.has('CERTIFICATE') ? '(a certificate as PEM)' : '(PEM text)';
};

/** The last word of a name, as far as it says what kind of value is to be expected. */
const speaksOf = (name: string): 'address' | 'word' | undefined => {
  const [last = ''] = /[A-Z]+$/i.exec(name.toUpperCase()) ?? [];
  if (['URL', 'URLS', 'HOST', 'HOSTS', 'ADDR', 'ADDRESS', 'PORT'].includes(last)) return 'address';
  return ['MODE', 'LEVEL', 'ENABLED', 'TLS', 'MTLS', 'DTLS', 'ALGORITHM', 'TYPE'].includes(last)
    ? 'word'
    : undefined;
};

const printable = (text: string, expected: ReturnType<typeof speaksOf>): string | undefined => {
  if (/^[-+]?\d{1,12}(?:\.\d{1,6})?(?:ns|us|µs|ms|s|m|h|d|k|Ki|Mi|Gi|M|G|%)?$/.test(text)) return text;
  if (/^(?:\d{1,6}(?:\.\d{1,6})?(?:h|ms|m|s)){1,4}$/.test(text)) return text;
  if (words.has(text.toLowerCase())) return text;
  if (looksLikePath(text) || looksLikeAddress(text)) return text;
  const addresses = text.split(',');
  if (addresses.every((one) => /^[a-z][a-z\d+.-]{1,15}:\/\//i.test(one))) {
    return addresses.map(withoutCredentials).join(',');
  }
  if (isReference(text) && !looksRandom(text)) return text;
  if (expected === 'word' && /^[A-Za-z][A-Za-z_-]{0,19}$/.test(text)) return text;
  // A slip in an address, such as a quote or `${…}` in it, is what has to be shown.
  const apart = text.replaceAll(/\$\{\w{1,60}\}|\$\(\w{1,60}\)/g, '');
  return expected === 'address' && /^[\w.:"'/[\]-]{0,80}$/.test(apart) && !looksRandom(text)
    ? text
    : undefined;
};

/** Words that settings of this kind take; each is no password that anyone should have. */
const words = new Set(
  (
    'true false yes no on off y n null none disable disabled allow prefer require required verify-ca verify-full ' +
    'verify_ca verify_full debug info warn warning error fatal insecure tls mtls x509 key nats rabbitmq localhost'
  ).split(' '),
);

/** Letters and digits that no person would choose for a name: a token, a hash, an identifier. */
const looksRandom = (text: string): boolean =>
  (text.match(/[A-Za-z\d]+/g) ?? []).some(
    (run) =>
      run.length >= 32 ||
      (run.length >= 12 && (run.match(/\d/g) ?? []).length >= 3 && /[A-Za-z]/.test(run)) ||
      (run.length >= 16 && (/[a-z][A-Z].*[a-z][A-Z].*[a-z][A-Z]/.test(run) || /^\d+$/.test(run))),
  ) || /[\da-f]{8}-[\da-f]{4}-[\da-f]{4}/i.test(text);

/** Absolute, or relative with a dot before it; a text of base64 may begin with a slash, and is none. */
const looksLikePath = (text: string): boolean =>
  text.length <= 200 &&
  !looksRandom(text) &&
  (/^(?:\.{0,2}|~|[A-Za-z]:)\/[\w.@ /-]*$/.test(text) ||
    (/^[\w.-][\w./@-]*$/.test(text) && isFileName(text)));

const isFileName = (text: string): boolean =>
  /\/[\w.@ -]{1,80}\.(?:key|pem|crt|cer|cert|der|p12|pfx|jks|txt|json|conf|ya?ml|token|pub|env|db)$/i.test(
    text,
  );

/** As for any path; besides, it ends like a file of keys, or lies where files lie. */
const looksLikeKeyPath = (text: string): boolean =>
  looksLikePath(text) &&
  (isFileName(text) ||
    /^(?:\.{1,2}|~|\/(?:app|certs?|data|etc|home|keys?|mnt|opt|root|run|secrets?|srv|ssl|tls|tmp|usr|var|vault))\//.test(
      text,
    ));

/** Host and port; an IP address; or a host that shows by its dots that it is one. */
const looksLikeAddress = (text: string): boolean =>
  !looksRandom(text) &&
  (/^(?:[A-Za-z\d][\w.-]{0,100}|\*|\[[\da-fA-F:.]{2,45}\])?:\d{1,5}$/.test(text) ||
    /^(?:\d{1,3}\.){3}\d{1,3}$|^[\da-f]{0,4}(?::[\da-f]{0,4}){2,7}$/i.test(text) ||
    /^[a-z\d][a-z\d.-]{0,100}\.[a-z][a-z\d-]{1,30}$/.test(text));

/** Scheme, host, port and path; what stands for a login, and what follows a question mark, is cut. */
const withoutCredentials = (url: string): string => {
  const scheme = url.slice(0, url.indexOf('://') + 3);
  const rest = url.slice(scheme.length);
  // A password may hold a slash or a question mark: all before the last sign is taken for the login.
  const login = rest.includes('@') ? '(login)@' : '';
  const [, host = '', path = '', more = ''] =
    /^([^/?#]*)([^?#]*)(.*)$/s.exec(rest.slice(rest.lastIndexOf('@') + 1)) ?? [];
  const isHost =
    /^(?:[\w.*-]*|\[[\da-f:.]*\]|\$\{\w+\}|\$\(\w+\))(?::(?:\d{1,5}|\$\{\w+\}|\$\(\w+\)))?$/i.test(host);
  const shownHost = isHost && !looksRandom(host) ? host : '(host)';
  const shownPath = /^[\w./~-]{0,80}$/.test(path) && !looksRandom(path) ? path : '/(path)';
  return `${scheme}${login}${shownHost}${shownPath}${more && '?(more)'}`;
};
