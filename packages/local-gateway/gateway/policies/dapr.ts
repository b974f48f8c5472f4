import { HttpHeaders } from "@azure-genai-gateway/common/http";
import type { CompiledElement, PolicyBinding } from "@azure-genai-gateway/policy-language/document";
import { fromResponse } from "@azure-genai-gateway/policy-language/expressions/values/values";
import { literal, unsupported } from "../attributes";
import { expressionFailure, numberNow } from "../bindings";
import type { Call, PolicyBuildEnvironment } from "../policy";
import { GatewayResponse } from "../response";

/**
 * What the two policies that talk to a Dapr sidecar have in common. A local gateway has no sidecar: their messages go to the
 * gateway's sinks, which never fail, so `ignore-error` makes no difference.
 * https://learn.microsoft.com/azure/api-management/self-hosted-gateway-enable-dapr
 */
export class DaprPolicy {
  readonly timeout?: PolicyBinding;
  private readonly responseVariable?: string;
  private readonly templated: boolean;

  constructor(element: CompiledElement, env: PolicyBuildEnvironment) {
    this.timeout = element.attributes.get("timeout");
    this.responseVariable = literal(element, "response-variable-name", env);
    this.templated = element.attributes.has("template");
    if (this.templated) {
      unsupported(element, `templates of ${element.name}`, "Build the content with an expression", env);
    }
  }

  /** @throws PolicyFailure for a timeout that is not between 1 and 240 seconds, and for what is not simulated. */
  check(call: Call): void {
    if (this.templated)
      throw expressionFailure("The local gateway does not run templates of Dapr's policies");
    const seconds = numberNow(call, this.timeout, 5);
    if (seconds < 1 || seconds > 240) throw expressionFailure("timeout is not between 1 and 240 seconds");
  }

  /** Keeps the answer that a sidecar gives to what it has taken. */
  keepResponse(call: Call, status: number): void {
    if (this.responseVariable === undefined) return;
    const response = new GatewayResponse(status, undefined, new HttpHeaders());
    call.context.variables.set(this.responseVariable, fromResponse(response));
  }
}

/** An element's content as text: its expression, or the markup in it as it stands. */
export function contentOf(element: CompiledElement | undefined): PolicyBinding | undefined {
  if (!element || element.children.length === 0) return element?.text;
  return { kind: "literal", value: element.rawText.trim(), place: element.place };
}
