import { expect } from "chai";
import type { GatewayConfigInput } from "../../../components";
import { emptyBody, HttpHeaders, readBody } from "../../../packages/common/http";
import { asHandshake, closeCodes } from "../../../packages/common/webSocket";
import { ask } from "../ask";
import { DevStack } from "../devStack";
import { live, realtimeConfig } from "../realtimeStack";

type Guardrail = NonNullable<GatewayConfigInput["guardrails"]>[number];

/** Every kind of guardrail, for a guardrail that looks at no text has no way into a batch job or a session either. */
const kinds: readonly Guardrail[] = [
  { name: "safety", contentSafety: {} },
  { name: "pii", pii: {} },
  { name: "tools", denyTools: ["mcp"] },
  { name: "length", maxPromptTokens: 1_000 },
];

const form = (fields: string) =>
  Buffer.from(
    `--x\r\n${fields}Content-Disposition: form-data; name="file"; filename="a.jsonl"\r\n\r\n{}\r\n--x--\r\n`,
  );
const purpose = 'Content-Disposition: form-data; name="purpose"\r\n\r\nbatch\r\n--x\r\n';

/** A product for each kind, and one without any. */
async function unseenStack(): Promise<DevStack> {
  const product = (name: string, more: object = {}) => ({
    name,
    displayName: name,
    subscriptions: [{ name: `${name}-key` }],
    ...more,
  });
  return DevStack.start(
    realtimeConfig({
      apis: { azureOpenAi: { files: "owned" }, openAiV1: { files: "owned" } },
      guardrails: [...kinds],
      products: [...kinds.map(({ name }) => product(name, { guardrails: name })), product("free")],
    }),
  );
}

describe("what a guardrail cannot look into", () => {
  let stack: DevStack;
  before(async () => {
    stack = await unseenStack();
  });
  const keyOf = (product: string) => ({ "api-key": stack.key(`${product}-key`) });
  const forms = { "Content-Type": "multipart/form-data; boundary=x" };

  async function handshake(path: string, product: string) {
    const answer = await stack.clock.run(
      stack.local.handle({
        method: "GET",
        url: `https://gateway.example${path}`,
        headers: asHandshake(new HttpHeaders(keyOf(product))),
        body: emptyBody,
        clientAddress: "203.0.113.9",
      }),
    );
    answer.webSocket?.close(closeCodes.normal);
    return {
      status: answer.status,
      text: Buffer.from(await stack.clock.run(readBody(answer.body))).toString(),
    };
  }

  for (const { name } of kinds) {
    it(`${name}: files and batch jobs are refused, by both APIs, and nothing goes on`, async () => {
      for (const [call, headers, body] of [
        ["POST /openai/v1/files", forms, form(purpose)],
        ["POST /openai/v1/batches", {}, { input_file_id: "file-1", endpoint: "/v1/chat/completions" }],
        ["POST /openai/files?api-version=2024-10-21", forms, form(purpose)],
        ["POST /openai/batches?api-version=2024-10-21", {}, { input_file_id: "file-1" }],
      ] as const) {
        const answer = await ask(stack, call, { ...keyOf(name), ...headers }, body);
        expect([answer.status, answer.code], call).to.deep.equal([403, "GuardrailUnsupported"]);
        expect(answer.message).to.match(
          /cannot look into the lines of a batch job\. Use a key without one\./,
        );
        expect(stack.usage().at(-1)).to.include({ status: 403, tokensFrom: "none", attempts: 0 });
      }
    });

    it(`${name}: what is there may be read, ended and taken away`, async () => {
      expect((await ask(stack, "GET /openai/v1/files", keyOf(name))).status).to.equal(200);
      expect((await ask(stack, "GET /openai/v1/batches", keyOf(name))).status).to.equal(200);
      // Nothing of that id is there: the account has been asked.
      for (const call of [
        "POST /openai/v1/batches/batch_1/cancel",
        "GET /openai/v1/batches/batch_1",
        "DELETE /openai/v1/files/file-1",
      ])
        expect((await ask(stack, call, keyOf(name))).status, call).to.equal(404);
    });

    it(`${name}: a realtime session does not begin, and its handshake says why`, async () => {
      for (const path of [
        `/openai/v1/realtime?model=${live.name}`,
        `/openai/realtime?api-version=2025-04-01-preview&deployment=${live.name}`,
      ]) {
        const { status, text } = await handshake(path, name);
        expect(status, path).to.equal(403);
        expect(text).to.match(
          /This key has a guardrail, and what passes in a realtime session is seen by none/,
        );
      }
    });
  }

  it("is open to a key without a guardrail", async () => {
    expect((await handshake(`/openai/v1/realtime?model=${live.name}`, "free")).status).to.equal(101);
    const file = await ask(stack, "POST /openai/v1/files", { ...keyOf("free"), ...forms }, form(purpose));
    expect(file.code).not.to.equal("GuardrailUnsupported");
  });
});
