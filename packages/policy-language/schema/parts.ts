import type { ElementRow } from "./facts";

const list = (child: string): ElementRow => ({ children: `${child}*` });
const text: ElementRow = { content: "text" };
const any: ElementRow = { attributes: "*", content: "any" };

const callLimit = "name|n id|n calls!:int|f renewal-period!:rateWindow|f";
/** The period of a part is that of the whole where it has none of its own, as in the page's own example. */
const quotaLimit = "name|n id|n calls:int|f bandwidth:long|f renewal-period:int|f";
const actions = "specified-parameter-action:Validation|x unspecified-parameter-action:Validation|x";

/**
 * Elements that are parts of policies. A part whose form depends on where it stands has an entry `policy/part` or
 * `policy/part/part`; one whose form is not published takes anything.
 */
export const parts: Readonly<Record<string, ElementRow>> = {
  when: { attributes: "condition!:boolean|x", content: "policies" },
  otherwise: { content: "policies" },
  value: text,
  "cache-value/value": { content: "policies" },
  dimension: { attributes: "name!|x value|x" },
  metadata: { attributes: "name! value!" },
  message: text,
  "set-url": text,
  "vary-by": text,
  "vary-by-header": text,
  "vary-by-query-parameter": text,
  address: text,
  "address-range": { attributes: "from!|x to!|x" },
  categories: { attributes: "output-type:SeverityOutput|x", children: "category*" },
  category: { attributes: "name!:HarmCategory|x threshold!:severityLevel|x" },
  blocklists: list("id"),
  id: text,
  "allowed-origins": { children: "origin+" },
  origin: text,
  "allowed-methods": { attributes: "preflight-result-max-age:int|x", children: "method+" },
  method: text,
  "allowed-headers": { children: "header+" },
  "expose-headers": { children: "header+" },
  header: text,
  "cross-domain-policy": any,
  "openid-config": { attributes: "url!" },
  "issuer-signing-tokens": list("token"),
  "issuer-signing-keys": list("key"),
  "decryption-keys": list("key"),
  token: any,
  key: {
    attributes: "id|n certificate-id|n n:base64url|n e:base64url|n",
    together: "n|e",
    content: "text",
  },
  "zumo-master-key": any,
  audiences: list("audience"),
  audience: text,
  issuers: list("issuer"),
  issuer: text,
  "required-claims": list("claim"),
  claim: { attributes: "name!|x match:Match|x separator|x", children: "value*" },
  "backend-application-ids": list("application-id"),
  "client-application-ids": list("application-id"),
  "application-id": text,
  identities: { children: "identity{10}" },
  identity: {
    attributes: `thumbprint serial-number common-name subject dns-name issuer-subject issuer-thumbprint
      issuer-certificate-id`,
  },
  "rate-limit/api": { attributes: callLimit, oneOf: "name|id", children: "operation*" },
  "rate-limit/api/operation": { attributes: callLimit, oneOf: "name|id" },
  "rate-limit/operation": { attributes: callLimit, oneOf: "name|id" },
  "quota/api": { attributes: quotaLimit, oneOf: "name|id,calls|bandwidth", children: "operation*" },
  "quota/api/operation": { attributes: quotaLimit, oneOf: "name|id,calls|bandwidth" },
  "message-properties": list("message-property"),
  "message-property": { attributes: "name!|x", content: "text" },
  payload: { content: "any" },
  "invoke-dapr-binding/metadata": list("item"),
  item: { attributes: "key!|x", content: "text" },
  data: { content: "any" },
  "content-type-map": {
    attributes: "any-content-type-value|f missing-content-type-value|f",
    children: "type*",
  },
  "content-type-map/type": { attributes: "from|x when:boolean|x to!", oneOf: "from|when" },
  content: {
    attributes: `type|n validate-as!:ValidateAs|n schema-id|n schema-ref|n action:Validation|x
      allow-additional-properties:boolean case-insensitive-property-names:boolean`,
  },
  "validate-headers/header": { attributes: "name! action!:Validation|x" },
  headers: { attributes: actions, children: "parameter*" },
  query: { attributes: actions, children: "parameter*" },
  path: { attributes: actions, children: "parameter*" },
  parameter: { attributes: "name! action!:Validation|x" },
  "status-code": { attributes: "code!:statusCode|x action!:Validation|x" },
  authorize: { children: "rule*" },
  rule: { attributes: "path! action:GraphQlAction|x" },
};
