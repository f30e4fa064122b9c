/** Recognizes Redis by the first command of a client (RESP); arguments are never kept. */

const command = /^\*(\d{1,5})\r\n\$(\d{1,3})\r\n([A-Za-z]{2,20})(\r\n|$)/;

/** Longest beginning that the name of a command needs. */
const headBytes = 64;

export const isRedis = (client: Buffer): boolean => {
  const [, , length, name] = command.exec(headOf(client)) ?? [];
  return name !== undefined && name.length <= Number(length);
};

/** AUTH, and HELLO with AUTH in it. */
export const showsRedisCredentials = (client: Buffer): boolean =>
  /^\*\d{1,5}\r\n\$\d{1,3}\r\n(AUTH|HELLO\r\n[^]*\r\nAUTH)\r\n/i.test(headOf(client));

const headOf = (client: Buffer): string => client.subarray(0, headBytes).toString('latin1');
