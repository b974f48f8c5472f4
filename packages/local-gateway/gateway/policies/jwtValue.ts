import {
  type CompiledExpression,
  compileExpression,
} from "@azure-genai-gateway/policy-language/expressions/compile";
import type { PolicyContext, PolicyValue } from "@azure-genai-gateway/policy-language/expressions/host";
import { fromText } from "@azure-genai-gateway/policy-language/expressions/values/values";
import type { Call } from "../policy";

let asJwt: CompiledExpression | undefined;

/** A token as the object of type Jwt that expressions get from AsJwt(). */
export function jwtValue(call: Call, token: string): PolicyValue {
  asJwt ??= compileExpression({
    code: '@(((string)context.Variables["token"]).AsJwt())',
    locate: () => ({ file: "", line: 1, column: 1 }),
  }).expression!;
  const variables = new Map([["token", fromText(token)]]);
  const context = Object.create(call.context, { variables: { value: variables } }) as PolicyContext;
  return asJwt.evaluate(context, call.gateway);
}
