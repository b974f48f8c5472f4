import Anthropic from "@anthropic-ai/sdk";
import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
} from "@aws-sdk/client-bedrock-runtime";
import { GoogleGenAI } from "@google/genai";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { expect } from "chai";
import OpenAI from "openai";
import type { FullStack } from "./fullStack";
import { startHubStack } from "./hubStack";

const messages = [{ role: "user" as const, content: "Hello" }];
const claude = { model: "claude-sonnet-4-6", max_tokens: 32, messages };
const modelId = "us.anthropic.claude-sonnet-4-6";
const converse = {
  modelId,
  messages: [{ role: "user" as const, content: [{ text: "Hello" }] }],
  inferenceConfig: { maxTokens: 32 },
};

function aws(full: FullStack, own: object): BedrockRuntimeClient {
  return new BedrockRuntimeClient({
    ...{ region: "us-east-1", endpoint: `${full.url}/bedrock`, maxAttempts: 1 },
    requestHandler: new NodeHttpHandler(),
    ...own,
  });
}

const google = (full: FullStack) =>
  new GoogleGenAI({ apiKey: full.key, httpOptions: { baseUrl: `${full.url}/gemini` } });

/** Client => one call by it, whole or streamed to its end; and whether it works with an ingress, and without. */
const clients: readonly (readonly [
  name: string,
  call: (full: FullStack) => Promise<unknown>,
  works: readonly [ingress: boolean, alone: boolean],
])[] = [
  [
    "Anthropic's apiKey",
    ({ url, key }) =>
      new Anthropic({ apiKey: key, authToken: null, baseURL: `${url}/anthropic`, maxRetries: 0 }).messages
        .stream(claude)
        .finalMessage(),
    // It sends the key as a Bearer, as of its version 1; before, as x-api-key.
    [true, false],
  ],
  [
    "Anthropic's client with x-api-key among its headers",
    ({ url, key }) =>
      new Anthropic({
        ...{ apiKey: null, authToken: null, baseURL: `${url}/anthropic`, maxRetries: 0 },
        defaultHeaders: { "x-api-key": key },
      }).messages.create(claude),
    [true, true],
  ],
  [
    "Anthropic's authToken",
    ({ url, key }) =>
      new Anthropic({
        apiKey: null,
        authToken: key,
        baseURL: `${url}/anthropic`,
        maxRetries: 0,
      }).messages.create(claude),
    [true, false],
  ],
  [
    "Google's apiKey",
    (full) => google(full).models.generateContent({ model: "gemini-2.5-flash", contents: "Hello" }),
    [true, true],
  ],
  [
    "Google's apiKey, streamed",
    async (full) => {
      const model = "gemini-2.5-flash";
      for await (const _ of await google(full).models.generateContentStream({ model, contents: "Hello" }));
    },
    [true, true],
  ],
  [
    "AWS's token, as AWS_BEARER_TOKEN_BEDROCK is",
    (full) =>
      aws(full, { token: { token: full.key }, authSchemePreference: ["httpBearerAuth"] }).send(
        new ConverseCommand(converse),
      ),
    [true, false],
  ],
  [
    "AWS's token, streamed",
    async (full) => {
      const own = { token: { token: full.key }, authSchemePreference: ["httpBearerAuth"] };
      for await (const _ of (await aws(full, own).send(new ConverseStreamCommand(converse))).stream!);
    },
    [true, false],
  ],
  [
    "AWS's client with a middleware for api-key",
    (full) => {
      const client = aws(full, { credentials: { accessKeyId: "none", secretAccessKey: "none" } });
      client.middlewareStack.add(
        (next) => (args) => {
          (args.request as { headers: Record<string, string> }).headers["api-key"] = full.key;
          return next(args);
        },
        { step: "build" },
      );
      return client.send(new ConverseCommand(converse));
    },
    [true, true],
  ],
  [
    "AWS's own keys, which are none of the gateway's",
    (full) =>
      aws(full, {
        credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret", sessionToken: "token" },
      }).send(new ConverseCommand(converse)),
    [false, false],
  ],
  [
    "OpenAI's apiKey",
    ({ url, key }) =>
      new OpenAI({ apiKey: key, baseURL: `${url}/openai/v1`, maxRetries: 0 }).chat.completions.create({
        model: "gpt-5.4",
        messages,
      }),
    [true, false],
  ],
];

for (const ingress of [true, false])
  describe(`SDKs with a key of the gateway, ${ingress ? "through an ingress" : "without one"}`, () => {
    let full: FullStack;
    before(async () => {
      full = await startHubStack(ingress ? {} : { ingress: { enabled: false } });
    });
    after(() => full?.stack.close());

    for (const [name, call, works] of clients)
      it(`${name}: ${works[ingress ? 0 : 1] ? "works" : "401"}`, async () => {
        const status = await call(full).then(
          () => 200,
          (error: { status?: number; $metadata?: { httpStatusCode?: number } }) =>
            error.status ?? error.$metadata?.httpStatusCode ?? 0,
        );
        expect(status).to.equal(works[ingress ? 0 : 1] ? 200 : 401);
      });
  });
