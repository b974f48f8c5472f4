import type { ElementRow } from "./facts";

/** Policies on who may call, how often, and how the gateway identifies itself. */
export const accessPolicies: Readonly<Record<string, ElementRow>> = {
  "authentication-basic": { attributes: "username! password!", sections: "i" },
  "authentication-certificate": {
    attributes: "thumbprint certificate-id body password",
    oneOf: "thumbprint|certificate-id|body",
    sections: "i",
  },
  "authentication-managed-identity": {
    attributes: "resource client-id output-token-variable-name ignore-error:boolean|x",
    sections: "i",
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
    attributes: "name! failed-check-httpcode!:int|x failed-check-error-message ignore-case:boolean|x",
    children: "value*",
    sections: "i",
  },
  "get-authorization-context": {
    attributes: `provider-id! authorization-id! context-variable-name! identity-type identity
      ignore-error:boolean|x`,
    sections: "i",
  },
  "ip-filter": { attributes: "action:IpFilterAction|x", children: "address* address-range*", sections: "i" },
  "limit-concurrency": { attributes: "key! max-count!:int", content: "policies", sections: "iboe" },
  quota: {
    attributes: "calls:int bandwidth:long renewal-period:int",
    oneOf: "calls|bandwidth",
    children: "api*",
    sections: "i",
  },
  "quota-by-key": {
    attributes: `counter-key! calls:int|x bandwidth:long|x renewal-period:quotaPeriod|x
      first-period-start:dateTime increment-condition increment-count`,
    oneOf: "calls|bandwidth",
    sections: "i",
  },
  "rate-limit": {
    // total-calls-variable-name is not in the published XSD.
    attributes: `calls:int renewal-period:int retry-after-header-name retry-after-variable-name
      remaining-calls-header-name remaining-calls-variable-name total-calls-header-name`,
    children: "api* operation*",
    sections: "i",
  },
  "rate-limit-by-key": {
    attributes: `calls!:int|x renewal-period!:int|x counter-key! increment-condition increment-count
      increment-after-response:boolean flexible-retry-window:boolean
      retry-after-header-name retry-after-variable-name
      remaining-calls-header-name remaining-calls-variable-name total-calls-header-name`,
    sections: "i",
  },
  "validate-azure-ad-token": {
    attributes: `tenant-id! failed-validation-httpcode:int|x failed-validation-error-message header-name
      authentication-endpoint require-scheme query-parameter-name token-value output-token-variable-name
      allow-protected-forwarded-tokens:boolean|x allow-proof-of-possession-tokens:boolean|x`,
    children: "backend-application-ids client-application-ids audiences required-claims decryption-keys",
    sections: "i",
  },
  "validate-client-certificate": {
    attributes: `validate-revocation:boolean|x validate-trust:boolean|x validate-not-before:boolean|x
      validate-not-after:boolean|x ignore-error:boolean|x`,
    children: "identities",
    sections: "i",
  },
  "validate-jwt": {
    attributes: `header-name query-parameter-name token-value failed-validation-httpcode:int|x
      failed-validation-error-message require-scheme clock-skew:int|x require-expiration-time:boolean|x
      require-signed-tokens:boolean|x output-token-variable-name`,
    oneOf: "header-name|query-parameter-name|token-value",
    children: `openid-config* issuer-signing-tokens issuer-signing-keys zumo-master-key* decryption-keys audiences
      issuers required-claims`,
    sections: "i",
  },
};
