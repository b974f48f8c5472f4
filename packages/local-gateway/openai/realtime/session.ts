import type { Clock } from "@azure-genai-gateway/common/clock";
import { type Random, newUuid } from "@azure-genai-gateway/common/random";
import { closeCodes, type WebSocketEnd, type WebSocketMessage } from "@azure-genai-gateway/common/webSocket";
import type { TokenCounter } from "../../tokens/tokenCounter";
import type { LedgerEntry } from "../../answers/ledger";
import type { Limits } from "../limits/admission";
import type { OperationContext } from "../operation";
import type { Latency } from "../types";
import { isRecord } from "../wire/validate";
import { bytesPerMs } from "./audio";
import { AudioInput } from "./audioInput";
import { Conversation, noSuchItem, type Item } from "./conversation";
import type { Dialect, Json, Settings } from "./dialects";
import { invalid, invalidValue, missing, type RealtimeError } from "./errors";
import { ResponseRun } from "./response";

/** https://learn.microsoft.com/azure/foundry/openai/quotas-limits: how long one session may last. */
export const sessionMs = 30 * 60_000;

interface Refused {
  readonly refused: string;
}

interface Room {
  readonly cachedTokens: number;
  settle(completionTokens: number): void;
}

export interface SessionOptions {
  readonly dialect: Dialect;
  readonly clock: Clock;
  readonly random: Random;
  readonly limits: Limits;
  readonly latency: Latency;
  readonly tokens: TokenCounter;
  readonly entry: LedgerEntry;
  readonly model: string;
  readonly generation: (random: Random) => OperationContext;
  readonly cachedTokens: (prompt: () => string, promptTokens: number) => number;
  /** Breaks the connection off after so many pieces of answers. */
  readonly cutAfter?: number | undefined;
}

/**
 * One realtime session: what a client sends changes it, and it answers with server events, audio and text made up.
 * https://learn.microsoft.com/azure/foundry/openai/realtime-audio-reference
 */
export class RealtimeSession {
  readonly dialect: Dialect;
  readonly clock: Clock;
  readonly latency: Latency;
  readonly conversation: Conversation;
  private readonly conversationId: string;
  private session: Json;
  readonly input = new AudioInput(this);
  private active: ResponseRun | undefined;
  private answersNext = false;
  private deltas = 0;
  private open = true;
  private cancelExpiry = () => {};

  constructor(
    private readonly end: WebSocketEnd,
    private readonly options: SessionOptions,
    private readonly ended: () => void,
  ) {
    const { dialect, clock, latency, model } = options;
    this.dialect = dialect;
    this.clock = clock;
    this.latency = latency;
    this.conversation = new Conversation(options.tokens, model);
    this.conversationId = this.newId("conv");
    const expiresAt = Math.floor((clock.now() + sessionMs) / 1000);
    this.session = dialect.session(this.newId("sess"), model, expiresAt);
  }

  start(): void {
    const { end } = this;
    end.listen({
      message: (message) => this.receive(message),
      closed: (code) => this.over(code !== closeCodes.brokenOff),
    });
    this.cancelExpiry = this.clock.after(sessionMs, () => this.expire());
    void this.emit("session.created", { session: this.session });
    if (this.dialect.name === "preview") {
      const { conversationId: id } = this;
      void this.emit("conversation.created", { conversation: { id, object: "realtime.conversation" } });
    }
  }

  /** The account has gone. */
  breakOff(): void {
    this.end.close(closeCodes.brokenOff);
    this.over(false);
  }

  newId(kind: string): string {
    return `${kind}_${newUuid(this.options.random).replaceAll("-", "").slice(0, 21)}`;
  }

  emit(type: string, event: Json): void | Promise<void> {
    if (!this.open) return;
    const bytes = Buffer.from(JSON.stringify({ type, event_id: this.newId("event"), ...event }));
    return this.end.send({ bytes, binary: false });
  }

  /** Counts a piece of an answer, and breaks off where a fault wants it. */
  countDelta(): void {
    this.deltas += 1;
    if (this.options.cutAfter !== undefined && this.deltas > this.options.cutAfter) this.breakOff();
    if (!this.open) throw new Error("The client has gone");
  }

  generation(random: Random): OperationContext {
    return this.options.generation(random);
  }

  /** Room for one response, or the text of its refusal. */
  admit(promptTokens: number, maxTokens: number | undefined): Refused | Room {
    const { limits, cachedTokens: cachedOf } = this.options;
    const cachedTokens = cachedOf(
      () => JSON.stringify([this.session["instructions"], this.conversation.items.map(({ shown }) => shown)]),
      promptTokens,
    );
    const admission = limits.admit({ promptTokens, cachedTokens, maxTokens });
    this.tellLimits(admission.headers);
    if (!admission.admitted) return { refused: admission.message };
    return {
      cachedTokens,
      settle: (completionTokens: number) =>
        admission.settle({ promptTokens, cachedTokens, completionTokens }),
    };
  }

  /** What an HTTP answer says in its headers. */
  private tellLimits(headers: Readonly<Record<string, string>>): void {
    const rate_limits = ["requests", "tokens"].flatMap((name) => {
      const limit = headers[`x-ratelimit-limit-${name}`];
      if (limit === undefined) return [];
      const number = (what: string) => Number(headers[`x-ratelimit-${what}-${name}`]);
      return { name, limit: Number(limit), remaining: number("remaining"), reset_seconds: number("reset") };
    });
    if (rate_limits.length > 0) void this.emit("rate_limits.updated", { rate_limits });
  }

  responded(run: ResponseRun, usage: { prompt: number; cached: number; completion: number }): void {
    if (this.active === run) this.active = undefined;
    const { entry } = this.options;
    entry.promptTokens += usage.prompt;
    entry.cachedTokens += usage.cached;
    entry.completionTokens += usage.completion;
  }

  private over(complete: boolean): void {
    if (!this.open) return;
    this.open = false;
    this.cancelExpiry();
    this.options.entry.complete = complete;
    this.active?.cancel("client_cancelled");
    this.ended();
  }

  private expire(): void {
    const message = "Your session hit the maximum duration of 30 minutes.";
    void this.fail(invalid("session_expired", message));
    this.end.close(closeCodes.goingAway, message);
    this.over(true);
  }

  private fail(error: RealtimeError, clientEventId?: unknown): void {
    const event_id = typeof clientEventId === "string" ? clientEventId : null;
    void this.emit("error", { error: { ...error, event_id } });
  }

  private receive({ bytes, binary }: WebSocketMessage): void {
    let event: unknown;
    try {
      event = binary ? undefined : JSON.parse(Buffer.from(bytes).toString("utf8"));
    } catch {
      event = undefined;
    }
    if (!isRecord(event)) {
      this.fail(invalid("invalid_json", "An event is a JSON object, sent as text."));
      return;
    }
    const wrong = this.handle(event);
    if (wrong) this.fail(wrong, event["event_id"]);
  }

  private handle(event: Json): RealtimeError | undefined {
    const { type } = event;
    if (type === undefined) return missing("type");
    const handler = typeof type === "string" && Object.hasOwn(handlers, type) ? handlers[type] : undefined;
    return handler ? handler(this, event) : invalidValue("type", type, Object.keys(handlers));
  }

  update({ session: wish }: Json): RealtimeError | undefined {
    if (!isRecord(wish)) return missing("session");
    const changed = this.dialect.update(this.session, wish);
    if ("error" in changed) return changed.error;
    this.session = changed.session;
    void this.emit("session.updated", { session: this.session });
    return undefined;
  }

  get settings(): Settings {
    return this.dialect.read(this.session);
  }

  createItem({ item: value, previous_item_id: after }: Json): RealtimeError | undefined {
    const given = isRecord(value) ? value["id"] : undefined;
    if (typeof given === "string" && this.conversation.find(given))
      return invalid(
        "item_create_duplicate_id",
        `An item with id '${given.slice(0, 100)}' is there already.`,
        "item.id",
      );
    const item = this.conversation.read(
      value,
      typeof given === "string" ? given : this.newId("item"),
      bytesPerMs[this.settings.inputFormat],
    );
    if (!("shown" in item)) return item;
    if (typeof after === "string" && after !== "root" && !this.conversation.find(after))
      return noSuchItem("create", after);
    this.add(item, typeof after === "string" ? after : undefined);
    return undefined;
  }

  add(item: Item, after?: string): void {
    const previous_item_id = this.conversation.insert(item, after);
    const { itemAdded, itemDone } = this.dialect.events;
    void this.emit(itemAdded, { previous_item_id, item: item.shown });
    if (itemDone) void this.emit(itemDone, { previous_item_id, item: item.shown });
  }

  deleteItem({ item_id: id }: Json): RealtimeError | undefined {
    if (!this.conversation.find(id)) return noSuchItem("delete", id);
    this.conversation.remove(id as string);
    void this.emit("conversation.item.deleted", { item_id: id });
    return undefined;
  }

  retrieveItem({ item_id: id }: Json): RealtimeError | undefined {
    const item = this.conversation.find(id);
    if (!item) return noSuchItem("retrieve", id);
    void this.emit("conversation.item.retrieved", { item: item.shown });
    return undefined;
  }

  truncateItem({ item_id: id, content_index, audio_end_ms }: Json): RealtimeError | undefined {
    const item = this.conversation.find(id);
    if (!item) return noSuchItem("truncate", id);
    if (item.shown["role"] !== "assistant")
      return invalid("invalid_value", "Only messages of the assistant can be truncated.", "item_id");
    if (typeof audio_end_ms !== "number") return missing("audio_end_ms");
    void this.emit("conversation.item.truncated", {
      item_id: id,
      content_index: content_index ?? 0,
      audio_end_ms,
    });
    return undefined;
  }

  /** Somebody has begun to speak. */
  interrupt(): void {
    this.active?.cancel("turn_detected");
  }

  /** Somebody has spoken: an answer, as soon as the one before has stopped. */
  answerTurn(): void {
    if (this.active) this.answersNext = true;
    else this.begin(this.settings, undefined, true);
  }

  createResponse({ response: wish }: Json): RealtimeError | undefined {
    if (this.active)
      return invalid(
        "conversation_already_has_active_response",
        `Conversation already has an active response in progress: ${this.active.id}. Wait until the response is finished before creating a new one.`,
      );
    const { conversation, metadata, input, ...rest } = isRecord(wish) ? wish : ({} as Json);
    void input;
    const kept = this.dialect.name === "ga" ? { type: "realtime", ...rest } : rest;
    const changed = this.dialect.update(this.session, kept);
    if ("error" in changed)
      return { ...changed.error, param: changed.error.param?.replace(/^session/, "response") ?? null };
    this.begin(this.dialect.read(changed.session), metadata, conversation !== "none");
    return undefined;
  }

  private begin(settings: Settings, metadata: unknown, inConversation: boolean): void {
    const run = new ResponseRun(this, settings, metadata, inConversation ? this.conversationId : null);
    this.active = run;
    this.answersNext = false;
    run.run().then(
      () => {
        if (this.answersNext && this.open && !this.active) this.begin(this.settings, undefined, true);
      },
      // It only fails once the client has gone.
      () => undefined,
    );
  }

  cancelResponse({ response_id: id }: Json): RealtimeError | undefined {
    if (!this.active || (id !== undefined && id !== this.active.id))
      return invalid("response_cancel_not_active", "Cancellation failed: no active response found");
    this.active.cancel("client_cancelled");
    return undefined;
  }
}

const handlers: Readonly<
  Record<string, (session: RealtimeSession, event: Json) => RealtimeError | undefined>
> = {
  "session.update": (session, event) => session.update(event),
  "input_audio_buffer.append": ({ input }, event) => input.append(event),
  "input_audio_buffer.commit": ({ input }) => input.commit(),
  "input_audio_buffer.clear": ({ input }) => input.clear(),
  "conversation.item.create": (session, event) => session.createItem(event),
  "conversation.item.retrieve": (session, event) => session.retrieveItem(event),
  "conversation.item.truncate": (session, event) => session.truncateItem(event),
  "conversation.item.delete": (session, event) => session.deleteItem(event),
  "response.create": (session, event) => session.createResponse(event),
  "response.cancel": (session, event) => session.cancelResponse(event),
};
