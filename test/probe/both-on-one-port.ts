/** Serves two kinds of clients on one port: those that open with a TLS record, and all others. */
import net from 'node:net';

/** @param plain is given the socket when its first bytes have come; they are gone */
export const bothOnOnePort = (
  secure: net.Server,
  plain: (socket: net.Socket, first: Buffer) => void,
): net.Server =>
  net.createServer((socket) => {
    socket.once('data', (first) => {
      const bytes = Buffer.from(first);
      if (bytes[0] !== 0x16) {
        plain(socket, bytes);
        return;
      }
      socket.pause();
      socket.unshift(bytes);
      secure.emit('connection', socket);
    });
  });
