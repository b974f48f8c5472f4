import { pictureOperations } from "./pictureOperations";
import type { Call, Caller, Operation, Town } from "./town";

const chatModels = ["gpt-5.4"];
const version = "api-version=2025-04-01-preview";
const boundary = "----mark";

/** Something of everybody's is asked for, by the id in the path. */
const named =
  (
    kind: string,
    method: string,
    path: (id: string) => string,
    body?: (canary: string) => unknown,
  ): Operation =>
  (town, caller) => {
    const thing = town.any(kind, caller);
    if (!thing) return undefined;
    return {
      method,
      path: path(thing.id),
      named: thing,
      ...(body ? { body: body(town.canary(caller)) } : {}),
    };
  };

const respond = (town: Town, caller: Caller, more: object, extra: Partial<Call> = {}): Call => ({
  method: "POST",
  path: "/openai/v1/responses",
  body: {
    model: town.pick(chatModels),
    input: `Tell me about ${town.canary(caller)}`,
    max_output_tokens: 40,
    metadata: { note: town.canary(caller) },
    stream: town.random.next() < 0.4,
    ...more,
  },
  makes: "response",
  ...extra,
});

function form(canary: string): Uint8Array {
  const line = {
    custom_id: canary,
    method: "POST",
    url: "/v1/chat/completions",
    body: { model: "night", messages: [{ role: "user", content: canary }], max_tokens: 10 },
  };
  return Buffer.from(
    `--${boundary}\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nbatch\r\n` +
      `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${canary}.jsonl"\r\nContent-Type: application/jsonl\r\n\r\n` +
      `${JSON.stringify(line)}\n\r\n--${boundary}--\r\n`,
  );
}

const chat = (town: Town, caller: Caller, more: object = {}) => ({
  model: town.pick(chatModels),
  messages: [
    { role: "system", content: "Be brief." },
    { role: "user", content: town.canary(caller) },
  ],
  max_completion_tokens: 20,
  ...more,
});

/** The same words from everybody: what a cache that knows no keys would give to the next one. */
const question = [{ role: "user", content: "What is the capital of France?" }];

/** What callers of models do, honest and not; each names things of its own and of others. */
export const operations: Readonly<Record<string, Operation>> = {
  chat: (town, caller) => ({ method: "POST", path: "/openai/v1/chat/completions", body: chat(town, caller) }),
  "chat, streamed": (town, caller) => ({
    method: "POST",
    path: `/openai/deployments/gpt-5.4/chat/completions?${version}`,
    body: chat(town, caller, { stream: true, user: town.canary(caller) }),
  }),
  "a question of everybody's": () => ({
    method: "POST",
    path: "/openai/v1/chat/completions",
    body: { model: "gpt-5.4", messages: question, temperature: 0, max_completion_tokens: 20 },
  }),
  "an unknown model": (town, caller) => ({
    method: "POST",
    path: "/openai/v1/chat/completions",
    body: chat(town, caller, { model: town.canary(caller) }),
  }),
  "a broken body": (town, caller) => ({
    method: "POST",
    path: "/openai/v1/responses",
    body: `{"model": "${town.canary(caller)}`,
  }),
  "forged headers": (town, caller) => ({
    method: "POST",
    path: "/openai/v1/chat/completions",
    body: chat(town, caller),
    headers: {
      "x-genai-subscription": town.pick(town.callers).name,
      "x-ms-client-principal-id": town.pick(town.callers).name,
      "OpenAI-Organization": town.pick(town.callers).name,
      "Ocp-Apim-Trace": "true",
    },
  }),
  embeddings: (town, caller) => ({
    method: "POST",
    path: "/openai/v1/embeddings",
    body: { model: "text-embedding-3-small", input: town.canary(caller) },
  }),
  respond: (town, caller) => respond(town, caller, {}),
  "respond in the background": (town, caller) => respond(town, caller, { background: true, stream: false }),
  "go on": (town, caller) => {
    const thing = town.any("response", caller);
    return thing && respond(town, caller, { previous_response_id: thing.id }, { named: thing });
  },
  "go on in a conversation": (town, caller) => {
    const thing = town.any("conversation", caller);
    return thing && respond(town, caller, { conversation: thing.id }, { named: thing });
  },
  "read a response": named("response", "GET", (id) => `/openai/v1/responses/${id}`),
  "read a response's input": named("response", "GET", (id) => `/openai/v1/responses/${id}/input_items`),
  "cancel a response": named("response", "POST", (id) => `/openai/v1/responses/${id}/cancel`),
  "remove a response": named("response", "DELETE", (id) => `/openai/v1/responses/${id}`),
  "begin a conversation": (town, caller) => ({
    method: "POST",
    path: "/openai/v1/conversations",
    body: {
      metadata: { note: town.canary(caller) },
      items: [{ type: "message", role: "user", content: town.canary(caller) }],
    },
    makes: "conversation",
  }),
  "read a conversation": named("conversation", "GET", (id) => `/openai/v1/conversations/${id}`),
  "read its items": named("conversation", "GET", (id) => `/openai/v1/conversations/${id}/items`),
  "write into a conversation": named(
    "conversation",
    "POST",
    (id) => `/openai/v1/conversations/${id}/items`,
    (canary) => ({ items: [{ type: "message", role: "user", content: canary }] }),
  ),
  "change a conversation": named(
    "conversation",
    "POST",
    (id) => `/openai/v1/conversations/${id}`,
    (canary) => ({ metadata: { note: canary } }),
  ),
  "remove a conversation": named("conversation", "DELETE", (id) => `/openai/v1/conversations/${id}`),
  "send a file": (town, caller) => ({
    method: "POST",
    path: "/openai/v1/files",
    body: form(town.canary(caller)),
    headers: { "Content-Type": `multipart/form-data; boundary=${boundary}` },
    makes: "file",
  }),
  "list files": () => ({ method: "GET", path: "/openai/v1/files" }),
  "read a file": named("file", "GET", (id) => `/openai/v1/files/${id}`),
  "read a file's bytes": named("file", "GET", (id) => `/openai/v1/files/${id}/content`),
  "remove a file": named("file", "DELETE", (id) => `/openai/v1/files/${id}`),
  "start a job": (town, caller) => {
    const file = town.any("file", caller);
    return (
      file && {
        method: "POST",
        path: "/openai/v1/batches",
        body: { input_file_id: file.id, endpoint: "/v1/chat/completions", completion_window: "24h" },
        named: file,
        makes: "batch",
      }
    );
  },
  "list jobs": () => ({ method: "GET", path: "/openai/v1/batches" }),
  "read a job": named("batch", "GET", (id) => `/openai/v1/batches/${id}`),
  "cancel a job": named("batch", "POST", (id) => `/openai/v1/batches/${id}/cancel`),
  "list models": () => ({ method: "GET", path: "/openai/v1/models" }),
  "list deployments": () => ({ method: "GET", path: `/openai/deployments?${version}` }),
  "a path that is none": (town, caller) => ({ method: "GET", path: `/openai/v1/${town.canary(caller)}` }),
  "ask Claude": (town, caller) => ({
    method: "POST",
    path: "/anthropic/v1/messages",
    body: {
      model: "claude",
      max_tokens: 20,
      messages: [{ role: "user", content: town.canary(caller) }],
      stream: town.random.next() < 0.3,
      metadata: { user_id: town.canary(caller) },
    },
    headers: { "anthropic-version": "2023-06-01" },
  }),
  "ask Gemini": (town, caller) => ({
    method: "POST",
    path: "/gemini/v1beta/models/gemini:generateContent",
    body: { contents: [{ role: "user", parts: [{ text: town.canary(caller) }] }] },
  }),
  "call a tool": (town, caller) => ({
    method: "POST",
    path: "/orders/mcp",
    body: {
      jsonrpc: "2.0",
      id: town.canary(caller),
      method: "tools/call",
      params: { name: "create_order", arguments: { item: town.canary(caller), quantity: 1 } },
    },
    headers: { Accept: "application/json, text/event-stream" },
  }),
  "list tools": () => ({
    method: "POST",
    path: "/orders/mcp",
    body: { jsonrpc: "2.0", id: 1, method: "tools/list" },
    headers: { Accept: "application/json, text/event-stream" },
  }),
  "search an index": (town, caller) => ({
    method: "POST",
    path: "/knowledge/indexes('hotels')/docs/search.post.search?api-version=2026-04-01",
    body: { search: `${town.canary(caller)} rooms`, count: true },
  }),
  "search another index": (town, caller) => ({
    method: "POST",
    path: `/knowledge/indexes/${town.pick(town.callers).name}/docs/search?api-version=2026-04-01`,
    body: { search: town.canary(caller) },
  }),
  "analyze a document": (town, caller) => ({
    method: "POST",
    path: "/documentintelligence/documentModels/prebuilt-read:analyze?api-version=2024-11-30",
    body: Buffer.from(`Written by ${town.canary(caller)}`),
    headers: { "Content-Type": "application/octet-stream" },
    makes: "analysis",
  }),
  "read an analysis": named("analysis", "GET", (path) => path),
  "remove an analysis": named("analysis", "DELETE", (path) => path),
  "read a document": () => ({
    method: "GET",
    path: "/knowledge/indexes('hotels')/docs('1')?api-version=2026-04-01",
  }),
  "count what an index has": () => ({
    method: "GET",
    path: "/knowledge/indexes('hotels')/docs/$count?api-version=2026-04-01",
  }),
  "one's own usage": () => ({ method: "GET", path: "/openai/v1/genai/usage", isUsage: true }),
  ...pictureOperations,
};
