/** How a case is named: `<rule>/<subject>/<condition>`. */

/** The condition's words in order, joined by `-`. */
export const slug = (words: string): string =>
  words
    .toLowerCase()
    .replaceAll(/['’]/g, '')
    .replaceAll(/[^a-z0-9.@_]+/g, '-')
    .replaceAll(/^-|-$/g, '');

export const caseId = (rule: string, subject: string, condition: string): string =>
  `${rule}/${subject}/${slug(condition)}`;
