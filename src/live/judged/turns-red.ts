/** Says what turns each rule of a live target red: one fault each, that a test shows to do so, and no other rule with it. */

/** By rule; those of the page are followed by `@live`. */
export const turnsRed = {
  'live.endpoint-as-claimed': [
    'plaintext is answered beside TLS',
    'plaintext is answered, and no TLS spoken',
    'another protocol is spoken within TLS',
    'TLS is spoken in place of plaintext',
    'a client without a certificate is served',
    'the client of the file is refused as well',
    'what is claimed not to be reachable is reached',
  ],
  'live.certificate-accepted': [
    'the certificate is of another CA',
    'the certificate names another host',
    'the certificate has its name in the subject alone',
    'the certificate is for clients',
  ],
  'live.certificate-lasts': ['the certificate ends in five days'],
  'live.presents-given-certificate': ['the second address presents another certificate than the given one'],
  'live.database-as-claimed': [
    'of two sessions one is plaintext, and tls is claimed',
    'of two sessions one is tls, and plaintext is claimed',
    'of two sessions one is tls, and tls-with-client-certificate is claimed',
    'of two sessions one is plaintext, and tls-with-client-certificate is claimed',
  ],
  'live.hop-as-claimed': [
    'services speak plaintext in place of TLS',
    'services speak TLS in place of plaintext',
  ],
  'live.message-accepted': ['the message of the device is refused'],
  'live.wrong-secret-refused': ['a message with a wrong secret is accepted'],
  'server.none-is-insecure@live': ['Users speaks TLS in place of plaintext'],
  'server.pair-is-tls@live': [
    'Users answers plaintext beside TLS',
    'the certificate of Users is of another CA',
  ],
  'server.modern-tls@live': [
    'Users takes TLS 1.0',
    'Users takes TLS 1.1',
    'Users takes no TLS 1.2',
    'Users takes no TLS 1.3',
    'Users takes RC4',
    'Users takes 3DES',
    'Users takes NULL or export suites',
    'Users takes static RSA',
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;
