/** Holds certificates of X.509 version 1, as `openssl x509 -req -signkey` of OpenSSL 1 and 3.0 makes them; the keys are gone. */

/** Names no extension: neither that it is a CA, nor what it is for. */
export const oldCa = `-----BEGIN CERTIFICATE-----
MIIBIzCByQIUJBi7KXL5HwNpxc8G2wdVH98c4PkwCgYIKoZIzj0EAwIwEzERMA8G
A1UEAwwIb2xkLXJvb3QwIBcNMjYxMTI4MTgzOTIzWhgPMjEyNjExMDQxODM5MjNa
MBMxETAPBgNVBAMMCG9sZC1yb290MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
P/C32Q9kHCEcVxtq+ETfD4+VXEbEiYC5DUGzVEDw6VTV1vtCGuUcmc2l6s684HDn
+yTQ3l3MmzDiRF3n4EWquzAKBggqhkjOPQQDAgNJADBGAiEA8p/4Ww8LgKG5n2gp
LKakqFA3R0po7JjSgaSA/7mpaL8CIQDNId+dID3HZfP0sByLuCScTYWOzgn07p49
h1pIouB4fw==
-----END CERTIFICATE-----
`;

/** Signed by it. */
export const oldLeaf = `-----BEGIN CERTIFICATE-----
MIIBIDCBxgIUBo8WLVvXBvStCHoNoe8QJkWuc4swCgYIKoZIzj0EAwIwEzERMA8G
A1UEAwwIb2xkLXJvb3QwIBcNMjYxMTI4MTgzOTIzWhgPMjEyNjExMDQxODM5MjNa
MBAxDjAMBgNVBAMMBXVzZXJzMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAETh1Y
De6cwqShIKmz7hh2zxyTK/nhzNruNMdLB+EISdsMRhlmaWmG3k1ZRCEC3VrvKdww
I+owBTl2BJDivu8ajzAKBggqhkjOPQQDAgNJADBGAiEA4pH9oZFfdOGlW8Sf0vmD
g8WE3y5TJZz89lFjSNXjXFECIQCZssUbO5d60qJMDW45KYUwM+SxMNn9n6NlKCMm
tBuo0A==
-----END CERTIFICATE-----
`;
