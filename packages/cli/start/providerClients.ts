import { Agent } from "node:https";
import type { Connection, Reply } from "./providerCalls";

/** A call with a provider's own package, as its users make it. */
export interface ProviderClient {
  /** To be installed. */
  readonly name: string;
  /** Undefined where the package cannot call as the entrance is set up. */
  readonly call: (connection: Connection, model: string) => Promise<Reply> | undefined;
}

const say = "Say hello.";
const maxTokens = 64;

export const anthropicClient: ProviderClient = {
  name: "@anthropic-ai/sdk",
  async call({ url, key, keyHeader, fetch }, model) {
    const { default: Anthropic } = await import("@anthropic-ai/sdk");
    const client = new Anthropic({
      ...{ apiKey: key, authToken: null, baseURL: url, maxRetries: 0, fetch },
      // The package sends it as Authorization: Bearer, which API Management finds behind an ingress alone.
      defaultHeaders: { [keyHeader]: key },
    });
    const asked = { model, max_tokens: maxTokens, messages: [{ role: "user" as const, content: say }] };
    const { data, response } = await client.messages.create(asked).withResponse();
    const text = data.content.map((one) => (one.type === "text" ? one.text : "")).join("");
    return {
      status: response.status,
      header: (name) => response.headers.get(name) ?? undefined,
      tokens: [data.usage.input_tokens, data.usage.output_tokens],
      text,
    };
  },
};

export const geminiClient: ProviderClient = {
  name: "@google/genai",
  call({ url, key, certificate }, model) {
    // It calls by Node's own fetch, which trusts no certificate but those that Node was started with.
    return certificate === undefined ? generate(url, key, model) : undefined;
  },
};

async function generate(baseUrl: string, apiKey: string, model: string): Promise<Reply> {
  const { GoogleGenAI } = await import("@google/genai");
  // What the environment says of Vertex AI is meant for other calls than these.
  const client = new GoogleGenAI({ apiKey, vertexai: false, httpOptions: { baseUrl } });
  const answer = await client.models.generateContent({
    ...{ model, contents: say, config: { maxOutputTokens: maxTokens } },
  });
  const usage = answer.usageMetadata;
  return {
    status: 200,
    header: (name) => answer.sdkHttpResponse?.headers?.[name],
    tokens: [usage?.promptTokenCount, (usage?.candidatesTokenCount ?? 0) + (usage?.thoughtsTokenCount ?? 0)],
    text: answer.text ?? "",
  };
}

export const bedrockClient: ProviderClient = {
  name: "@aws-sdk/client-bedrock-runtime",
  async call({ url, key, keyHeader, certificate }, model) {
    // Its advice about Node's version would stand among the calls.
    process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
    const { BedrockRuntimeClient, ConverseCommand } = await import("@aws-sdk/client-bedrock-runtime");
    const { NodeHttpHandler } = await import("@smithy/node-http-handler");
    const client = new BedrockRuntimeClient({
      endpoint: url,
      // Nobody who calls the gateway has keys of AWS: the gateway signs anew, for its own region.
      region: "us-east-1",
      credentials: { accessKeyId: "none", secretAccessKey: "none" },
      // A token of Bedrock's that the environment has is for AWS.
      authSchemePreference: ["aws.auth#sigv4"],
      maxAttempts: 1,
      // Of itself the package speaks HTTP/2, which API Management does not take from clients by default.
      requestHandler: new NodeHttpHandler(certificate ? { httpsAgent: new Agent({ ca: certificate }) } : {}),
    });
    let headers: Readonly<Record<string, string>> = {};
    client.middlewareStack.add(
      (next) => async (args) => {
        const request = args.request as { headers: Record<string, string> };
        request.headers[keyHeader] = key;
        const result = await next(args);
        ({ headers } = result.response as { headers: Record<string, string> });
        return result;
      },
      { step: "build", name: "gatewayKey" },
    );
    const { output, usage, $metadata } = await client.send(
      new ConverseCommand({
        modelId: model,
        messages: [{ role: "user", content: [{ text: say }] }],
        inferenceConfig: { maxTokens },
      }),
    );
    client.destroy();
    return {
      status: $metadata.httpStatusCode ?? 0,
      header: (name) => headers[name],
      tokens: [usage?.inputTokens, usage?.outputTokens],
      text: (output?.message?.content ?? []).map(({ text = "" }) => text).join(""),
    };
  },
};
