import type { ProviderApiFacts, ProviderFacts } from "./types";

/** Amazon Bedrock by its Converse API. Its endpoint is a region's, which `auth.sigv4.region` names. */
export const bedrock: ProviderFacts = {
  name: "bedrock",
  title: "Amazon Bedrock",
  auth: ["sigv4", "apiKey"],
  doors: [{ format: "bedrock", suffix: "", path: "", keyHeader: "Authorization", keyPrefix: "Bearer " }],
  accountHeaders: [],
  ownPaths: ["/model"],
  // A model has its publisher in front, an inference profile a region's name before that, or a whole ARN.
  // https://docs.aws.amazon.com/bedrock/latest/userguide/models-supported.html
  names: {
    form: /^(arn:aws[a-z-]*:|(us-gov|[a-z]+)\.|[a-z0-9]+\.)/,
    example: "eu.anthropic.claude-haiku-4-5-20251001-v1:0",
    everywhere: true,
  },
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
  backendPrefix: "",
  modelInPath: "model",
  errorTypeHeader: "x-amzn-ErrorType",
  countedInV2: false,
};
