/** Tests which last words of a service show a fault of the infrastructure. */
import { describe, expect, test } from 'vitest';
import { failForBackplane, failForPorts } from '../../src/stack/last-words.ts';

describe('last words about the infrastructure', () => {
  test('a port that is taken, or too low', () => {
    const taken = 'starting\nlisten tcp :81: bind: address already in use\n';
    expect(() => failForPorts('http-adapter', taken)).toThrow(
      /http-adapter .* listen tcp :81: bind: address already/,
    );
    const low = '{"msg":"listen tcp :81: bind: permission denied"}';
    expect(() => failForPorts('http-adapter', low)).toThrow(/permission denied/);
    expect(() => failForPorts('http-adapter', 'open server.crt: permission denied')).not.toThrow();
  });

  test('NATS that answers too late, but no other program', () => {
    const words = (port: number): string =>
      `{"msg":"failed to create event store : read tcp 127.0.0.1:35744->127.0.0.1:${port}: i/o timeout"}`;
    expect(() => failForBackplane('channels', words(41_263), [41_263])).toThrow(/channels gave up waiting/);
    expect(() => failForBackplane('channels', words(41_264), [41_263])).not.toThrow();
    expect(() => failForBackplane('channels', 'connect 127.0.0.1:41263: refused', [41_263])).not.toThrow();
  });
});
