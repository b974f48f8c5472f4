import type * as pulumi from "@pulumi/pulumi";
import type { ConstructResult, Provider } from "@pulumi/pulumi/provider";
import { ProblemsError, type Problem } from "@azure-genai-gateway/common/problem";
import { GenAiGateway, parseGatewayConfig, type GatewayConfigInput } from "../components";
import { outputs } from "./outputs";
import { componentToken, packageSchema } from "./packageSchema";

/** The component as a provider of Pulumi's: how YAML, Python, Go, C# and Java programs reach it. */
export class GatewayProvider implements Provider {
  constructor(readonly version: string) {}

  getSchema(): Promise<string> {
    return Promise.resolve(JSON.stringify(packageSchema(this.version)));
  }

  async construct(
    name: string,
    type: string,
    inputs: pulumi.Inputs,
    options: pulumi.ComponentResourceOptions,
  ): Promise<ConstructResult> {
    if (type !== componentToken) throw new Error(`this package has ${componentToken}, and no ${type}`);
    const { policies, ...config } = inputs as { policies?: unknown };
    requireFolder(policies, config);
    const gateway = new GenAiGateway(
      name,
      { config: config as unknown as GatewayConfigInput, policies },
      options,
    );
    const all = gateway as unknown as Readonly<Record<string, unknown>>;
    const state = Object.keys(outputs).map((output) => [output, all[output]]);
    return { urn: gateway.urn, state: Object.fromEntries(state) as pulumi.Inputs };
  }
}

/** Policies are read when the gateway is planned; what is wrong with the config is told in the same breath. */
function requireFolder(policies: unknown, config: unknown): asserts policies is string | undefined {
  if (policies === undefined || typeof policies === "string") return;
  const problem: Problem = {
    code: "PLUGIN_INPUT_UNKNOWN",
    severity: "error",
    subject: "policies",
    message: "The value comes from a resource, or is secret, so it is not known while the gateway is planned",
    hint: "Write the folder out, or take it from the stack's config",
  };
  throw new ProblemsError("The gateway's inputs cannot be used", [
    problem,
    ...parseGatewayConfig(config).problems,
  ]);
}
