/** Makes text of a capture fit for a terminal and a report: one line, printable, bounded. */

/** Whatever is no printable ASCII is shown as `?`: the bytes are from strangers, and of any encoding. */
export const plainText = (text: string, most = 255): string =>
  text.length <= most && printable.test(text)
    ? text
    : (text.length > most ? `${text.slice(0, most)}…` : text).replaceAll(/[^\x20-\x7e…]/g, '?');

const printable = /^[\x20-\x7e]*$/;
