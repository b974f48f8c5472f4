import type { ElementRow } from "./facts";

/** Names of headers and variables that a rate limit fills in. */
const callOutputs = `retry-after-header-name|n retry-after-variable-name|n
      remaining-calls-header-name|n remaining-calls-variable-name|n total-calls-header-name|n`;

/** Policies on who may call, how often, and how the gateway identifies itself. */
export const accessPolicies: Readonly<Record<string, ElementRow>> = {
  "authentication-basic": { attributes: "username!|x password!|x", sections: "i" },
  "authentication-certificate": {
    attributes: "thumbprint|x certificate-id|x body|x password|x",
    exactlyOne: "thumbprint|certificate-id|body",
    sections: "i",
  },
  "authentication-managed-identity": {
    attributes: "resource!|x client-id|f output-token-variable-name|n ignore-error:boolean|x",
    sections: "i",
    // A published lab of Microsoft's signs on in outbound, for a call that is made there. [E]
    inUse: "o",
  },
  // Stands in the section tables only; nothing is published on its form.
  "authentication-oauth2": { attributes: "*", content: "any", sections: "i" },
  "authentication-token": {
    attributes: "id token-type token-service-url resource-url ignore-error:boolean",
  },
  "authentication-token-store": {
    attributes: "id token-id client-id output-token-variable-name ignore-error:boolean",
  },
  "check-header": {
    attributes: "name!|x failed-check-httpcode!:int|x failed-check-error-message|x ignore-case:boolean|x",
    children: "value*",
    sections: "i",
  },
  "get-authorization-context": {
    attributes: `provider-id!|x authorization-id!|x context-variable-name!|x identity-type:IdentityType|x
      identity|x ignore-error:boolean|x`,
    sections: "i",
  },
  // The XSD has a default for the action, which the page asks for.
  "ip-filter": { attributes: "action:IpFilterAction|x", children: "address* address-range*", sections: "i" },
  "limit-concurrency": { attributes: "key!|x max-count!:int|f", content: "policies", sections: "iboe" },
  quota: {
    attributes: "calls:int|f bandwidth:long|f renewal-period!:int|f",
    oneOf: "calls|bandwidth",
    children: "api*",
    sections: "i",
    scopes: "p",
  },
  "quota-by-key": {
    attributes: `counter-key!|x calls:int|f bandwidth:long|f renewal-period!:quotaPeriod|f
      first-period-start:dateTime|n increment-condition:boolean|x increment-count:int|x`,
    oneOf: "calls|bandwidth",
    sections: "i",
  },
  "rate-limit": {
    // total-calls-variable-name is not in the published XSD.
    attributes: `calls!:int|f renewal-period!:rateWindow|f ${callOutputs}`,
    children: "api* operation*",
    sections: "i",
    scopes: "pao",
  },
  "rate-limit-by-key": {
    attributes: `calls!:int|x renewal-period!:rateWindow|x counter-key!|x increment-condition:boolean|x
      increment-count:int|x increment-after-response:boolean flexible-retry-window:boolean ${callOutputs}`,
    sections: "i",
  },
  "validate-azure-ad-token": {
    attributes: `tenant-id!|x failed-validation-httpcode:int|x failed-validation-error-message|x header-name|x
      authentication-endpoint require-scheme query-parameter-name|x token-value|x output-token-variable-name|n
      allow-protected-forwarded-tokens:boolean|x allow-proof-of-possession-tokens:boolean|x`,
    children: "backend-application-ids client-application-ids audiences required-claims decryption-keys",
    sections: "i",
  },
  "validate-client-certificate": {
    attributes: `validate-revocation:boolean|f validate-trust:boolean|f validate-not-before:boolean|f
      validate-not-after:boolean|f ignore-error:boolean|f`,
    children: "identities",
    sections: "i",
  },
  "validate-jwt": {
    attributes: `header-name|x query-parameter-name|x token-value|x failed-validation-httpcode:int|x
      failed-validation-error-message|x require-scheme|x clock-skew:int|x require-expiration-time:boolean|x
      require-signed-tokens:boolean|x output-token-variable-name|n`,
    oneOf: "header-name|query-parameter-name|token-value",
    children: `openid-config* issuer-signing-tokens issuer-signing-keys zumo-master-key* decryption-keys audiences
      issuers required-claims`,
    sections: "i",
  },
};
