import type { GatewayConfigInput } from "../../../components";
import type { HttpHandler, HttpRequest, HttpResponse } from "../../../packages/common/http";
import type { LocalStackOptions } from "../../../packages/local-gateway/stack/stack";
import { DevStack, devConfig } from "../devStack";

type Guardrail = NonNullable<GatewayConfigInput["guardrails"]>[number];

/** The dev stack, every product of which has the guardrail. */
export function guarded(
  guardrail: Omit<Guardrail, "name">,
  more: Partial<GatewayConfigInput> = {},
): GatewayConfigInput {
  const products = more.products ?? devConfig.products;
  return {
    ...devConfig,
    ...more,
    guardrails: [{ name: "rules", ...guardrail }],
    products: products.map((product) => ({ ...product, guardrails: "rules" })),
  };
}

/** What a model was asked, and what it is to answer; undefined for its own words. */
export type Between = (
  request: HttpRequest,
  ask: (other?: HttpRequest) => Promise<HttpResponse>,
) => Promise<HttpResponse>;

export class Seen {
  readonly bodies: string[] = [];
  /** In place of the account's answer. */
  answer: ((body: Record<string, unknown>) => HttpResponse | undefined) | undefined;

  readonly between: Between = async (request, ask) => {
    const text = Buffer.from(request.body).toString();
    if (request.method === "POST") this.bodies.push(text);
    return (
      (this.answer && request.method === "POST" ? this.answer(JSON.parse(text) as never) : undefined) ?? ask()
    );
  };

  get last(): Record<string, unknown> {
    return JSON.parse(this.bodies.at(-1)!) as Record<string, unknown>;
  }
}

/**
 * @param knows what the simulated services know, in place of their own rules
 * @param instead what every one of them answers, in place of itself
 */
export async function guardedStack(
  guardrail: Omit<Guardrail, "name">,
  more: Partial<GatewayConfigInput> = {},
  knows: LocalStackOptions["guards"] = {},
  instead?: HttpHandler,
): Promise<{ readonly stack: DevStack; readonly seen: Seen; readonly key: Record<string, string> }> {
  const seen = new Seen();
  const stack = await DevStack.start(guarded(guardrail, more), seen.between, {}, { guards: knows, instead });
  const name = Object.keys(stack.deployment.outputs["subscriptionKeys"]!.value as object)[0]!;
  return { stack, seen, key: { "api-key": stack.key(name) } };
}
