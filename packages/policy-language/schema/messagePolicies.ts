import type { ElementRow } from "./facts";

/** Policies that change or check the message, cache it, or answer at once. */
export const messagePolicies: Readonly<Record<string, ElementRow>> = {
  "cache-lookup": {
    attributes: `vary-by-developer!:boolean|x vary-by-developer-groups!:boolean|x must-revalidate:boolean|x
      downstream-caching-type:DownstreamCaching|x caching-type:Caching|f allow-private-response-caching:boolean|x`,
    children: "vary-by-header* vary-by-query-parameter*",
    sections: "i",
  },
  "cache-lookup-value": {
    attributes: "key!|x variable-name!|n default-value|x caching-type:Caching|f",
    sections: "iboe",
  },
  "cache-remove-value": {
    attributes: "key!|x caching-type:Caching|f fail-on-cache-removal-error:boolean|x",
    sections: "iboe",
  },
  "cache-store": { attributes: "duration!:int|x cache-response:boolean|x caching-mode", sections: "o" },
  "cache-store-value": {
    attributes: "key!|x value!|x duration!:int|x caching-type:Caching|f",
    sections: "iboe",
  },
  // In use beside the two policies it joins, without a published form. [E]
  "cache-value": {
    attributes: "key!|x variable-name!|n expires-after!:int|x refresh-after:int|x default-value|x *",
    children: "value!",
    sections: "iboe",
  },
  cors: {
    attributes: "allow-credentials:boolean|x terminate-unmatched-request:boolean|x",
    children: "allowed-origins! allowed-methods allowed-headers expose-headers",
    sections: "i",
  },
  "cross-domain": { children: "cross-domain-policy", sections: "i", scopes: "g" },
  "find-and-replace": { attributes: "from!|x to!|x", sections: "iboe" },
  "json-to-xml": {
    attributes: `apply!:JsonToXmlApply|x consider-accept-header:boolean|x parse-date:boolean|f attribute-block-name|x
      attribute-prefix namespace-block-name namespace-separator|x namespace-prefix|x invalid-character-replacement
      null-values trim-values:boolean empty-values always-array-child-elements:boolean|x`,
    sections: "ioe",
  },
  jsonp: { attributes: "callback-parameter-name!|x", sections: "o" },
  "mock-response": {
    attributes: "enabled:boolean|f status-code:statusCode|f content-type|f index:int|f",
    sections: "ioe",
  },
  "redirect-content-urls": { sections: "io" },
  "return-response": {
    attributes: "response-variable-name|n",
    children: "set-status set-header* set-body",
    sections: "iboe",
  },
  "rewrite-uri": { attributes: "template!|x copy-unmatched-params:boolean|x", sections: "i" },
  // Documented for all but on-error, where error bodies in use are set with it. [E]
  "set-body": {
    attributes: "template:Template|n xsi-nil:XsiNil|f parse-date:boolean html-decode-expression:boolean|x",
    content: "any",
    sections: "iboe",
  },
  "set-header": { attributes: "name!|x exists-action:ExistsAction|x", children: "value*", sections: "iboe" },
  "set-method": { content: "text", sections: "ie" },
  "set-query-parameter": {
    attributes: "name!|x exists-action:ExistsAction|x",
    children: "value*",
    sections: "ib",
  },
  "set-status": { attributes: "code!:statusCode|x reason|x", sections: "iboe" },
  "validate-content": {
    attributes: `unspecified-content-type-action!:Validation|x max-size!:unsignedInt|x
      size-exceeded-action!:Validation|x errors-variable-name|n`,
    children: "content-type-map content*",
    sections: "ioe",
  },
  "validate-graphql-request": {
    attributes: `error-variable-name|x max-depth:int|x max-size:int|x max-total-depth:int|x
      max-complexity:int|x`,
    children: "authorize",
    sections: "i",
  },
  "validate-headers": {
    attributes: `specified-header-action!:Validation|x unspecified-header-action!:Validation|x
      errors-variable-name|n`,
    children: "header*",
    sections: "oe",
  },
  "validate-odata-request": {
    attributes: `error-variable-name|n default-odata-version:number|n min-odata-version:number|n
      max-odata-version:number|n max-size:unsignedInt`,
    sections: "i",
  },
  "validate-parameters": {
    attributes: `specified-parameter-action!:Validation|x unspecified-parameter-action!:Validation|x
      errors-variable-name|n`,
    children: "headers query path",
    sections: "i",
  },
  "validate-status-code": {
    attributes: "unspecified-status-code-action!:Validation|x errors-variable-name|n",
    children: "status-code*",
    sections: "oe",
  },
  "xml-to-json": {
    attributes: `kind!:XmlToJsonKind|x apply!:XmlToJsonApply|x consider-accept-header:boolean|x
      preserve-whitespace-nodes:boolean|x empty-values trim-values:boolean|x always-array-child-elements:boolean|x`,
    sections: "ioe",
  },
  "xsl-transform": { content: "any", sections: "io" },
};
