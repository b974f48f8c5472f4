import type { ProviderApiFacts, ProviderFacts } from "./types";

/** Amazon Bedrock by its Converse API. Its endpoint is a region's, which `auth.sigv4.region` names. */
export const bedrock: ProviderFacts = {
  name: "bedrock",
  title: "Amazon Bedrock",
  auth: ["sigv4", "apiKey"],
  doors: [{ format: "bedrock", suffix: "", path: "", keyHeader: "Authorization", keyPrefix: "Bearer " }],
  accountHeaders: [],
  page: "https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html",
};

/** The endpoint of a region. https://docs.aws.amazon.com/general/latest/gr/bedrock.html */
export function bedrockEndpoint(region: string): string {
  return `https://bedrock-runtime.${region}.amazonaws.com`;
}

export const bedrockApi: ProviderApiFacts = {
  name: "bedrock",
  id: "bedrock",
  displayName: "Amazon Bedrock",
  // A Bedrock API key is a Bearer token, which the ingress brings under this name.
  // https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-use.html
  key: { header: "api-key", query: "subscription-key" },
  // Of a client that signs with temporary keys of AWS.
  secretHeaders: ["x-amz-security-token"],
  backendPrefix: "",
  modelInPath: "model",
  // InvokeModel takes a body as the model's own house has it.
  borrowed: { operations: ["invoke-model", "invoke-model-stream"], from: "anthropic" },
  errorTypeHeader: "x-amzn-ErrorType",
  countedInV2: false,
};
