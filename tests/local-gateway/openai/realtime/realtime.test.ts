import { expect } from "chai";
import { VirtualClock } from "../../../../packages/common/clock";
import { closeCodes } from "../../../../packages/common/webSocket";
import type { SimulatedAccount } from "../../../../packages/local-gateway/openai";
import {
  refusal,
  shake,
  sound,
  steps,
  Talk,
  talkingAccount,
  types,
  userText,
  type ServerEvent,
} from "./talk";

const gaPath = "/openai/v1/realtime?model=live";
const previewPath = "/openai/realtime?api-version=2025-04-01-preview&deployment=live";

interface Done {
  readonly response: {
    readonly id: string;
    readonly status: string;
    readonly status_details: {
      readonly type: string;
      readonly reason?: string;
      readonly error?: { readonly code: string };
    } | null;
    readonly output: readonly {
      readonly type: string;
      readonly content?: readonly { type: string; text?: string; transcript?: string }[];
      readonly arguments?: string;
    }[];
    readonly usage: {
      readonly total_tokens: number;
      readonly input_tokens: number;
      readonly output_tokens: number;
      readonly input_token_details: { readonly text_tokens: number; readonly audio_tokens: number };
      readonly output_token_details: { readonly text_tokens: number; readonly audio_tokens: number };
    };
  };
}
const doneOf = (events: readonly ServerEvent[]) =>
  (events.find(({ type }) => type === "response.done") as unknown as Done).response;
const errorOf = (events: readonly ServerEvent[]) => {
  const found = events.find(({ type }) => type === "error") as unknown as {
    error: { code: string; param: string | null; event_id: string | null };
  };
  return found?.error;
};

describe("realtime sessions of a simulated account", () => {
  let clock: VirtualClock;
  let account: SimulatedAccount;
  beforeEach(() => {
    clock = new VirtualClock();
    account = talkingAccount(clock);
  });
  const textOnly = { type: "session.update", session: { type: "realtime", output_modalities: ["text"] } };

  const handshakes: readonly (readonly [
    path: string,
    headers: Record<string, string> | undefined,
    answer: string,
  ])[] = [
    ["/openai/v1/realtime?model=nobody", undefined, "404 DeploymentNotFound"],
    ["/openai/v1/realtime?model=chat", undefined, "400 OpperationNotSupported"],
    ["/openai/v1/realtime", undefined, "400 MissingParameter"],
    ["/openai/realtime?deployment=live", undefined, "404 404"],
    ["/openai/realtime?api-version=2025-04-01-preview", undefined, "400 MissingParameter"],
    ["/openai/v1/chat/completions?model=live", undefined, "404 404"],
    [gaPath, { Authorization: "Bearer bad" }, "401 401"],
    [gaPath, {}, "401 401"],
  ];
  for (const [path, headers, answer] of handshakes)
    it(`answers a handshake at ${path} with ${JSON.stringify(headers ?? "a good token")}: ${answer}`, async () => {
      expect(await refusal(await shake(account, path, headers))).to.equal(answer);
    });

  it("speaks the sub-protocol that clients offer", async () => {
    const answer = await shake(account, gaPath, {
      Authorization: "Bearer good",
      "Sec-WebSocket-Protocol": "realtime, other",
    });
    expect([answer.status, answer.headers.get("Sec-WebSocket-Protocol")]).to.deep.equal([101, "realtime"]);
  });

  it("answers in text, event by event", async () => {
    const talk = await Talk.open(account, clock);
    expect(types(await talk.ask(textOnly, 0))).to.deep.equal(["session.updated"]);
    expect(types(talk.events)).to.deep.equal(["session.created", "session.updated"]);
    expect(types(await talk.ask(userText("Hello"), 0))).to.deep.equal([
      "conversation.item.added",
      "conversation.item.done",
    ]);
    const events = await talk.ask({ type: "response.create" });
    expect(steps(events)).to.deep.equal([
      "response.created",
      "rate_limits.updated",
      "response.output_item.added",
      "conversation.item.added",
      "response.content_part.added",
      "response.output_text.delta",
      "response.output_text.done",
      "response.content_part.done",
      "conversation.item.done",
      "response.output_item.done",
      "response.done",
    ]);
    const { status, output, usage } = doneOf(events);
    const said = events
      .filter(({ type }) => type === "response.output_text.delta")
      .map(({ delta }) => delta as string)
      .join("");
    expect([status, output[0]?.content]).to.deep.equal(["completed", [{ type: "output_text", text: said }]]);
    expect(usage.total_tokens).to.equal(usage.input_tokens + usage.output_tokens);
    expect(usage.output_token_details).to.deep.equal({ text_tokens: usage.output_tokens, audio_tokens: 0 });
    expect(usage.input_token_details).to.include({ text_tokens: 1, audio_tokens: 0 });
    // The next answer reads what was said before.
    const next = doneOf(await talk.ask({ type: "response.create" }));
    expect(next.usage.input_tokens).to.equal(1 + usage.output_tokens);
  });

  it("uses the words of the preview where that was asked for", async () => {
    const talk = await Talk.open(account, clock, previewPath);
    expect(types(talk.events)).to.deep.equal(["session.created", "conversation.created"]);
    expect(Object.keys((talk.events[0] as unknown as { session: object }).session)).to.include.members([
      "modalities",
      "input_audio_format",
    ]);
    const events = await talk.ask([userText("Hello"), { type: "response.create" }]);
    expect(
      steps(events).filter((type) => type.includes("audio") || type.startsWith("conversation")),
    ).to.include.members([
      "conversation.item.created",
      "response.audio_transcript.delta",
      "response.audio.delta",
      "response.audio.done",
      "response.audio_transcript.done",
    ]);
    expect(doneOf(events).output[0]?.content?.[0]?.type).to.equal("audio");
  });

  it("gives as much audio as it is paid for", async () => {
    const talk = await Talk.open(account, clock);
    const events = await talk.ask([userText("Hello"), { type: "response.create" }]);
    const { usage } = doneOf(events);
    const bytes = events
      .filter(({ type }) => type === "response.output_audio.delta")
      .reduce((sum, { delta }) => sum + Buffer.from(delta as string, "base64").length, 0);
    // PCM16 at 24 kHz: a token for 50 ms.
    expect(usage.output_token_details.audio_tokens)
      .to.equal(bytes / 48 / 50)
      .and.greaterThan(0);
  });

  it("hears when somebody speaks and stops, and answers", async () => {
    const talk = await Talk.open(account, clock);
    const events = await talk.ask([
      { type: "input_audio_buffer.append", audio: sound(400, false) },
      { type: "input_audio_buffer.append", audio: sound(1000) },
      { type: "input_audio_buffer.append", audio: sound(300, false) },
    ]);
    expect(steps(events).slice(0, 6)).to.deep.equal([
      "input_audio_buffer.speech_started",
      "input_audio_buffer.speech_stopped",
      "input_audio_buffer.committed",
      "conversation.item.added",
      "conversation.item.done",
      "response.created",
    ]);
    expect(events[0]).to.include({ audio_start_ms: 100 });
    expect(events[1]).to.include({ audio_end_ms: 1600 });
    // What is committed is the whole buffer, a token for 100 ms.
    expect(doneOf(events).usage.input_token_details.audio_tokens).to.equal(17);
  });

  it("stops talking when it is talked to", async () => {
    const talk = await Talk.open(account, clock);
    await talk.ask([userText("Hello"), { type: "response.create" }], 60);
    const events = await talk.ask({ type: "input_audio_buffer.append", audio: sound(200) }, 0);
    const { status, status_details } = doneOf(events);
    expect([status, status_details?.reason]).to.deep.equal(["cancelled", "turn_detected"]);
  });

  it("answers what was said into its answer, once that has stopped", async () => {
    const talk = await Talk.open(account, clock);
    await talk.ask([userText("Hello"), { type: "response.create" }], 60);
    const events = await talk.ask({
      type: "input_audio_buffer.append",
      audio: Buffer.concat([Buffer.from(sound(400), "base64"), Buffer.alloc(300 * 48)]).toString("base64"),
    });
    const ends = events.filter(({ type }) => type === "response.done") as unknown as Done[];
    expect(ends.map(({ response }) => response.status)).to.deep.equal(["cancelled", "completed"]);
  });

  it("waits for the client where it detects no turns", async () => {
    const talk = await Talk.open(account, clock, previewPath);
    await talk.ask({ type: "session.update", session: { turn_detection: null } }, 0);
    expect(types(await talk.ask({ type: "input_audio_buffer.append", audio: sound(500) }))).to.deep.equal([]);
    expect(types(await talk.ask({ type: "input_audio_buffer.commit" }))).to.deep.equal([
      "input_audio_buffer.committed",
      "conversation.item.created",
    ]);
    expect(errorOf(await talk.ask({ type: "input_audio_buffer.commit" }))?.code).to.equal(
      "input_audio_buffer_commit_empty",
    );
    expect(
      types(
        await talk.ask([
          { type: "input_audio_buffer.append", audio: sound(500) },
          { type: "input_audio_buffer.clear" },
        ]),
      ),
    ).to.deep.equal(["input_audio_buffer.cleared"]);
  });

  it("calls a function where one must be called", async () => {
    const talk = await Talk.open(account, clock);
    const tool = {
      type: "function",
      name: "look_up",
      parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
    };
    const events = await talk.ask([
      userText("Weather?"),
      { type: "response.create", response: { tools: [tool], tool_choice: "required" } },
    ]);
    const [call] = doneOf(events).output;
    expect(call).to.include({ type: "function_call", name: "look_up" });
    expect(JSON.parse(call!.arguments!)).to.have.property("city");
    const after = await talk.ask(
      {
        type: "conversation.item.create",
        item: {
          type: "function_call_output",
          call_id: (call as unknown as { call_id: string }).call_id,
          output: "sun",
        },
      },
      0,
    );
    expect(types(after)).to.deep.equal(["conversation.item.added", "conversation.item.done"]);
  });

  it("cuts an answer at its bound, and cancels it when told", async () => {
    const talk = await Talk.open(account, clock);
    await talk.ask(textOnly, 0);
    const bounded = doneOf(
      await talk.ask([userText("Hello"), { type: "response.create", response: { max_output_tokens: 5 } }]),
    );
    expect([bounded.status, bounded.status_details?.reason, bounded.usage.output_tokens]).to.deep.equal([
      "incomplete",
      "max_output_tokens",
      5,
    ]);
    await talk.ask({ type: "response.create" }, 30);
    const cancelled = doneOf(await talk.ask({ type: "response.cancel" }, 0));
    expect([cancelled.status, cancelled.status_details?.reason]).to.deep.equal([
      "cancelled",
      "client_cancelled",
    ]);
    expect(errorOf(await talk.ask({ type: "response.cancel" }, 0))?.code).to.equal(
      "response_cancel_not_active",
    );
  });

  const wrong: readonly (readonly [event: object | string, code: string, param: string | null])[] = [
    ["{", "invalid_json", null],
    [{ nothing: 1 }, "missing_required_parameter", "type"],
    [{ type: "session.destroy" }, "invalid_value", "type"],
    [{ type: "constructor" }, "invalid_value", "type"],
    [{ type: "session.update" }, "missing_required_parameter", "session"],
    [
      { type: "session.update", session: { instructions: "a" } },
      "missing_required_parameter",
      "session.type",
    ],
    [
      { type: "session.update", session: { type: "realtime", modalities: ["text"] } },
      "unknown_parameter",
      "session.modalities",
    ],
    [
      {
        type: "session.update",
        session: { type: "realtime", audio: { input: { turn_detection: { volume: 1 } } } },
      },
      "unknown_parameter",
      "session.audio.input.turn_detection.volume",
    ],
    [
      { type: "session.update", session: { type: "realtime", output_modalities: ["text", "audio"] } },
      "invalid_value",
      "session.output_modalities",
    ],
    [{ type: "input_audio_buffer.append", audio: "not base64!" }, "invalid_value", "audio"],
    [
      { type: "conversation.item.create", item: { type: "message", role: "king", content: [] } },
      "invalid_value",
      "item.role",
    ],
    [
      {
        type: "conversation.item.create",
        item: { type: "message", role: "user", content: [{ type: "output_text", text: "a" }] },
      },
      "invalid_value",
      "item.content[0].type",
    ],
    [{ type: "conversation.item.delete", item_id: "item_none" }, "item_delete_invalid_item_id", "item_id"],
    [
      { type: "conversation.item.truncate", item_id: "item_none" },
      "item_truncate_invalid_item_id",
      "item_id",
    ],
    [{ type: "response.create", response: { colour: "red" } }, "unknown_parameter", "response.colour"],
  ];
  for (const [event, code, param] of wrong)
    it(`says what is wrong with ${typeof event === "string" ? event : JSON.stringify(event)}, and goes on`, async () => {
      const talk = await Talk.open(account, clock);
      if (typeof event === "string") talk.sendText(event);
      const events =
        typeof event === "string" ? await talk.ask([], 0) : await talk.ask({ event_id: "mine", ...event }, 0);
      const all = typeof event === "string" ? talk.events : events;
      expect(errorOf(all)).to.include({ code, param, event_id: typeof event === "string" ? null : "mine" });
      expect(types(await talk.ask(textOnly, 0))).to.deep.equal(["session.updated"]);
    });

  it("makes one answer at a time", async () => {
    const talk = await Talk.open(account, clock);
    const events = await talk.ask([{ type: "response.create" }, { type: "response.create" }], 0);
    expect(errorOf(events)?.code).to.equal("conversation_already_has_active_response");
  });

  it("has the limits of its deployment, for sessions and for answers", async () => {
    const small = talkingAccount(clock, { capacity: 1 });
    const talk = await Talk.open(small, clock);
    const full = await clock.run(shake(small, gaPath));
    expect([full.status, full.headers.get("retry-after")]).to.deep.equal([429, "10"]);
    await clock.advance(10_000);
    const events = await talk.ask([userText("word ".repeat(1200)), { type: "response.create" }]);
    const { status, status_details, usage } = doneOf(events);
    expect([status, status_details?.error?.code, usage.total_tokens]).to.deep.equal([
      "failed",
      "rate_limit_exceeded",
      0,
    ]);
  });

  it("keeps one entry of the ledger a session, with what its answers cost", async () => {
    const talk = await Talk.open(account, clock);
    const first = doneOf(await talk.ask([textOnly, userText("Hello"), { type: "response.create" }]));
    const second = doneOf(await talk.ask({ type: "response.create" }));
    const [entry] = account.ledger.calls;
    expect(entry?.complete).to.equal(false);
    talk.close();
    expect(account.ledger.calls).to.have.length(1);
    expect(entry).to.include({
      operation: "realtime",
      deployment: "live",
      status: 101,
      complete: true,
      promptTokens: first.usage.input_tokens + second.usage.input_tokens,
      completionTokens: first.usage.output_tokens + second.usage.output_tokens,
    });
  });

  it("ends after half an hour, and breaks off when the account goes or a fault cuts it", async () => {
    const old = await Talk.open(account, clock);
    await clock.advance(30 * 60_000);
    expect([errorOf(old.events)?.code, old.closes.map(([code]) => code)]).to.deep.equal([
      "session_expired",
      [closeCodes.goingAway],
    ]);
    const lost = await Talk.open(account, clock);
    lost.send({ type: "response.create" });
    await clock.advance(50);
    account.setOutage("refused");
    expect(lost.closes.map(([code]) => code)).to.deep.equal([closeCodes.brokenOff]);
    await clock.advance(60_000);
    expect(account.ledger.calls.map(({ complete }) => complete)).to.deep.equal([true, false]);
    account.setOutage(undefined);
    account.configure("live", { fault: { kind: "cut", afterChunks: 2 } });
    const cut = await Talk.open(account, clock);
    const events = await cut.ask([textOnly, { type: "response.create" }]);
    expect(events.filter(({ type }) => type === "response.output_text.delta")).to.have.length(2);
    expect(cut.closes.map(([code]) => code)).to.deep.equal([closeCodes.brokenOff]);
  });
});
