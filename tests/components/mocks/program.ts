import * as pulumi from "@pulumi/pulumi";
import type { GenAiGatewayArgs } from "../../../components";

/** As in https://www.pulumi.com/docs/iac/guides/testing/unit/: no organization, and functions that answer nothing. */
void pulumi.runtime.setMocks({
  newResource: ({ name, inputs }) => ({ id: `${name}-id`, state: inputs as Record<string, unknown> }),
  call: ({ inputs }) => inputs as Record<string, unknown>,
});

/** Prints the outputs of the gateway whose config comes as JSON. */
async function main(config: string): Promise<void> {
  const { GenAiGateway } = await import("../../../components/index.js");
  const gateway = new GenAiGateway("genai", { config: JSON.parse(config) as GenAiGatewayArgs["config"] });
  const { apiPaths, backendPlan, eventHubNames } = gateway;
  pulumi
    .all([apiPaths, backendPlan, eventHubNames])
    .apply((found) => process.stdout.write(JSON.stringify(found)));
}

void main(process.argv[2] ?? "{}");
