/** What one page of Microsoft's policy reference says, in the notation of {@link pages}. */
export interface Page {
  /** The page's own date (`ms.date`), for pages differ in age: what is newer elsewhere is in `beyond`. */
  readonly date: string;
  /** Initials of the sections: inbound, backend, outbound, on-error. Empty for resolvers' policies. */
  readonly sections: string;
  /** Global, workspace, product, API, operation; `r` for a GraphQL resolver. */
  readonly scopes: string;
  readonly attributes?: string;
  /** Attributes of its parts, by path. */
  readonly parts?: Readonly<Record<string, string>>;
  /** Child elements: `!` where the page says that one is required. */
  readonly elements?: string;
}

/**
 * https://learn.microsoft.com/azure/api-management/NAME-policy, read in November 2026: facts alone, from the newest stored
 * copy of each page. An attribute is its name, `!` where it is required (`%` where it depends on another), then `=` and its
 * values where the page lists them, then `x` where the page says that expressions are allowed, `f` where it says that they
 * are not, and nothing where it is silent.
 */
export const pages: Readonly<Record<string, Page>> = {
  "authentication-basic": { date: "2024-07-23", sections: "i", scopes: "gwpao", attributes: "username!:x password!:x" },
  "authentication-certificate": { date: "2026-08-18", sections: "i", scopes: "gwpao", attributes: "thumbprint%:x certificate-id%:x body:x password:x" },
  "authentication-managed-identity": { date: "2022-12-06", sections: "i", scopes: "gwpao", attributes: "resource!:x client-id:f output-token-variable-name:f ignore-error" },
  "azure-openai-emit-token-metric": { date: "2024-05-10", sections: "i", scopes: "gwpao", attributes: "namespace:f value:x", elements: "dimension!", parts: { dimension: "name!:x value:x" } },
  "azure-openai-semantic-cache-lookup": { date: "2024-05-10", sections: "i", scopes: "gwpao", attributes: "score-threshold! embeddings-backend-id! embeddings-backend-auth!=system-assigned ignore-system-messages=true,false max-message-count", elements: "vary-by" },
  "azure-openai-semantic-cache-store": { date: "2024-05-10", sections: "o", scopes: "gwpao", attributes: "duration!:x" },
  "azure-openai-token-limit": { date: "2024-05-10", sections: "i", scopes: "gwpao", attributes: "counter-key!:x tokens-per-minute% estimate-prompt-tokens!=true,false retry-after-header-name:f retry-after-variable-name:f remaining-tokens-header-name:f remaining-tokens-variable-name:f" },
  "cache-lookup": { date: "2025-11-24", sections: "i", scopes: "gwpao", attributes: "allow-private-response-caching:x caching-type=internal,external,prefer-external:f downstream-caching-type=none,private,public:x must-revalidate:x vary-by-developer!:x vary-by-developer-groups!:x", elements: "vary-by-header vary-by-query-parameter" },
  "cache-lookup-value": { date: "2024-07-23", sections: "iboe", scopes: "gwpao", attributes: "caching-type=internal,external,prefer-external:f default-value:x key!:x variable-name!:f" },
  "cache-remove-value": { date: "2026-06-02", sections: "iboe", scopes: "gwpao", attributes: "caching-type=internal,external,prefer-external:f key!:x fail-on-cache-removal-error=true,false:x" },
  "cache-store": { date: "2025-11-24", sections: "o", scopes: "gwpao", attributes: "duration!:x cache-response=true,false:x" },
  "cache-store-value": { date: "2024-07-23", sections: "iboe", scopes: "gwpao", attributes: "caching-type=internal,external,prefer-external:f duration!:x key!:x value!:x" },
  "check-header": { date: "2024-07-23", sections: "i", scopes: "gpao", attributes: "name!:x failed-check-httpcode!:x failed-check-error-message!:x ignore-case!=true,false:x", elements: "value" },
  choose: { date: "2022-12-08", sections: "iboe", scopes: "gwpao", elements: "when! otherwise", parts: { when: "condition!:x" } },
  cors: { date: "2022-11-18", sections: "i", scopes: "gpao", attributes: "allow-credentials=true,false:x terminate-unmatched-request=true,false:x", elements: "allowed-origins! allowed-methods allowed-headers! expose-headers", parts: { "allowed-methods": "preflight-result-max-age:x" } },
  "cross-domain": { date: "2024-07-23", sections: "i", scopes: "g" },
  "emit-metric": { date: "2024-09-25", sections: "iboe", scopes: "gwpao", attributes: "name!:f namespace:f value:x", elements: "dimension!", parts: { dimension: "name!:x value:x" } },
  "find-and-replace": { date: "2024-07-23", sections: "iboe", scopes: "gwpao", attributes: "from!:x to!:x" },
  "forward-request": { date: "2023-10-19", sections: "b", scopes: "gwpao", attributes: "timeout:x timeout-ms:x continue-timeout:x http-version=1,2or1,2 follow-redirects=true,false:x buffer-request-body=true,false buffer-response=true,false:f fail-on-error-status-code=true,false:f" },
  "get-authorization-context": { date: "2023-03-20", sections: "i", scopes: "gwpao", attributes: "provider-id!:x authorization-id!:x context-variable-name!:x identity-type=managed,jwt:x identity:x ignore-error=true,false:x" },
  "include-fragment": { date: "2026-08-18", sections: "iboe", scopes: "gwpao", attributes: "fragment-id!:f" },
  "invoke-dapr-binding": { date: "2022-12-07", sections: "ioe", scopes: "gpao", attributes: "name!:x operation:f ignore-error=true,false:f response-variable-name:f timeout:x template=Liquid content-type=application/json", elements: "metadata data" },
  "ip-filter": { date: "2026-02-23", sections: "i", scopes: "gwpao", attributes: "action!=allow,forbid:x", elements: "address address-range" },
  "json-to-xml": { date: "2024-07-23", sections: "ioe", scopes: "gwpao", attributes: "apply!=always,content-type-json:x consider-accept-header=true,false:x parse-date=true,false:f namespace-separator:x namespace-prefix:x attribute-block-name:x" },
  jsonp: { date: "2024-07-23", sections: "o", scopes: "gwpao", attributes: "callback-parameter-name!:x" },
  "limit-concurrency": { date: "2024-07-23", sections: "iboe", scopes: "gwpao", attributes: "key!:x max-count!:f" },
  "llm-content-safety": { date: "2026-03-23", sections: "io", scopes: "gwpa", attributes: "backend-id!:x shield-prompt=true,false:x enforce-on-completions=true,false:x window-size:x window-overlap-size:x", elements: "categories blocklists", parts: { categories: "output-type=FourSeverityLevels,EightSeverityLevels:x", category: "name!=Hate,SelfHarm,Sexual,Violence:x threshold!=0,1,2,3,4,5,6,7:x" } },
  "llm-emit-token-metric": { date: "2024-08-07", sections: "i", scopes: "gwpao", attributes: "namespace:f value:x", elements: "dimension!", parts: { dimension: "name!:x value:x" } },
  "llm-semantic-cache-lookup": { date: "2026-08-18", sections: "i", scopes: "gpao", attributes: "score-threshold! embeddings-backend-id! embeddings-backend-auth!=system-assigned ignore-system-messages=true,false max-message-count", elements: "vary-by" },
  "llm-semantic-cache-store": { date: "2026-06-02", sections: "o", scopes: "gpao", attributes: "duration!:x cache-response=true,false:x" },
  "llm-token-limit": { date: "2026-04-01", sections: "i", scopes: "gwpao", attributes: "counter-key!:x tokens-per-minute% token-quota%:x token-quota-period%=Hourly,Daily,Weekly,Monthly,Yearly:x estimate-prompt-tokens!=true,false retry-after-header-name:f retry-after-variable-name:f remaining-quota-tokens-header-name:f remaining-quota-tokens-variable-name:f remaining-tokens-header-name:f remaining-tokens-variable-name:f tokens-consumed-header-name:f tokens-consumed-variable-name" },
  "log-to-eventhub": { date: "2022-12-08", sections: "iboe", scopes: "gpao", attributes: "logger-id!:f partition-id:f partition-key:x" },
  "mock-response": { date: "2024-07-23", sections: "ioe", scopes: "gwpao", attributes: "status-code:f content-type:f" },
  proxy: { date: "2024-07-23", sections: "i", scopes: "gwpao", attributes: "url!:x username:x password:x" },
  "publish-to-dapr": { date: "2022-12-07", sections: "i", scopes: "gpao", attributes: "pubsub-name:x topic!:x ignore-error=true,false:f response-variable-name:f timeout:x template=Liquid content-type=application/json" },
  quota: { date: "2022-09-27", sections: "i", scopes: "p", attributes: "bandwidth%:f calls%:f renewal-period!:f", elements: "api", parts: { "quota/api": "name% id% bandwidth%:f calls%:f renewal-period!:f", "quota/api/operation": "name% id% bandwidth%:f calls%:f renewal-period!:f" } },
  "quota-by-key": { date: "2025-05-06", sections: "i", scopes: "gwpao", attributes: "bandwidth%:f calls%:f counter-key!:x increment-condition:x increment-count:x renewal-period!:f first-period-start:f" },
  "rate-limit": { date: "2026-08-18", sections: "i", scopes: "pao", attributes: "calls!:f renewal-period!:f retry-after-header-name:f retry-after-variable-name:f remaining-calls-header-name:f remaining-calls-variable-name:f total-calls-header-name:f", elements: "api operation", parts: { "rate-limit/api": "name% id% calls!:f renewal-period!:f", "rate-limit/api/operation": "name% id% calls!:f renewal-period!:f" } },
  "rate-limit-by-key": { date: "2025-11-14", sections: "i", scopes: "gwpao", attributes: "calls!:x counter-key!:x increment-condition:x increment-count:x renewal-period!:x retry-after-header-name:f retry-after-variable-name:f remaining-calls-header-name:f remaining-calls-variable-name:f total-calls-header-name:f" },
  "redirect-content-urls": { date: "2024-07-23", sections: "io", scopes: "gwpao" },
  retry: { date: "2022-12-08", sections: "iboe", scopes: "gpao", attributes: "condition!:x count!:x interval!:x max-interval:x delta:x first-fast-retry:x" },
  "return-response": { date: "2024-07-23", sections: "iboe", scopes: "gwpao", attributes: "response-variable-name:f", elements: "set-status set-header set-body" },
  "rewrite-uri": { date: "2024-07-23", sections: "i", scopes: "gwpao", attributes: "template!:x copy-unmatched-params=true,false:x" },
  "send-one-way-request": { date: "2022-12-08", sections: "iboe", scopes: "gpao", attributes: "mode=new,copy:x timeout:x", elements: "set-url set-method set-header set-body authentication-certificate" },
  "send-request": { date: "2023-08-02", sections: "iboe", scopes: "gwpao", attributes: "mode=new,copy:x response-variable-name!:x timeout:x ignore-error=true,false:f", elements: "set-url set-method set-header set-body authentication-certificate proxy" },
  "send-service-bus-message": { date: "2025-09-30", sections: "ioe", scopes: "gpao", attributes: "queue-name%:x topic-name%:x namespace:x client-id:x", elements: "payload! message-properties" },
  "set-backend-service": { date: "2022-12-02", sections: "ib", scopes: "gpao", attributes: "base-url%:x backend-id%:x sf-resolve-condition:x sf-service-instance-name:x sf-partition-key:x sf-listener-name:x dapr-app-id%:x dapr-method%:x dapr-namespace:x" },
  "set-body": { date: "2023-01-13", sections: "ibo", scopes: "gpao", attributes: "template=liquid xsi-nil=blank,null:f" },
  "set-header": { date: "2022-12-08", sections: "iboe", scopes: "gpao", attributes: "exists-action=override,skip,append,delete:x name!:x", elements: "value" },
  "set-method": { date: "2024-03-18", sections: "ie", scopes: "gwpao" },
  "set-query-parameter": { date: "2022-12-08", sections: "ib", scopes: "gwpao", attributes: "exists-action=override,skip,append,delete:x name!:x", elements: "value!" },
  "set-status": { date: "2024-07-23", sections: "iboe", scopes: "gwpao", attributes: "code!:x reason!:x" },
  "set-variable": { date: "2024-07-23", sections: "iboe", scopes: "gwpao", attributes: "name!:f value!:x" },
  trace: { date: "2024-07-23", sections: "ibo", scopes: "gwpao", attributes: "source!:f severity=verbose,information,error:f", elements: "message! metadata", parts: { metadata: "name! value!" } },
  "validate-azure-ad-token": { date: "2022-12-08", sections: "i", scopes: "gwpao", attributes: "tenant-id!:x header-name%:x query-parameter-name%:x token-value%:x failed-validation-httpcode:x failed-validation-error-message:x output-token-variable-name:f", elements: "audiences backend-application-ids client-application-ids! required-claims", parts: { claim: "name!:x match=all,any:x separator:x" } },
  "validate-client-certificate": { date: "2025-01-30", sections: "i", scopes: "gwpao", attributes: "validate-revocation=true,false:f validate-trust=true,false:f validate-not-before=true,false:f validate-not-after=true,false:f ignore-error=true,false:f", elements: "identities", parts: { identity: "thumbprint serial-number common-name subject dns-name issuer-subject issuer-thumbprint issuer-certificate-id" } },
  "validate-content": { date: "2026-08-18", sections: "ioe", scopes: "gwpao", attributes: "unspecified-content-type-action!=ignore,prevent,detect:x max-size!:x size-exceeded-action!=ignore,prevent,detect:x errors-variable-name:f", elements: "content-type-map content", parts: { "content-type-map": "any-content-type-value:f missing-content-type-value:f", content: "type validate-as!=json,xml,soap schema-id schema-ref allow-additional-properties=true,false case-insensitive-property-names=true,false" } },
  "validate-graphql-request": { date: "2022-12-02", sections: "i", scopes: "gpao", attributes: "error-variable-name:x max-size!:x max-depth:x", elements: "authorize", parts: { rule: "path! action=allow,remove,reject,ignore:x" } },
  "validate-headers": { date: "2022-12-05", sections: "oe", scopes: "gwpao", attributes: "specified-header-action!=ignore,prevent,detect:x unspecified-header-action!=ignore,prevent,detect:x errors-variable-name:f", elements: "header" },
  "validate-jwt": { date: "2024-03-18", sections: "i", scopes: "gwpao", attributes: "header-name%:x query-parameter-name%:x token-value%:x failed-validation-httpcode:x failed-validation-error-message:x require-expiration-time=true,false:x require-scheme:x require-signed-tokens=true,false:x clock-skew:x output-token-variable-name:f", elements: "openid-config issuer-signing-keys decryption-keys audiences issuers required-claims", parts: { key: "id certificate-id n:f e:f", claim: "match=all,any separator" } },
  "validate-odata-request": { date: "2023-06-06", sections: "i", scopes: "gwpa", attributes: "error-variable-name default-odata-version=4.0,4.01 min-odata-version max-odata-version max-size" },
  "validate-parameters": { date: "2022-12-05", sections: "i", scopes: "gpao", attributes: "specified-parameter-action!=ignore,prevent,detect:x unspecified-parameter-action!=ignore,prevent,detect:x errors-variable-name:f", elements: "headers query path" },
  "validate-status-code": { date: "2022-12-05", sections: "oe", scopes: "gwpao", attributes: "unspecified-status-code-action!=ignore,prevent,detect:x errors-variable-name:f", elements: "status-code", parts: { "status-code": "code! action!" } },
  wait: { date: "2024-07-23", sections: "ibo", scopes: "gwpao", attributes: "for=all,any:x", elements: "send-request cache-lookup-value choose" },
  "xml-to-json": { date: "2024-09-06", sections: "ioe", scopes: "gwpao", attributes: "kind!=javascript-friendly,direct:x apply!=always,content-type-xml:x consider-accept-header=true,false:x always-array-child-elements=true,false:x" },
  "xsl-transform": { date: "2024-07-23", sections: "io", scopes: "gwpao" },
  "cosmosdb-data-source": { date: "2023-06-07", sections: "", scopes: "r", elements: "connection-info! query-request read-request delete-request write-request response", parts: { "connection-string": "use-managed-identity=true,false", "query-request": "enable-low-precision-order-by=true,false", "delete-request": "consistency-level=bounded-staleness,consistent-prefix,eventual,session,strong pre-trigger post-trigger", "write-request": "type=insert,replace,upsert consistency-level indexing-directive pre-trigger post-trigger", "partition-key": "data-type=string,number,bool,none,null template=liquid" } },
  "http-data-source": { date: "2023-03-07", sections: "", scopes: "r", elements: "http-request! backend http-response" },
  "publish-event": { date: "2024-07-23", sections: "", scopes: "r", elements: "targets!", parts: { "graphql-subscription": "id" } },
  "sql-data-source": { date: "2023-06-07", sections: "", scopes: "r", elements: "connection-info! include-fragment request! response", parts: { "connection-string": "use-managed-identity=true,false:x", "sql-data-source/request": "single-result=true,false:x", "parameters/parameter": "name! sql-type" } },
}; // prettier-ignore

/** Where the schema is not as strict as a page, or stricter, and why. By policy or path, then attribute, element or `sections`. */
export const otherwise: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "azure-openai-semantic-cache-lookup": { "embeddings-backend-auth": "has a default in the XSD" },
  "llm-semantic-cache-lookup": { "embeddings-backend-auth": "has a default in the XSD" },
  "azure-openai-emit-token-metric": { dimension: "none is needed in the XSD" },
  "llm-emit-token-metric": { dimension: "none is needed in the XSD" },
  "emit-metric": { dimension: "none is needed in the XSD" },
  "check-header": {
    "failed-check-error-message": "optional in the XSD",
    "ignore-case": "optional in the XSD",
  },
  cors: { "allowed-headers": "optional in the XSD" },
  "llm-content-safety": {
    scopes: "operations are left out; nothing is known of a refusal",
  },
  "validate-odata-request": { scopes: "operations are left out; nothing is known of a refusal" },
  "ip-filter": { action: "has a default in the XSD" },
  "quota/api": { "renewal-period": "absent in the page's own statement" },
  "quota/api/operation": { "renewal-period": "absent in the page's own statement" },
  "send-request": { "response-variable-name": "optional in the XSD, absent in examples of other pages" },
  "set-body": { sections: "error bodies in use are set with it in on-error" },
  "set-query-parameter": { value: "optional in the XSD: a delete has none" },
  "set-status": { reason: "optional in the XSD, absent in examples of other pages" },
  trace: { sections: "in on-error too by Microsoft's table of sections", message: "optional in the XSD" },
  "validate-azure-ad-token": {
    "client-application-ids": "optional in the XSD",
    "header-name": "Authorization is the default",
    "query-parameter-name": "Authorization is the default",
    "token-value": "Authorization is the default",
  },
  "validate-graphql-request": { "max-size": "optional in the XSD" },
  "graphql-subscription": { id: "means nothing without it" },
};

/** Attributes that the schema has and no page: of the published XSDs, where nothing else is said. */
export const beyond: Readonly<Record<string, string>> = {
  "azure-openai-emit-token-metric": "name value-type ignore-prompt",
  "azure-openai-semantic-cache-lookup": "cache-id embeddings-deployment-id",
  // As on the page of llm-semantic-cache-store, which is newer.
  "azure-openai-semantic-cache-store": "cache-response",
  // As on the page of llm-token-limit, which is newer; that of azure-openai-token-limit has `consumed-tokens-*`, once.
  "azure-openai-token-limit":
    "token-quota token-quota-period prompt-type ignore-prompt remaining-quota-tokens-header-name remaining-quota-tokens-variable-name tokens-consumed-header-name tokens-consumed-variable-name",
  "cache-store": "caching-mode",
  "emit-metric": "default-dimensions",
  "json-to-xml":
    "attribute-prefix namespace-block-name invalid-character-replacement null-values trim-values empty-values always-array-child-elements",
  "llm-emit-token-metric": "name value-type ignore-prompt",
  "llm-semantic-cache-lookup": "cache-id embeddings-deployment-id",
  "llm-token-limit": "prompt-type ignore-prompt",
  "mock-response": "enabled index",
  "rate-limit-by-key": "increment-after-response flexible-retry-window",
  "send-request": "timeout-ms buffer-response fail-on-error-status-code",
  "set-backend-service": "sf-replica-type",
  "set-body": "parse-date html-decode-expression",
  "validate-azure-ad-token":
    "authentication-endpoint require-scheme allow-protected-forwarded-tokens allow-proof-of-possession-tokens",
  "validate-graphql-request": "max-total-depth max-complexity",
  "xml-to-json": "preserve-whitespace-nodes empty-values trim-values",
};

/** Policies without a page of their own: of the XSDs, of Microsoft's table of sections, or of documents in use. */
export const withoutPage: readonly string[] = [
  "authentication-oauth2",
  "base",
  "block",
  "cache-value",
  "graphql-data-source",
  "invoke-request",
  "set-request-metric-dimension-value",
];
