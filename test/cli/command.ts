/** Runs the command line for tests, as a user would. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

export const main = join(import.meta.dirname, '../../src/cli/main.ts');

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the command line as a user would. `node`: arguments for Node itself. */
export const command = (
  args: readonly string[],
  { env = {}, node = [], cwd }: { env?: Record<string, string>; node?: string[]; cwd?: string } = {},
): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const { DEBUG: _, ...inherited } = process.env;
    // As `npm start` and the program of the package do: without `--`, Node takes an --env-file for its own.
    const child = spawn(process.execPath, [...node, '--', main, ...args], {
      env: { ...inherited, NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(cwd !== undefined && { cwd }),
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
