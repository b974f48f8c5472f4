import type { ProviderDefinition } from "./types";

/** Amazon Bedrock by its Converse API. Its endpoint is a region's, which `auth.sigv4.region` names. */
export const bedrock = {
  name: "bedrock",
  title: "Amazon Bedrock",
  // https://docs.aws.amazon.com/general/latest/gr/bedrock.html
  regionalEndpoint: (region: string) => `https://bedrock-runtime.${region}.amazonaws.com`,
  auth: ["sigv4", "apiKey"],
  keyHeader: "Authorization",
  keyPrefix: "Bearer ",
  ownPaths: ["/model"],
  // A model has its publisher in front, an inference profile a region's name before that, or a whole ARN.
  // https://docs.aws.amazon.com/bedrock/latest/userguide/models-supported.html
  names: {
    form: /^(arn:aws[a-z-]*:|(us-gov|[a-z]+)\.|[a-z0-9]+\.)/,
    example: "eu.anthropic.claude-haiku-4-5-20251001-v1:0",
    everywhere: true,
  },
  page: "https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html",
  api: {
    displayName: "Amazon Bedrock",
    about:
      "Amazon Bedrock's Converse API, which the AWS SDKs call; the key goes in `api-key`, or as a Bedrock API key through the ingress.",
    // A Bedrock API key is a Bearer token, which the ingress brings under this name.
    // https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-use.html
    key: { header: "api-key", query: "subscription-key" },
    // Of a client that signs with temporary keys of AWS.
    secretHeaders: ["x-amz-security-token"],
    modelInPath: "model",
    // InvokeModel takes a body as the model's own house has it.
    borrowed: { operations: ["invoke-model", "invoke-model-stream"], from: "anthropic" },
    errorTypeHeader: "x-amzn-ErrorType",
  },
} as const satisfies ProviderDefinition;
