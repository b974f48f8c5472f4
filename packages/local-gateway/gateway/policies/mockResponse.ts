import { HttpHeaders } from "@azure-genai-gateway/common/http";
import { flagNow, numberNow, textNow, whenReady } from "../bindings";
import { plainType, type RepresentationContract } from "../model/contract";
import type { Call, PolicyDefinition } from "../policy";
import { GatewayResponse } from "../response";
import { schemaInstance } from "@azure-genai-gateway/common/schemaInstance";
import { responseContract } from "./validateStatusCode";
import { headerValue, statusCode } from "../wireValues";

/**
 * Ends the pipeline with `status-code` (default 200) and the example that the operation's definition has for it, or one
 * made from its schema; without either the body is empty. `content-type` chooses among representations, else the
 * request's Accept, else the first (or the one at `index`, counted from 1).
 * https://learn.microsoft.com/azure/api-management/mock-response-policy
 */
export const mockResponse: PolicyDefinition = {
  name: "mock-response",
  build(element) {
    const { attributes } = element;
    const [status, contentType, index, enabled] = ["status-code", "content-type", "index", "enabled"].map(
      (name) => attributes.get(name),
    );
    return {
      name: element.name,
      run: (call) =>
        whenReady(call, [status, contentType, index, enabled], () => {
          if (!flagNow(call, enabled, true)) return;
          const code = statusCode(element.name, numberNow(call, status, 200));
          const wanted = contentType && headerValue(element.name, textNow(call, contentType));
          const known = responseContract(call, code)?.representations ?? [];
          const chosen = choose(call, known, wanted, numberNow(call, index, 1));
          const type = wanted ?? chosen?.contentType;
          const headers = new HttpHeaders(type ? { "Content-Type": type } : {});
          call.response = new GatewayResponse(code, undefined, headers, bodyOf(chosen));
          return "stop" as const;
        }),
    };
  },
};

function choose(
  call: Call,
  known: readonly RepresentationContract[],
  wanted: string | undefined,
  index: number,
): RepresentationContract | undefined {
  if (wanted !== undefined) return known.find(({ contentType }) => contentType === plainType(wanted));
  const accepted = (call.context.request.headers.get("Accept") ?? "").split(",").map(plainType);
  return known.find(({ contentType }) => accepted.includes(contentType)) ?? known[index - 1];
}

function bodyOf(representation: RepresentationContract | undefined): Uint8Array {
  if (representation?.example !== undefined) return Buffer.from(representation.example);
  if (!representation?.schema || !/json/.test(representation.contentType)) return new Uint8Array(0);
  return Buffer.from(JSON.stringify(schemaInstance(representation.schema)));
}
