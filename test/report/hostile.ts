/** Makes a report hostile: each text that comes from outside ends up with something that means more than itself. */
import type { ZodType } from 'zod';
import { reportSchema, type Report } from '../../src/report/schema.ts';

/** What a service may print, or another person may write into a report. */
export const payloads = {
  'a script': '<script>globalThis.hit=1</script><ScRiPt src=//x.example/x></sCrIpT>',
  'the end of every element':
    '</script></style></title></pre></code></details></td></table></section></main></body></html>',
  'an element with a handler':
    '<img src=x onerror=globalThis.hit=1><svg onload=globalThis.hit=1><iframe srcdoc=x>',
  'the end of an attribute': `" onfocus="globalThis.hit=1" autofocus tabindex="0" x="`,
  'the end of an attribute in other quotes': `' onclick='globalThis.hit=1' style='position:fixed' x='\` x=\``,
  'a frame of the page':
    '<base href=//x.example><meta http-equiv=refresh content=0><link rel=stylesheet href=//x.example>',
  'a comment, and a section of characters':
    '<!-- x --!> <![CDATA[ x ]]> ]]> <?x?> <!DOCTYPE x [<!ENTITY y SYSTEM "z">]> &y;',
  entities: '&lt;script&gt; &#60;script&#62; &amp;lt; &#0; &NotAnEntity &',
  'escapes of a terminal': '\u001b[2J\u001b[31m\u001b]0;title\u0007\u009b5m\u0008\u0008',
  'text that runs to the left': '\u202eevil\u202c \u2066x\u2069 \u200f\u200e\u061c',
  'the way out of a folder': String.raw`../../../../etc/passwd ..\..\x %2e%2e%2f`,
  'NUL, half a character and what XML forbids': 'a\u0000b\ud800c\ufffed\uffff',
  'many lines': 'x\ny\r\nz\u2028w\u2029v\u0085\n\n::error::u\n# t\n- s\n| r | q |\n',
  Markdown:
    '](https://x.example) ![p](//x.example/x) [q](javascript:globalThis.hit=1) @all #1 `code` **b** | ~~s~~ <b>',
  'an address that runs': 'javascript:globalThis.hit=1//data:text/html,x',
  'a very long line': 'x'.repeat(3000),
} as const;

/** Has the form of a payload, and no character that means anything: letters, and what keeps names in their parts. */
export const harmless = (payload: string): string => payload.replaceAll(/[^\w\s./@→-]/g, 'x');

/**
 * The report with `payload` before each of its texts; what the schema refuses (words of an enumeration, days, addresses)
 * stays. Equal texts stay equal, so that every id still leads to where it led.
 */
export const withPayload = (report: Report, payload: string): Report =>
  withPayloadIn(reportSchema, report, payload);

/** The same of anything that a schema describes. */
export const withPayloadIn = <Held>(schema: ZodType<Held>, held: Held, payload: string): Held => {
  const hostile = replaced(held, payload) as Held;
  const { error } = schema.safeParse(hostile);
  for (const { path } of error?.issues ?? []) restore(hostile, held, path);
  return schema.parse(hostile);
};

const replaced = (value: unknown, payload: string): unknown => {
  if (typeof value === 'string') return payload + value;
  if (Array.isArray(value)) return value.map((one) => replaced(one, payload));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, held]) => [
      key,
      // The names of these come from outside as well.
      key === 'settings' || key === 'filters' ? withKeys(held as object, payload) : replaced(held, payload),
    ]),
  );
};

const withKeys = (held: object, payload: string): unknown =>
  Object.fromEntries(Object.entries(held).map(([key, value]) => [payload + key, replaced(value, payload)]));

const restore = (hostile: unknown, report: unknown, path: readonly PropertyKey[]): void => {
  const [key, ...rest] = path as [keyof object, ...PropertyKey[]];
  if (rest.length > 0) restore((hostile as object)[key], (report as object)[key], rest);
  else (hostile as Record<string, unknown>)[key] = (report as object)[key];
};
