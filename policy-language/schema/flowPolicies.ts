import type { ElementRow } from "./facts";

const requestParts = `set-url set-method set-header* set-body authentication-certificate authentication-token
  authentication-token-store authentication-managed-identity proxy`;

/** Policies that steer: conditions, retries, backends, calls to other services, logging, resolvers. */
export const flowPolicies: Readonly<Record<string, ElementRow>> = {
  base: { sections: "iboe" },
  block: { content: "policies", sections: "iboe" },
  choose: { children: "when+ otherwise", sections: "iboe" },
  "cosmosdb-data-source": {
    children: "connection-info! query-request read-request delete-request write-request response",
    sections: "",
  },
  "emit-metric": {
    attributes: "name! namespace value:number|x default-dimensions:boolean",
    children: "dimension{10}",
    sections: "iboe",
  },
  "forward-request": {
    attributes: `timeout:int|x timeout-ms:int|x continue-timeout:int|x follow-redirects:boolean|x
      buffer-request-body:boolean buffer-response:boolean fail-on-error-status-code:boolean
      http-version:HttpVersion`,
    sections: "b",
  },
  "graphql-data-source": { children: "request! response", sections: "" },
  "http-data-source": { children: "http-request! backend http-response", sections: "" },
  "include-fragment": { attributes: "fragment-id!", sections: "iboe" },
  "invoke-dapr-binding": {
    attributes: "name! template response-variable-name operation timeout:int|x ignore-error:boolean",
    children: "metadata data",
    sections: "ioe",
  },
  "invoke-request": { attributes: "id url!", children: "value*", sections: "iboe" },
  "log-to-eventhub": {
    attributes: "logger-id! partition-key partition-id",
    content: "text",
    sections: "iboe",
  },
  proxy: { attributes: "url! username password", sections: "i" },
  "publish-event": { children: "targets!", sections: "" },
  "publish-to-dapr": {
    attributes: `topic! pubsub-name template response-variable-name timeout:int|x ignore-error:boolean
      content-type`,
    content: "any",
    sections: "i",
  },
  retry: {
    attributes: `condition!:boolean|x count!:retryCount|x interval!:nonNegativeInteger|x
      delta:positiveInteger|x max-interval:positiveInteger|x first-fast-retry:boolean|x`,
    content: "policies",
    sections: "iboe",
  },
  "send-one-way-request": {
    attributes: "mode:RequestMode|x timeout:int|x",
    children: requestParts,
    sections: "iboe",
  },
  "send-request": {
    attributes: `mode:RequestMode|x response-variable-name timeout:int|x timeout-ms:int|x ignore-error:boolean|x
      buffer-response:boolean fail-on-error-status-code:boolean`,
    children: requestParts,
    sections: "iboe",
  },
  "send-service-bus-message": { attributes: "*", content: "any", sections: "ioe" },
  "set-backend-service": {
    attributes: `backend-id base-url sf-partition-key sf-replica-type sf-resolve-condition:boolean|x
      sf-service-instance-name sf-listener-name dapr-app-id dapr-method dapr-namespace`,
    oneOf: "backend-id|base-url|sf-service-instance-name|dapr-app-id",
    sections: "ib",
  },
  "set-request-metric-dimension-value": { attributes: "name! value!", sections: "iboe" },
  "set-variable": { attributes: "name! value!", sections: "iboe" },
  "sql-data-source": { children: "connection-info! include-fragment* request! response", sections: "" },
  trace: {
    attributes: "source! severity:Severity",
    children: "metadata* message",
    content: "text",
    sections: "iboe",
  },
  wait: {
    // The documentation says the attribute may be left out for `all`; the XSD asks for it.
    attributes: "for:Wait|x",
    children: `choose* forward-request* send-request* cache-lookup-value* cache-store-value*
      authentication-managed-identity* authentication-token*`,
    sections: "ibo",
  },
};
