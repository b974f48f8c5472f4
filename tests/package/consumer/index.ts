import * as pulumi from "@pulumi/pulumi";
import {
  GenAiGateway,
  readStackConfig,
  type BackendPlan,
  type GatewayConfigInput,
} from "azure-genai-gateway";
import { previewStack, type StackResult } from "@azure-genai-gateway/cli/automation";

const { raw, source } = readStackConfig(__dirname);
const gateway = new GenAiGateway("team", {
  config: raw as unknown as GatewayConfigInput,
  source,
  policies: `${__dirname}/policies`,
});

export const url: pulumi.Output<string> = gateway.gatewayUrl;
export const plan: BackendPlan = gateway.backendPlan;
export const keys = gateway.subscriptionKeys;

/** Shows that the automation types can be named; nothing calls it. */
const _preview = (stack: string): Promise<StackResult> => previewStack({ stack });
void _preview;
