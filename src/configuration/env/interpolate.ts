/** Replaces references to variables in a text as Compose does, and keeps where each part of the result comes from. */
import type { Missing, Place } from '../model.ts';
import { referenceAt, type Reference } from './reference.ts';
import type { Remarks } from './remarks.ts';
import { samePlace } from './remarks.ts';
import type { Definition, Found, LookUp } from './scope.ts';

export interface Interpolated {
  /** Absent where Compose refuses the text, or where a part of it cannot be known. */
  text: string | undefined;
  /** Lines of variables first, then defaults and alternatives that were taken. */
  from: Place[];
  missing: Missing[];
  uses: Set<Definition>;
}

export interface Surroundings {
  lookUp: LookUp;
  /** Place of the piece of the text that begins at an index. */
  place: (index: number, piece: string) => Place;
  remarks: Remarks;
}

/** Bounds that no person reaches; without them a few lines fill the memory. */
const most = { depth: 100, length: 1024 * 1024, places: 50 };

export const interpolate = (template: string, around: Surroundings): Interpolated => {
  if (!template.includes('$')) return { text: template, from: [], missing: [], uses: new Set() };
  const reading = new Reading(template, around);
  const text = reading.substitute(0, template.length, 0);
  const from = [...reading.lines, ...reading.texts].slice(0, most.places);
  return {
    text: reading.known ? text : undefined,
    from,
    missing: reading.missing,
    uses: reading.uses,
  };
};

const unfinished = 'a reference to a variable begins there and is not one. Write $$ for the sign';
const tooMuch = 'its variables make too much of it';

class Reading {
  readonly lines: Place[] = [];
  readonly texts: Place[] = [];
  readonly missing: Missing[] = [];
  readonly uses = new Set<Definition>();
  known = true;
  readonly #template: string;
  readonly #around: Surroundings;

  constructor(template: string, around: Surroundings) {
    this.#template = template;
    this.#around = around;
  }

  /** The part of the template from `start` to `end` with its references replaced; empty once it has failed. */
  substitute(start: number, end: number, depth: number): string {
    let text = '';
    let next = start;
    while (this.known) {
      const dollar = this.#template.indexOf('$', next);
      if (dollar < 0 || dollar >= end) return text + this.#template.slice(next, end);
      text += this.#template.slice(next, dollar);
      const reference = referenceAt(this.#template, dollar, end);
      if (reference.kind === 'not understood' || depth > most.depth) {
        this.#refuse(dollar, reference.kind === 'not understood' ? unfinished : tooMuch);
        break;
      }
      next = reference.end;
      text += reference.kind === 'text' ? reference.text : this.#resolve(reference, depth);
      if (text.length > most.length) this.#refuse(dollar, tooMuch);
    }
    return '';
  }

  #resolve(reference: Reference, depth: number): string {
    const { name, operator, argument, at } = reference;
    const found = this.#around.lookUp(name);
    if (found?.definition) this.uses.add(found.definition);
    const wanted = found !== undefined && !(operator.startsWith(':') && found.text === '');
    if (found && found.text === undefined) this.known = false;
    switch (operator.slice(-1)) {
      case '-':
        if (wanted) return this.#unused(argument, this.#take(found), depth);
        this.#note(found);
        return this.#taken(argument, depth);
      case '+':
        this.#note(found);
        return wanted ? this.#taken(argument, depth) : this.#unused(argument, '', depth);
      case '?':
        if (wanted) return this.#take(found);
        this.#demanded(name, at);
        return '';
      default:
        if (found) return this.#take(found);
        this.#undefined(name, at);
        return '';
    }
  }

  #take(found: Found): string {
    this.#note(found);
    for (const one of found.missing) this.#misses(one);
    return found.text ?? '';
  }

  /** Lines that decide what the text is, also where it is the text of another part. */
  #note(found: Found | undefined): void {
    for (const place of found?.from ?? []) add(this.lines, place);
  }

  #taken([start, end]: [number, number], depth: number): string {
    if (end > start) add(this.texts, this.#place(start, this.#piece(start, end)));
    return this.substitute(start, end, depth + 1);
  }

  /** A branch that is not taken passes its variables on all the same, once its condition changes. */
  #unused([start, end]: [number, number], text: string, depth: number): string {
    let next = start;
    for (;;) {
      const dollar = this.#template.indexOf('$', next);
      if (dollar < 0 || dollar >= end || depth > most.depth) return text;
      const reference = referenceAt(this.#template, dollar, end);
      if (reference.kind === 'not understood') return text;
      next = reference.end;
      if (reference.kind === 'text') continue;
      const definition = this.#around.lookUp(reference.name)?.definition;
      if (definition) this.uses.add(definition);
      this.#unused(reference.argument, '', depth + 1);
    }
  }

  #undefined(name: string, index: number): void {
    const at = this.#placeOf(index, name);
    this.#misses({ name, at, kind: 'undefined variable' });
    this.#around.remarks.undefinedVariable(name, at);
  }

  #demanded(name: string, index: number): void {
    const at = this.#placeOf(index, name);
    this.known = false;
    this.#misses({ name, at, kind: 'undefined variable' });
    this.#around.remarks.add({
      kind: 'unresolved',
      at,
      name,
      says: `Compose refuses to start: ${name} is required there, and has no value.`,
      refused: true,
    });
  }

  #refuse(index: number, why: string): void {
    this.known = false;
    this.#around.remarks.add({
      kind: 'not understood',
      at: this.#place(index, '$'),
      name: '$',
      says: `The text is not read, and Compose refuses it or fails at it: ${why}.`,
    });
  }

  #misses(one: Missing): void {
    const known = this.missing.some(({ name }) => name === one.name);
    if (!known && this.missing.length < most.places) this.missing.push(one);
  }

  #placeOf(index: number, name: string): Place {
    return this.#place(index, this.#piece(index, index + name.length + 1));
  }

  /** Enough of a part to find it, and of its first line alone. */
  #piece(start: number, end: number): string {
    return this.#template.slice(start, Math.min(end, start + 40)).split('\n', 1)[0]!;
  }

  #place(index: number, piece: string): Place {
    return this.#around.place(index, piece);
  }
}

const add = (places: Place[], place: Place): void => {
  if (places.length < most.places && !places.some((one) => samePlace(one, place))) {
    places.push(place);
  }
};
