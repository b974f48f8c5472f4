import * as pulumi from "@pulumi/pulumi";
import type { ConstructResult, Provider } from "@pulumi/pulumi/provider";
import { ProblemsError } from "../common/problem";
import { GenAiGateway, type GatewayConfigInput } from "../components";
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
    requireKnown(inputs);
    const { policies, ...config } = inputs as { policies?: string };
    const gateway = new GenAiGateway(
      name,
      { config: config as unknown as GatewayConfigInput, policies },
      options,
    );
    const { urn, gatewayUrl, productIds, subscriptionKeys, secondaryKeys, privateEndpoints } = gateway;
    return { urn, state: { gatewayUrl, productIds, subscriptionKeys, secondaryKeys, privateEndpoints } };
  }
}

/** What the inputs say decides which resources there are, so none of it may come from a resource. */
function requireKnown(inputs: pulumi.Inputs): void {
  const problems = outputsIn(inputs, "").map((path) => ({
    code: "PLUGIN_INPUT_UNKNOWN",
    severity: "error" as const,
    subject: path,
    message: "comes from another resource, or is secret, and so is not known when the gateway is planned",
    hint: "write it out, or take it from the stack's config",
  }));
  if (problems.length > 0) throw new ProblemsError("The gateway's inputs cannot be used", problems);
}

function outputsIn(value: unknown, path: string): string[] {
  if (pulumi.Output.isInstance(value)) return [path];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    outputsIn(item, Array.isArray(value) ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`),
  );
}
