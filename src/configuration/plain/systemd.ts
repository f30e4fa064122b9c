/** Takes the EnvironmentFile of a systemd unit apart, as systemd.exec(5) and its parser do. Pure. */
import type { Place, Remark } from '../model.ts';
import { isVariableName, type PlainStatement } from './statement.ts';

/** A line that does not go on, or what quotes and backslashes join. */
interface Assignment extends PlainStatement {
  /** Position of a `#` or `;` that looks like the start of a comment, and is part of the value. */
  comment?: Place;
}

export const systemdStatements = (file: string, text: string, remarks: Remark[]): PlainStatement[] =>
  new Parser(file, text, remarks).all();

const blank = /[ \t\r]/;

/** Characters after which a backslash within double quotes is left out; before others it stays. */
const escaped = /["\\`$]/;

class Parser {
  readonly #file: string;
  readonly #text: string;
  readonly #remarks: Remark[];
  #offset = 0;
  #line = 1;
  #lineStart = 0;

  constructor(file: string, text: string, remarks: Remark[]) {
    this.#file = file;
    this.#text = text;
    this.#remarks = remarks;
  }

  all(): PlainStatement[] {
    const statements: PlainStatement[] = [];
    while (this.#offset < this.#text.length) {
      const assignment = this.#assignment();
      if (!assignment) continue;
      const { comment, ...statement } = assignment;
      if (!isVariableName(statement.name)) {
        this.#notUnderstood(statement.at, 'the name is none that systemd takes');
        continue;
      }
      if (comment) this.#tellComment(statement.name, comment);
      statements.push(statement);
    }
    return statements;
  }

  get #here(): Place {
    return { file: this.#file, line: this.#line, column: this.#offset - this.#lineStart + 1 };
  }

  get #next(): string {
    return this.#text[this.#offset] ?? '';
  }

  #take(): string {
    const taken = this.#next;
    this.#offset++;
    if (taken === '\n') {
      this.#line++;
      this.#lineStart = this.#offset;
    }
    return taken;
  }

  #restOfLine(): string {
    let rest = '';
    while (this.#next !== '' && this.#next !== '\n') rest += this.#take();
    this.#take();
    return rest;
  }

  #assignment(): Assignment | undefined {
    while (blank.test(this.#next) || this.#next === '\n') this.#take();
    const at = this.#here;
    if (this.#next === '' || this.#next === '#' || this.#next === ';') {
      const comment = this.#restOfLine().replace(/\r$/, '');
      if (comment.endsWith('\\')) {
        this.#notUnderstood(
          at,
          'the comment ends with `\\`, and before release 254 systemd takes the next line for a part of it',
        );
      }
      return undefined;
    }
    let name = '';
    while (this.#next !== '=') {
      if (this.#next === '' || this.#next === '\n') {
        this.#take();
        this.#notUnderstood(at, 'it sets no variable');
        return undefined;
      }
      name += this.#take();
    }
    this.#take();
    return { name: name.trimEnd(), at, ...this.#value() };
  }

  /** Parts one after another, in quotes and without, to the end of the line. */
  #value(): { text: string; comment?: Place } {
    let text = '';
    let comment: Place | undefined;
    for (;;) {
      while (blank.test(this.#next)) this.#take();
      if (this.#next === '' || this.#next === '\n') break;
      if (this.#next === "'") text += this.#singleQuoted();
      else if (this.#next === '"') text += this.#doubleQuoted();
      else {
        const unquoted = this.#unquoted();
        text += unquoted.text;
        comment ??= unquoted.comment;
        break;
      }
    }
    this.#take();
    return { text, ...(comment && { comment }) };
  }

  #singleQuoted(): string {
    let text = '';
    this.#take();
    while (this.#next !== '' && this.#next !== "'") text += this.#take();
    this.#take();
    return text;
  }

  #doubleQuoted(): string {
    let text = '';
    this.#take();
    while (this.#next !== '' && this.#next !== '"') {
      const taken = this.#take();
      if (taken !== '\\') text += taken;
      else if (escaped.test(this.#next)) text += this.#take();
      else if (this.#next === '\n') this.#take();
      else text += `\\${this.#take()}`;
    }
    this.#take();
    return text;
  }

  /** To the end of the line; a backslash takes the next character as it is, and joins the next line. */
  #unquoted(): { text: string; comment?: Place } {
    let text = '';
    let kept = 0;
    let comment: Place | undefined;
    while (this.#next !== '' && this.#next !== '\n') {
      if ((this.#next === '#' || this.#next === ';') && (text === '' || blank.test(text.at(-1)!))) {
        comment ??= this.#here;
      }
      const taken = this.#take();
      if (taken === '\\') {
        const following = this.#take();
        if (following !== '\n') text += following;
        kept = text.length;
      } else {
        text += taken;
        if (!blank.test(taken)) kept = text.length;
      }
    }
    return { text: text.slice(0, kept), ...(comment && { comment }) };
  }

  #notUnderstood(at: Place, why: string): void {
    const says = `not understood at line ${at.line}: ${why}.`;
    this.#remarks.push({ kind: 'not understood', at, related: [], name: this.#file, says });
  }

  #tellComment(name: string, at: Place): void {
    const says = `systemd knows comments on lines of their own alone: this one is part of the value of \`${name}\`.`;
    this.#remarks.push({ kind: 'the comment is the value', at, related: [], name, says });
  }
}
