/** Takes the output of `env` apart, in which nothing marks where a value of several lines ends. Pure. */
import type { Remark } from '../model.ts';
import type { PlainStatement } from './statement.ts';

/** Separated by zero bytes, as `env -0` and /proc/PID/environ are, values can be told apart whatever they hold. */
export const outputStatements = (file: string, text: string, remarks: Remark[]): PlainStatement[] =>
  text.includes('\0') ? separated(file, text) : byLine(file, text, remarks);

const separated = (file: string, text: string): PlainStatement[] => {
  let line = 1;
  return text.split('\0').flatMap((entry) => {
    const at = { file, line, column: 1 };
    line += entry.split('\n').length - 1;
    const equals = entry.indexOf('=');
    return equals < 1 ? [] : [{ name: entry.slice(0, equals), text: entry.slice(equals + 1), at }];
  });
};

const byLine = (file: string, text: string, remarks: Remark[]): PlainStatement[] => {
  const statements: PlainStatement[] = [];
  const lines = text.replaceAll('\r\n', '\n').replace(/\n+$/, '').split('\n');
  let told: PlainStatement | undefined;
  /** Lines of the last value; joined when it ends. */
  let parts: string[] = [];
  /** Lines of base64 may look like `name=`; within PEM they are none. */
  let inPem = false;
  const end = (): void => {
    const last = statements.at(-1);
    if (last) last.text = parts.join('\n');
  };
  lines.forEach((content, index) => {
    const line = index + 1;
    const [, name] = inPem ? [] : (/^([A-Za-z_][A-Za-z\d_.-]*)=/.exec(content) ?? []);
    const [begun, ended] = ['-----BEGIN ', '-----END '].map((mark) => content.lastIndexOf(mark));
    inPem = begun! >= 0 || ended! >= 0 ? begun! > ended! : inPem;
    if (name !== undefined) {
      end();
      parts = [content.slice(name.length + 1)];
      statements.push({ name, text: '', at: { file, line, column: 1 } });
      return;
    }
    const last = statements.at(-1);
    if (!last) {
      if (content.trim() !== '') remarks.push(notUnderstood(file, line));
      return;
    }
    parts.push(content);
    if (told === last) return;
    told = last;
    remarks.push(severalLines(last, file, line));
  });
  end();
  return statements;
};

const notUnderstood = (file: string, line: number): Remark => ({
  kind: 'not understood',
  at: { file, line, column: 1 },
  related: [],
  name: file,
  says: `not understood at line ${line}: it sets no variable, and none stands above it.`,
});

const severalLines = ({ name, at }: PlainStatement, file: string, line: number): Remark => ({
  kind: 'not understood',
  at: { file, line, column: 1 },
  related: [at],
  name,
  says: `The value of \`${name}\` seems to go on here; in the output of \`env\` it cannot be told where such a value ends. \`env -0\` shows it.`,
});
