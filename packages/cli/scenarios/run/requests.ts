import type { Random } from "@azure-genai-gateway/common/random";
import { wav } from "@azure-genai-gateway/common/wav";
import type { ModelFacts } from "@azure-genai-gateway/local-gateway/tokens/models";
import type { Traffic } from "../model/schema";

type Call = Traffic["call"];

/** What a call of an operation sends. */
export interface CallRequest {
  readonly path: string;
  readonly contentType: string;
  /** Beside those of all calls. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** The kind of model that an operation calls. */
export const kindOf: Readonly<Record<Call["operation"], ModelFacts["kind"]>> = {
  chat: "chat",
  responses: "chat",
  embeddings: "embeddings",
  images: "images",
  imageEdits: "images",
  speech: "speech",
  transcription: "transcription",
  realtime: "realtime",
  messages: "chat",
  generateContent: "chat",
  converse: "chat",
};

/** A call that is one request; a realtime session is many messages. */
export type HttpCall = Call & { readonly operation: Exclude<Call["operation"], "realtime"> };

const boundary = "scenario-form";

/** @param key of the caller's subscription, for APIs that look for it in a header of their own */
export function requestOf(call: HttpCall, deployment: string, random: Random, key: string): CallRequest {
  const text = promptOf(call.promptTokens, random);
  const inDeployment = (path: string, version = "2024-10-21") =>
    `/openai/deployments/${encodeURIComponent(deployment)}/${path}?api-version=${version}`;
  const json = (path: string, body: object) => asJson(path, { ...body, ...call.body });
  const preview = "2025-04-01-preview";
  switch (call.operation) {
    case "chat":
      return json(inDeployment("chat/completions"), {
        model: deployment,
        messages: [{ role: "user", content: text }],
        max_completion_tokens: call.maxTokens,
        ...(call.stream ? { stream: true, stream_options: { include_usage: true } } : {}),
      });
    case "embeddings":
      // As OpenAI's clients ask by default.
      return json(inDeployment("embeddings"), {
        model: deployment,
        input: text,
        encoding_format: "base64",
      });
    case "responses":
      return json("/openai/v1/responses", {
        model: deployment,
        input: text,
        max_output_tokens: call.maxTokens,
        stream: call.stream,
      });
    case "images":
      return json(inDeployment("images/generations", preview), {
        model: deployment,
        prompt: text,
        size: "1024x1024",
        quality: "low",
      });
    case "speech":
      return json("/openai/v1/audio/speech", {
        model: deployment,
        input: text,
        voice: "alloy",
        response_format: "wav",
      });
    // OpenAI's clients put the file first, and the model behind it.
    case "imageEdits":
      return asForm("/openai/v1/images/edits", [
        file("image", "dot.png", "image/png", dot),
        field("prompt", text),
        field("size", "1024x1024"),
        field("quality", "low"),
        field("model", deployment),
      ]);
    case "transcription":
      return asForm("/openai/v1/audio/transcriptions", [
        file("file", "silence.wav", "audio/wav", silence(call.seconds)),
        field("model", deployment),
      ]);
    case "messages":
    case "generateContent":
    case "converse": {
      const { path, headers, body } = ofProvider(call.operation, call, deployment, text);
      const keyHeader = keyHeaders[call.operation];
      return { ...json(path, body), headers: { ...headers, ...(keyHeader ? { [keyHeader]: key } : {}) } };
    }
  }
}

/** Where API Management looks for the key of such a call; else in api-key, which every call has. */
const keyHeaders: Readonly<Partial<Record<Call["operation"], string>>> = {
  messages: "x-api-key",
  generateContent: "x-goog-api-key",
};

/** A call in a provider's own wire format. */
function ofProvider(
  operation: "messages" | "generateContent" | "converse",
  { maxTokens, stream }: Call,
  model: string,
  text: string,
): { readonly path: string; readonly headers?: Readonly<Record<string, string>>; readonly body: object } {
  const name = encodeURIComponent(model);
  switch (operation) {
    case "messages":
      return {
        path: "/anthropic/v1/messages",
        headers: { "anthropic-version": "2023-06-01" },
        body: { model, max_tokens: maxTokens, stream, messages: [{ role: "user", content: text }] },
      };
    case "generateContent":
      return {
        path: `/gemini/v1beta/models/${name}:${stream ? "streamGenerateContent?alt=sse" : "generateContent"}`,
        body: {
          contents: [{ role: "user", parts: [{ text }] }],
          generationConfig: { maxOutputTokens: maxTokens },
        },
      };
    case "converse":
      return {
        path: `/bedrock/model/${name}/converse${stream ? "-stream" : ""}`,
        body: {
          messages: [{ role: "user", content: [{ text }] }],
          inferenceConfig: { maxTokens },
        },
      };
  }
}

function asJson(path: string, body: object): CallRequest {
  return { path, contentType: "application/json", body: Buffer.from(JSON.stringify(body)) };
}

function asForm(path: string, parts: readonly Buffer[]): CallRequest {
  return {
    path,
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]),
  };
}

function field(name: string, value: string): Buffer {
  return Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`);
}

function file(name: string, filename: string, type: string, content: Buffer): Buffer {
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="${filename}"\r\nContent-Type: ${type}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), content, Buffer.from("\r\n")]);
}

/** One transparent pixel. */
const dot = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
  "base64",
);

/** A WAV file of so many seconds, 16,000 samples of 16 bits each. */
function silence(seconds: number): Buffer {
  const rate = 16_000;
  const length = Math.round(seconds * rate) * 2;
  return wav(Buffer.alloc(length), rate);
}

/** Seven tokens go to the chat format itself. The number in front keeps prompts apart, so that no prefix is cached. */
export function promptOf(tokens: Call["promptTokens"], random: Random): string {
  const [least, most] = typeof tokens === "number" ? [tokens, tokens] : tokens;
  const count = Math.round(least + random.next() * (most - least));
  const mark = Math.floor(random.next() * 900 + 100);
  return `${mark} ${"word ".repeat(Math.max(1, count - 8)).trim()}`;
}
