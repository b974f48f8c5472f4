import type { ElementRow } from "./facts";

/** Policies that change or check the message, cache it, or answer at once. */
export const messagePolicies: Readonly<Record<string, ElementRow>> = {
  "cache-lookup": {
    attributes: `vary-by-developer!:boolean|x vary-by-developer-groups!:boolean|x must-revalidate:boolean|x
      downstream-caching-type:DownstreamCaching|x caching-type:Caching allow-private-response-caching:boolean|x`,
    children: "vary-by-header* vary-by-query-parameter*",
    sections: "i",
  },
  "cache-lookup-value": {
    attributes: "key! variable-name! default-value caching-type:Caching",
    sections: "iboe",
  },
  "cache-remove-value": { attributes: "key! caching-type:Caching", sections: "iboe" },
  "cache-store": { attributes: "duration!:int|x cache-response:boolean|x caching-mode", sections: "o" },
  "cache-store-value": { attributes: "key! value! duration!:int|x caching-type:Caching", sections: "iboe" },
  // In use beside the two policies it joins, without a published form. [E]
  "cache-value": { attributes: "*", content: "any", sections: "iboe" },
  cors: {
    attributes: "allow-credentials:boolean|x terminate-unmatched-request:boolean|x",
    children: "allowed-origins! allowed-methods allowed-headers expose-headers",
    sections: "i",
  },
  "cross-domain": { children: "cross-domain-policy", sections: "i" },
  "find-and-replace": { attributes: "from! to!", sections: "iboe" },
  "json-to-xml": {
    attributes: `apply!:JsonToXmlApply|x consider-accept-header:boolean|x parse-date:boolean attribute-block-name
      attribute-prefix namespace-block-name namespace-separator namespace-prefix invalid-character-replacement
      null-values trim-values:boolean empty-values always-array-child-elements:boolean|x`,
    sections: "ioe",
  },
  jsonp: { attributes: "callback-parameter-name!", sections: "o" },
  "mock-response": {
    attributes: "enabled:boolean status-code:int content-type index:int",
    sections: "ioe",
  },
  "redirect-content-urls": { sections: "io" },
  "return-response": {
    attributes: "response-variable-name",
    children: "set-status set-header* set-body",
    sections: "iboe",
  },
  "rewrite-uri": { attributes: "template! copy-unmatched-params:boolean|x", sections: "i" },
  // Documented for all but on-error, where error bodies in use are set with it. [E]
  "set-body": {
    attributes: "template:Template xsi-nil parse-date:boolean html-decode-expression:boolean|x",
    content: "any",
    sections: "iboe",
  },
  "set-header": { attributes: "name! exists-action:ExistsAction|x", children: "value*", sections: "iboe" },
  "set-method": { content: "text", sections: "ie" },
  "set-query-parameter": {
    attributes: "name! exists-action:ExistsAction|x",
    children: "value*",
    sections: "ib",
  },
  "set-status": { attributes: "code!:statusCode|x reason", sections: "iboe" },
  "validate-content": {
    attributes: `unspecified-content-type-action!:Validation|x max-size!:unsignedInt|x
      size-exceeded-action!:Validation|x errors-variable-name`,
    children: "content-type-map content*",
    sections: "ioe",
  },
  "validate-graphql-request": {
    attributes: "error-variable-name max-depth max-size max-total-depth max-complexity",
    children: "authorize",
    sections: "i",
  },
  "validate-headers": {
    attributes:
      "specified-header-action!:Validation|x unspecified-header-action!:Validation|x errors-variable-name",
    children: "header*",
    sections: "oe",
  },
  "validate-odata-request": {
    attributes: "error-variable-name default-odata-version min-odata-version max-odata-version max-size",
    sections: "i",
  },
  "validate-parameters": {
    attributes: `specified-parameter-action!:Validation|x unspecified-parameter-action!:Validation|x
      errors-variable-name`,
    children: "headers query path",
    sections: "i",
  },
  "validate-status-code": {
    attributes: "unspecified-status-code-action!:Validation|x errors-variable-name",
    children: "status-code*",
    sections: "oe",
  },
  "xml-to-json": {
    attributes: `kind!:XmlToJsonKind|x apply!:XmlToJsonApply|x consider-accept-header:boolean|x
      preserve-whitespace-nodes:boolean|x empty-values trim-values:boolean|x always-array-child-elements:boolean|x`,
    sections: "ioe",
  },
  "xsl-transform": { attributes: "*", content: "any", sections: "io" },
};
