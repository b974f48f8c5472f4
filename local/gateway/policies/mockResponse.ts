import { HttpHeaders } from "../../../common/http";
import { numberNow, textNow, whenReady } from "../bindings";
import type { PolicyDefinition } from "../policy";
import { GatewayResponse } from "../response";

/**
 * Ends the pipeline with `status-code` (default 200). On Azure the body is the operation's example or made from its schema;
 * the local gateway has neither and answers with an empty one.
 * https://learn.microsoft.com/azure/api-management/mock-response-policy
 */
export const mockResponse: PolicyDefinition = {
  name: "mock-response",
  build(element) {
    const status = element.attributes.get("status-code");
    const contentType = element.attributes.get("content-type");
    return {
      name: element.name,
      run: (call) =>
        whenReady(call, [status, contentType], () => {
          const headers = new HttpHeaders();
          if (contentType) headers.set("Content-Type", textNow(call, contentType));
          call.response = new GatewayResponse(numberNow(call, status, 200), undefined, headers);
          return "stop" as const;
        }),
    };
  },
};
