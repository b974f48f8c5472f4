/** Where `dev` serves the issuer of its stack's tokens, unless it is told another port. */
export const issuerPort = 8082;
