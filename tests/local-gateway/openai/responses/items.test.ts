import { expect } from "chai";
import { seededRandom } from "../../../../packages/common/random";
import { call, deployment, virtualAccount } from "../accounts";

const thinker = deployment({ model: "o4-mini", modelVersion: "2025-04-16" });
const sealed = { model: "chat", store: false, include: ["reasoning.encrypted_content"] };

describe("items of responses", () => {
  it("carry thoughts that only the account can read which had them", async () => {
    const one = virtualAccount([thinker], { random: seededRandom(1) });
    const other = virtualAccount([thinker], { random: seededRandom(2) });
    const made = (await one.ask("POST /responses", { ...sealed, input: "Think" })).json;
    expect(made.output.map((item) => item.type)).to.deep.equal(["reasoning", "message"]);
    expect(made.output[0]!.encrypted_content).to.match(/^gAAAA/);
    const input = [{ role: "user", content: "Think" }, ...made.output, { role: "user", content: "More" }];
    expect((await one.ask("POST /responses", { ...sealed, input })).status).to.equal(200);
    const refused = await other.ask("POST /responses", { ...sealed, input });
    expect(refused.status).to.equal(400);
    expect(refused.json.error).to.include({
      code: "invalid_encrypted_content",
      type: "invalid_request_error",
    });
    const thought = made.output[0]!;
    const changed = { ...thought, encrypted_content: `${thought.encrypted_content.slice(0, -4)}AAAA` };
    const forged = [{ role: "user", content: "Think" }, changed];
    expect((await one.ask("POST /responses", { ...sealed, input: forged })).status).to.equal(400);
  });

  it("have no such content unless it is asked for", async () => {
    const { ask } = virtualAccount([thinker]);
    const { output } = (await ask("POST /responses", { model: "chat", input: "Think" })).json;
    expect(output[0]).not.to.have.property("encrypted_content");
  });

  it("are compacted into one that only this account reads", async () => {
    const one = virtualAccount();
    const other = virtualAccount(undefined, { random: seededRandom(2) });
    const input = [
      { role: "user", content: "Hello" },
      { role: "assistant", content: "Hi" },
    ];
    const compacted = (await one.ask("POST /responses/compact", { model: "chat", input })).json;
    expect(compacted.object).to.equal("response.compaction");
    expect(compacted.output.map((item) => item.type)).to.deep.equal(["message", "compaction"]);
    const next = { model: "chat", input: [...compacted.output, { role: "user", content: "Go on" }] };
    expect((await one.ask("POST /responses", next)).status).to.equal(200);
    expect((await other.ask("POST /responses", next)).json.error.code).to.equal("invalid_encrypted_content");
  });

  it("are named by their id when they are stored", async () => {
    const { ask } = virtualAccount();
    const kept = (await ask("POST /responses", { model: "chat", input: "Hello" })).json;
    const lost = (await ask("POST /responses", { model: "chat", input: "Hello", store: false })).json;
    const naming = (id: string) =>
      ask("POST /responses", {
        model: "chat",
        input: [
          { type: "item_reference", id },
          { role: "user", content: "x" },
        ],
      });
    const whole = await ask("POST /responses", {
      model: "chat",
      input: [kept.output[0], { role: "user", content: "x" }],
    });
    const named = await naming(kept.output[0]!.id);
    expect(named.json.usage.input_tokens).to.equal(whole.json.usage.input_tokens);
    const refused = await naming(lost.output[0]!.id);
    expect(refused.status).to.equal(404);
    expect(refused.json.error.message).to.match(/Items are not persisted when `store` is set to false/);
    await ask(`DELETE /responses/${kept.id}`);
    expect((await naming(kept.output[0]!.id)).status).to.equal(404);
  });

  it("count their tokens without being answered", async () => {
    const { ask, account } = virtualAccount();
    const body = { model: "chat", input: "How many tokens?", instructions: "Count" };
    const counted = (await ask("POST /responses/input_tokens", body)).json;
    const made = (await ask("POST /responses", body)).json;
    expect(counted).to.deep.equal({ object: "response.input_tokens", input_tokens: made.usage.input_tokens });
    expect(account.ledger.calls[0]).to.include({ promptTokens: 0, completionTokens: 0 });
  });

  const call1 = { type: "function_call", call_id: "c1", name: "f", arguments: "{}" };
  const output1 = { type: "function_call_output", call_id: "c1", output: "done" };
  for (const [what, input, status, message] of [
    ["a call and its output", [call1, output1], 200, undefined],
    [
      "an output without its call",
      [output1],
      400,
      "No tool call found for function call output with call_id c1.",
    ],
    ["a call without its output", [call1], 400, "No tool output found for function call c1."],
    [
      "a message without a role",
      [{ type: "message", content: "x" }],
      400,
      "Missing required parameter: 'input[0].role'.",
    ],
    [
      "a part of an unknown kind",
      [{ role: "user", content: [{ type: "text", text: "x" }] }],
      400,
      /^Invalid value: 'text'\. Supported values are: 'input_text', /,
    ],
    [
      "an image that is no link",
      [{ role: "user", content: [{ type: "input_image", image_url: "x.png" }] }],
      400,
      /Expected a valid URL/,
    ],
    [
      "an image of another kind",
      [{ role: "user", content: [{ type: "input_image", image_url: "data:image/tiff;base64,AAAA" }] }],
      400,
      /unsupported image/,
    ],
  ] as const)
    it(`take or refuse ${what}`, async () => {
      const { account, clock } = virtualAccount();
      const answer = await clock.run(call(account.handle, "/openai/v1/responses", { model: "chat", input }));
      expect(answer.status).to.equal(status);
      if (message instanceof RegExp) expect(answer.json.error.message).to.match(message);
      else if (message) expect(answer.json.error.message).to.equal(message);
    });
});
