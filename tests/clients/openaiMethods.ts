import { toFile, type AzureOpenAI, type default as OpenAI } from "openai";
import { wav } from "../../packages/common/wav";
import { deployments } from "./fullStack";

/** What a method of the openai package is called with; gives what the test looks at. */
export type MethodCall = (client: OpenAI | AzureOpenAI) => Promise<unknown>;

/** A method of something that the gateway does not offer: it must be refused with this status, and say why. */
export interface Refused {
  readonly refused: number;
  readonly call: MethodCall;
}

const chat = { model: deployments.chat, messages: [{ role: "user" as const, content: "Say hello" }] };
const { chat: model } = deployments;

/** A quarter of a second of silence. */
function wave(): Promise<File> {
  const rate = 16_000;
  const data = Buffer.alloc(rate / 2);
  return toFile(wav(data, rate), "silence.wav", { type: "audio/wav" });
}

/** One transparent pixel. */
const picture = () =>
  toFile(
    Buffer.from(
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
      "base64",
    ),
    "dot.png",
    { type: "image/png" },
  );

const weather = {
  name: "weather",
  description: "Tells the weather",
  parameters: {
    type: "object",
    properties: { city: { type: "string" } },
    required: ["city"],
    additionalProperties: false,
  },
};

async function responseOf(client: OpenAI, more: object = {}): Promise<string> {
  const { id } = await client.responses.create({ model, input: "Remember 42", ...more });
  return id;
}

async function batchFile(client: OpenAI): Promise<string> {
  const line = { custom_id: "one", method: "POST", url: "/v1/chat/completions", body: chat };
  const { id } = await client.files.create({
    file: await toFile(Buffer.from(`${JSON.stringify(line)}\n`), "jobs.jsonl"),
    purpose: "batch",
  });
  return id;
}

function batchOf(client: OpenAI, file: string) {
  return client.batches.create({
    input_file_id: file,
    endpoint: "/v1/chat/completions",
    completion_window: "24h",
  });
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** Method of the openai package => a call of it. The names are those of the package itself; see surface.clients.ts. */
export const offered: Readonly<Record<string, MethodCall>> = {
  "chat.completions.create": async (client) => {
    const whole = await client.chat.completions.create(chat);
    const chunks = await all(
      await client.chat.completions.create({
        ...chat,
        stream: true,
        stream_options: { include_usage: true },
      }),
    );
    return [whole.choices[0]!.message.content, chunks.at(-1)!.usage!.total_tokens];
  },
  "chat.completions.parse": async (client) => {
    const { choices } = await client.chat.completions.parse({
      ...chat,
      response_format: {
        type: "json_schema",
        json_schema: { name: "w", schema: weather.parameters, strict: true },
      },
    });
    return JSON.parse(choices[0]!.message.content!) as unknown;
  },
  "chat.completions.runTools": async (client) => {
    const runner = client.chat.completions.runTools(
      {
        ...chat,
        tools: [{ type: "function", function: { ...weather, parse: JSON.parse, function: () => "sunny" } }],
      },
      { maxChatCompletions: 2 },
    );
    return runner.finalContent();
  },
  "chat.completions.stream": (client) => client.chat.completions.stream(chat).finalContent(),
  "completions.create": async (client) => {
    const { choices } = await client.completions.create({
      model: deployments.instruct,
      prompt: "Once",
      n: 2,
    });
    return choices[1]!.text;
  },
  "embeddings.create": async (client) => {
    const { data } = await client.embeddings.create({ model: deployments.embeddings, input: ["a", "b"] });
    return data[1]!.embedding.length;
  },
  "responses.create": async (client) => {
    const first = await responseOf(client);
    const events = await all(
      await client.responses.create({ model, input: "And now?", previous_response_id: first, stream: true }),
    );
    return events.at(-1)!.type === "response.completed";
  },
  "responses.retrieve": async (client) => (await client.responses.retrieve(await responseOf(client))).status,
  "responses.delete": async (client) => {
    const id = await responseOf(client);
    await client.responses.delete(id);
    return client.responses.retrieve(id).then(
      () => undefined,
      ({ status }: { status: number }) => status,
    );
  },
  "responses.parse": async (client) => {
    const { output_parsed } = await client.responses.parse({
      model,
      input: "Weather in Oslo",
      text: { format: { type: "json_schema", name: "w", schema: weather.parameters, strict: true } },
    });
    return output_parsed;
  },
  "responses.stream": async (client) =>
    (await client.responses.stream({ model, input: "Hello" }).finalResponse()).output_text,
  "responses.cancel": async (client) =>
    (await client.responses.cancel(await responseOf(client, { background: true }))).status,
  "responses.compact": async (client) => {
    const { output, usage } = await client.responses.compact({ model, input: "A long story" });
    const next = await client.responses.create({
      model,
      input: [...(output as OpenAI.Responses.ResponseInputItem[]), { role: "user", content: "Go on" }],
    });
    return [output.at(-1)!.type, usage.total_tokens > 0, next.status];
  },
  "responses.inputTokens.count": async (client) =>
    (await client.responses.inputTokens.count({ model, input: "How long is this?" })).input_tokens,
  "responses.inputItems.list": async (client) =>
    (await all(client.responses.inputItems.list(await responseOf(client)))).length,
  "conversations.create": async (client) => (await client.conversations.create({})).id,
  "conversations.retrieve": async (client) => {
    const { id } = await client.conversations.create({ metadata: { topic: "demo" } });
    return (await client.conversations.retrieve(id)).id === id;
  },
  "conversations.update": async (client) => {
    const { id } = await client.conversations.create({});
    const { metadata } = await client.conversations.update(id, { metadata: { topic: "new" } });
    return (metadata as Record<string, string>)["topic"];
  },
  "conversations.delete": async (client) => {
    const { id } = await client.conversations.create({});
    return (await client.conversations.delete(id)).deleted;
  },
  "conversations.items.create": async (client) => (await conversation(client)).item,
  "conversations.items.retrieve": async (client) => {
    const { id, item } = await conversation(client);
    return (await client.conversations.items.retrieve(item, { conversation_id: id })).id === item;
  },
  "conversations.items.list": async (client) => {
    const { id } = await conversation(client);
    await client.responses.create({ model, input: "Go on", conversation: id });
    return (await all(client.conversations.items.list(id))).length;
  },
  "conversations.items.delete": async (client) => {
    const { id, item } = await conversation(client);
    return (await client.conversations.items.delete(item, { conversation_id: id })).id === id;
  },
  "images.generate": async (client) => {
    const { data } = await client.images.generate({
      model: deployments.images,
      prompt: "A cat",
      size: "1024x1024",
    });
    return Buffer.from(data![0]!.b64_json!, "base64").readUInt32BE(16);
  },
  "images.edit": async (client) => {
    const { data } = await client.images.edit({
      model: deployments.images,
      prompt: "A hat",
      image: await picture(),
    });
    return data![0]!.b64_json!.length > 100;
  },
  "audio.speech.create": async (client) => {
    const spoken = await client.audio.speech.create({
      model: deployments.speech,
      voice: "alloy",
      input: "Hello there",
      response_format: "wav",
    });
    return Buffer.from(await spoken.arrayBuffer()).toString("latin1", 0, 4);
  },
  "audio.transcriptions.create": async (client) => {
    const { text } = await client.audio.transcriptions.create({
      model: deployments.transcribe,
      file: await wave(),
    });
    return text.length > 0;
  },
  "audio.translations.create": async (client) => {
    const { text } = await client.audio.translations.create({
      model: deployments.whisper,
      file: await wave(),
    });
    return text.length > 0;
  },
  "models.list": async (client) => (await all(client.models.list())).map(({ id }) => id).sort(),
  "models.retrieve": async (client) => (await client.models.retrieve(deployments.chat)).id,
  "files.create": (client) => batchFile(client),
  "files.retrieve": async (client) => (await client.files.retrieve(await batchFile(client))).filename,
  "files.list": async (client) => {
    const id = await batchFile(client);
    return (await all(client.files.list())).some((file) => file.id === id);
  },
  "files.content": async (client) => {
    const content = await client.files.content(await batchFile(client));
    return (JSON.parse(await content.text()) as { custom_id: string }).custom_id;
  },
  "files.delete": async (client) => (await client.files.delete(await batchFile(client))).deleted,
  "files.waitForProcessing": async (client) =>
    (await client.files.waitForProcessing(await batchFile(client), { pollInterval: 10 })).status,
  "batches.create": async (client) => (await batchOf(client, await batchFile(client))).status,
  "batches.retrieve": async (client) => {
    const { id } = await batchOf(client, await batchFile(client));
    return (await client.batches.retrieve(id)).id === id;
  },
  "batches.list": async (client) => {
    const { id } = await batchOf(client, await batchFile(client));
    return (await all(client.batches.list())).some((batch) => batch.id === id);
  },
  "batches.cancel": async (client) =>
    (await client.batches.cancel((await batchOf(client, await batchFile(client))).id)).status,
};

async function conversation(client: OpenAI): Promise<{ readonly id: string; readonly item: string }> {
  const { id } = await client.conversations.create({});
  const { data } = await client.conversations.items.create(id, {
    items: [{ type: "message", role: "user", content: "Hello" }],
  });
  return { id, item: data[0]!.id! };
}
