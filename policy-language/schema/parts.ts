import type { ElementRow } from "./facts";

const list = (child: string): ElementRow => ({ children: `${child}*` });
const text: ElementRow = { content: "text" };
const textOrAny: ElementRow = { attributes: "*", content: "any" };

/**
 * Elements that are parts of policies. A part whose form depends on its policy has an entry `policy/part`; one
 * whose form is not published takes anything.
 */
export const parts: Readonly<Record<string, ElementRow>> = {
  when: { attributes: "condition!:boolean|x", content: "policies" },
  otherwise: { content: "policies" },
  value: text,
  dimension: { attributes: "name! value" },
  metadata: { attributes: "name! value!" },
  message: text,
  "set-url": text,
  "vary-by": text,
  "vary-by-header": text,
  "vary-by-query-parameter": text,
  address: text,
  "address-range": { attributes: "from! to!" },
  categories: { attributes: "output-type", children: "category*" },
  category: { attributes: "name! threshold!:int|x" },
  blocklists: list("id"),
  id: text,
  "allowed-origins": { children: "origin+" },
  origin: text,
  "allowed-methods": { attributes: "preflight-result-max-age:int|x", children: "method+" },
  method: text,
  "allowed-headers": { children: "header+" },
  "expose-headers": { children: "header+" },
  header: text,
  "validate-headers/header": { attributes: "name! action!:Validation|x" },
  "openid-config": { attributes: "url!" },
  "issuer-signing-tokens": list("token"),
  "issuer-signing-keys": list("key"),
  "decryption-keys": list("key"),
  token: textOrAny,
  key: textOrAny,
  "zumo-master-key": textOrAny,
  audiences: list("audience"),
  audience: text,
  issuers: list("issuer"),
  issuer: text,
  "required-claims": list("claim"),
  claim: { attributes: "name! match:Match|x separator", children: "value*" },
  "backend-application-ids": list("application-id"),
  "client-application-ids": list("application-id"),
  "application-id": text,
  identities: { children: "identity{10}" },
  identity: textOrAny,
  "quota/api": textOrAny,
  "rate-limit/api": textOrAny,
  "rate-limit/operation": textOrAny,
};
