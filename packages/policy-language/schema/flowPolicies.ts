import type { ElementRow } from "./facts";

const requestParts = `set-url set-method set-header* set-body authentication-certificate authentication-token
  authentication-token-store authentication-managed-identity proxy`;

/** Policies that steer: conditions, retries, backends, calls to other services, logging. */
export const flowPolicies: Readonly<Record<string, ElementRow>> = {
  base: { sections: "iboe" },
  block: { content: "policies", sections: "iboe" },
  choose: { children: "when+ otherwise", sections: "iboe" },
  "emit-metric": {
    attributes: "name!|f namespace|n value:number|x default-dimensions:boolean|f",
    children: "dimension{10}",
    sections: "iboe",
  },
  "forward-request": {
    attributes: `timeout:int|x timeout-ms:int|x continue-timeout:int|x follow-redirects:boolean|x
      buffer-request-body:boolean buffer-response:boolean|f fail-on-error-status-code:boolean|f
      http-version:HttpVersion`,
    notBoth: "timeout|timeout-ms",
    sections: "b",
  },
  "include-fragment": { attributes: "fragment-id!|n", sections: "iboe" },
  "invoke-dapr-binding": {
    attributes: `name!|x template:LiquidOnly response-variable-name|n operation|n timeout:daprTimeout|x
      ignore-error:boolean|f content-type:JsonOnly`,
    children: "metadata data",
    sections: "ioe",
  },
  "invoke-request": { attributes: "id url!", children: "value*", sections: "iboe" },
  "log-to-eventhub": {
    attributes: "logger-id!|n partition-key|x partition-id|f",
    notBoth: "partition-key|partition-id",
    content: "text",
    sections: "iboe",
  },
  proxy: { attributes: "url!:proxyUrl|x username|x password|x", sections: "i" },
  "publish-to-dapr": {
    attributes: `topic!|x pubsub-name|x template:LiquidOnly response-variable-name|n timeout:daprTimeout|x
      ignore-error:boolean|f content-type:JsonOnly`,
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
    // The page asks for the variable; the XSD and examples on other pages of the reference do not.
    attributes: `mode:RequestMode|x response-variable-name|x timeout:int|x timeout-ms:int|x ignore-error:boolean|f
      buffer-response:boolean fail-on-error-status-code:boolean`,
    notBoth: "timeout|timeout-ms",
    children: requestParts,
    sections: "iboe",
  },
  "send-service-bus-message": {
    attributes: "queue-name|x topic-name|x namespace|x client-id|x",
    exactlyOne: "queue-name|topic-name",
    children: "message-properties payload!",
    sections: "ioe",
  },
  "set-backend-service": {
    attributes: `backend-id|x base-url|x sf-partition-key|x sf-replica-type|x sf-resolve-condition:boolean|x
      sf-service-instance-name|x sf-listener-name|x dapr-app-id|x dapr-method|x dapr-namespace|x`,
    oneOf: "backend-id|base-url|sf-service-instance-name|dapr-app-id",
    notBoth: "backend-id|base-url,base-url|dapr-app-id",
    together: "dapr-app-id|dapr-method",
    sections: "ib",
  },
  "set-request-metric-dimension-value": { attributes: "name! value!", sections: "iboe" },
  "set-variable": { attributes: "name!|f value!|x", sections: "iboe" },
  trace: {
    attributes: "source!|f severity:Severity|f",
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
