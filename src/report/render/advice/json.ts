/** Renders what check-env found for other programs, as `src/advise/advice.schema.json` describes it. Pure. */
import type { Checked } from '../../../advise/checked/checked.ts';

/** What JSON allows in a text and a terminal takes for a command, or shows backwards. */
const unsafe = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

export const renderAdviceJson = (checked: Checked): string => jsonText(checked);

/** JSON in which no character moves a terminal's cursor, or turns the direction of a text. */
export const jsonText = (value: unknown): string =>
  `${JSON.stringify(value, null, 1).replaceAll(
    unsafe,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )}\n`;
