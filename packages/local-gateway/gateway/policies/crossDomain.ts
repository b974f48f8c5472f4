import { HttpHeaders } from "@azure-genai-gateway/common/http";
import type { PolicyDefinition } from "../policy";
import { GatewayResponse } from "../response";

/**
 * Answers requests for crossdomain.xml with the policy's content. The local gateway runs policies for requests that an
 * operation takes: declare one for the file.
 * https://learn.microsoft.com/azure/api-management/cross-domain-policy
 */
export const crossDomain: PolicyDefinition = {
  name: "cross-domain",
  build(element) {
    const body = Buffer.from(`<?xml version="1.0"?>\n${element.rawText.trim()}`);
    return {
      name: element.name,
      run(call) {
        if (!/\/crossdomain\.xml$/i.test(call.context.request.originalUrl.split("?")[0]!)) return;
        const headers = new HttpHeaders({ "Content-Type": "text/x-cross-domain-policy" });
        call.response = new GatewayResponse(200, undefined, headers, body);
        return "stop";
      },
    };
  },
};
