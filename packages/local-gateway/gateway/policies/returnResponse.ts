import { toResponse } from "@azure-genai-gateway/policy-language/expressions/values/values";
import { literal } from "../attributes";
import { messageEdits } from "../message";
import type { Call, PolicyDefinition } from "../policy";
import { GatewayResponse } from "../response";
import { responseMessage } from "../sectionMessage";

/**
 * Ends the pipeline with a response of its own: a new one, or a copy of the one in `response-variable-name`,
 * changed by its children. https://learn.microsoft.com/azure/api-management/return-response-policy
 */
export const returnResponse: PolicyDefinition = {
  name: "return-response",
  build(element, env) {
    const variable = literal(element, "response-variable-name", env);
    const edit = messageEdits(element.children, env, "return-response");
    return {
      name: element.name,
      run(call) {
        const response = stored(call, variable) ?? new GatewayResponse(200);
        const finish = () => {
          call.response = response;
          return "stop" as const;
        };
        // Expressions of the children still see the response there was: bodies are often built from it.
        const pending = edit(call, responseMessage(response));
        return pending ? pending.then(finish) : finish();
      },
    };
  },
};

function stored(call: Call, variable: string | undefined): GatewayResponse | undefined {
  if (variable === undefined || !call.context.variables.has(variable)) return undefined;
  const response = toResponse(call.context.variables.get(variable));
  return (
    response &&
    new GatewayResponse(
      response.statusCode,
      response.statusReason,
      response.headers.clone(),
      response.body.bytes(),
    )
  );
}
