import { sleep } from "@azure-genai-gateway/common/clock";
import { Stopper } from "@azure-genai-gateway/common/stopper";
import { hashOf } from "../../answers/answerText";
import { seededRandom } from "@azure-genai-gateway/common/random";
import { generate, type Choice } from "../../answers/generate";
import { outputMsPerToken, spokenMsPerToken, tone } from "./audio";
import type { Json, Settings } from "./dialects";
import type { RealtimeSession } from "./session";
import { isRecord } from "../wire/validate";

/** How many tokens of text come in one event. */
const tokensPerDelta = 4;

export type Ending =
  | { readonly status: "completed" }
  | { readonly status: "cancelled"; readonly reason: "turn_detected" | "client_cancelled" }
  | { readonly status: "incomplete"; readonly reason: "max_output_tokens" | "content_filter" }
  | { readonly status: "failed"; readonly code: string; readonly type: string; readonly message: string };

/** One answer of the model, from `response.created` to `response.done`. */
export class ResponseRun {
  readonly id: string;
  private readonly stop = new Stopper();
  private why: "turn_detected" | "client_cancelled" = "client_cancelled";
  private readonly output: Json[] = [];
  private usage = { textIn: 0, audioIn: 0, imageIn: 0, cached: 0, textOut: 0, audioOut: 0 };

  constructor(
    private readonly session: RealtimeSession,
    private readonly settings: Settings,
    private readonly metadata: unknown,
    private readonly conversationId: string | null,
  ) {
    this.id = session.newId("resp");
  }

  cancel(reason: "turn_detected" | "client_cancelled"): void {
    this.why = reason;
    this.stop.abort(new Error(reason));
  }

  /** Never rejects but for a connection that has gone. */
  async run(): Promise<void> {
    const { session } = this;
    void session.emit("response.created", { response: this.shown("in_progress") });
    const { text, audio, image } = session.conversation.cost();
    const own = session.conversation.count(this.settings.instructions + toolText(this.settings));
    Object.assign(this.usage, { textIn: text + own, audioIn: audio, imageIn: image });
    const prompt = text + own + audio + image;
    const admitted = session.admit(prompt, this.settings.maxOutputTokens);
    if ("refused" in admitted) {
      this.usage = { textIn: 0, audioIn: 0, imageIn: 0, cached: 0, textOut: 0, audioOut: 0 };
      this.end({
        status: "failed",
        code: "rate_limit_exceeded",
        type: "requests",
        message: admitted.refused,
      });
      return;
    }
    this.usage.cached = admitted.cachedTokens;
    let ending: Ending;
    try {
      await sleep(session.clock, session.latency.firstTokenMs, this.stop.signal);
      ending = await this.answer();
    } catch (error) {
      if (!this.stop.aborted) throw error;
      ending = { status: "cancelled", reason: this.why };
    } finally {
      admitted.settle(this.usage.textOut + this.usage.audioOut);
    }
    this.end(ending);
  }

  private async answer(): Promise<Ending> {
    const { session, settings } = this;
    const tool = toolOf(settings);
    const seed = hashOf(
      JSON.stringify([settings.instructions, session.conversation.items.map(({ shown }) => shown)]),
    );
    const choice = generate(
      {
        maxTokens: settings.maxOutputTokens,
        stop: [],
        reasoningEffort: "none",
        ...(tool ? { tool } : {}),
      },
      session.generation(seededRandom(seed)),
      this.output.length,
    );
    if (choice.toolCall) await this.callFunction(choice);
    else await this.say(choice);
    if (choice.finishReason === "content_filter") return { status: "incomplete", reason: "content_filter" };
    if (choice.finishReason === "length") return { status: "incomplete", reason: "max_output_tokens" };
    return { status: "completed" };
  }

  private async callFunction({ toolCall, pieces }: Choice): Promise<void> {
    const { session } = this;
    const { id: callId, name } = toolCall!;
    const item = {
      id: session.newId("item"),
      object: "realtime.item",
      type: "function_call",
      status: "in_progress",
      name,
      call_id: callId,
      arguments: "",
    };
    const at = this.begin(item);
    let given = "";
    for (const piece of grouped(pieces)) {
      await this.pace(piece.length);
      this.usage.textOut += piece.length;
      given += piece.join("");
      void session.emit("response.function_call_arguments.delta", {
        ...at,
        call_id: callId,
        delta: piece.join(""),
      });
    }
    void session.emit("response.function_call_arguments.done", {
      ...at,
      call_id: callId,
      name,
      arguments: given,
    });
    this.finish({ ...item, status: "completed", arguments: given }, this.usage.textOut, 0);
  }

  private async say({ pieces }: Choice): Promise<void> {
    const { session, settings } = this;
    const { events, textPart, audioPart } = session.dialect;
    const { speaks, outputFormat } = settings;
    const item = {
      id: session.newId("item"),
      object: "realtime.item",
      type: "message",
      status: "in_progress",
      role: "assistant",
      content: [],
    };
    const at = this.begin(item);
    const where = { ...at, content_index: 0 };
    void session.emit("response.content_part.added", {
      ...where,
      part: speaks ? { type: "audio", transcript: "" } : { type: "text", text: "" },
    });
    let said = "";
    let spokenMs = 0;
    const content = () => (speaks ? { type: audioPart, transcript: said } : { type: textPart, text: said });
    try {
      for (const piece of grouped(pieces)) {
        await this.pace(piece.length);
        const delta = piece.join("");
        said += delta;
        this.usage.textOut += piece.length;
        void session.emit(speaks ? events.transcriptDelta : events.textDelta, { ...where, delta });
        if (speaks) {
          const duration = piece.length * spokenMsPerToken;
          this.usage.audioOut += duration / outputMsPerToken;
          await session.emit(events.audioDelta, {
            ...where,
            delta: tone(outputFormat, duration, spokenMs).toString("base64"),
          });
          spokenMs += duration;
        }
      }
    } catch (error) {
      if (!this.stop.aborted) throw error;
      // What was said until then stays in the conversation.
      this.finish(
        { ...item, status: "incomplete", content: [content()] },
        speaks ? 0 : this.usage.textOut,
        this.usage.audioOut,
      );
      throw error;
    }
    if (speaks) {
      void session.emit(events.audioDone, where);
      void session.emit(events.transcriptDone, { ...where, transcript: said });
    } else void session.emit(events.textDone, { ...where, text: said });
    void session.emit("response.content_part.done", {
      ...where,
      part: speaks ? { type: "audio", transcript: said } : { type: "text", text: said },
    });
    this.finish(
      { ...item, status: "completed", content: [content()] },
      speaks ? 0 : this.usage.textOut,
      this.usage.audioOut,
    );
  }

  private begin(item: Json & { readonly id: string }): {
    response_id: string;
    item_id: string;
    output_index: number;
  } {
    const { session } = this;
    const output_index = this.output.length;
    void session.emit("response.output_item.added", { response_id: this.id, output_index, item });
    if (this.conversationId !== null) {
      const previous = session.conversation.items.at(-1)?.id ?? null;
      void session.emit(session.dialect.events.itemAdded, { previous_item_id: previous, item });
    }
    return { response_id: this.id, item_id: item.id, output_index };
  }

  /** The item as it will be read by later responses. */
  private finish(item: Json & { readonly id: string }, textTokens: number, audioTokens: number): void {
    const { session } = this;
    const output_index = this.output.push(item) - 1;
    if (this.conversationId !== null) {
      const kept = {
        id: item.id,
        shown: item,
        textTokens,
        audioTokens: Math.ceil(audioTokens / 2),
        imageTokens: 0,
      };
      const previous_item_id = session.conversation.insert(kept);
      const { itemDone } = session.dialect.events;
      if (itemDone) void session.emit(itemDone, { previous_item_id, item });
    }
    void session.emit("response.output_item.done", { response_id: this.id, output_index, item });
  }

  private async pace(tokens: number): Promise<void> {
    if (this.stop.aborted) throw this.stop.reason;
    await sleep(this.session.clock, tokens * this.session.latency.perTokenMs, this.stop.signal);
    this.session.countDelta();
  }

  private end(ending: Ending): void {
    const { session } = this;
    const { textOut, audioOut } = this.usage;
    session.responded(this, {
      prompt: this.promptTokens(),
      cached: this.usage.cached,
      completion: textOut + audioOut,
    });
    void session.emit("response.done", { response: this.shown(ending.status, ending) });
  }

  private promptTokens(): number {
    const { textIn, audioIn, imageIn } = this.usage;
    return textIn + audioIn + imageIn;
  }

  private shown(status: string, ending?: Ending): Json {
    const { session, settings, usage } = this;
    const names = settings.speaks
      ? session.dialect.name === "ga"
        ? ["audio"]
        : ["text", "audio"]
      : ["text"];
    return {
      object: "realtime.response",
      id: this.id,
      status,
      status_details: ending ? details(ending) : null,
      output: this.output,
      conversation_id: this.conversationId,
      ...(session.dialect.name === "ga"
        ? { output_modalities: names, max_output_tokens: settings.maxOutputTokens ?? "inf" }
        : { modalities: names, max_output_tokens: settings.maxOutputTokens ?? "inf", temperature: 0.8 }),
      usage: ending
        ? {
            total_tokens: this.promptTokens() + usage.textOut + usage.audioOut,
            input_tokens: this.promptTokens(),
            output_tokens: usage.textOut + usage.audioOut,
            input_token_details: {
              text_tokens: usage.textIn,
              audio_tokens: usage.audioIn,
              image_tokens: usage.imageIn,
              cached_tokens: usage.cached,
              cached_tokens_details: {
                text_tokens: Math.min(usage.cached, usage.textIn),
                audio_tokens: Math.max(0, usage.cached - usage.textIn),
                image_tokens: 0,
              },
            },
            output_token_details: { text_tokens: usage.textOut, audio_tokens: usage.audioOut },
          }
        : null,
      metadata: this.metadata ?? null,
    };
  }
}

function details(ending: Ending): Json | null {
  if (ending.status === "completed") return null;
  if (ending.status === "failed") {
    const { code, type, message } = ending;
    return { type: "failed", error: { type, code, message } };
  }
  return { type: ending.status, reason: ending.reason };
}

function* grouped(pieces: readonly string[]): Generator<readonly string[]> {
  for (let at = 0; at < pieces.length; at += tokensPerDelta) yield pieces.slice(at, at + tokensPerDelta);
}

const toolText = ({ tools }: Settings) => (tools.length > 0 ? JSON.stringify(tools) : "");

/** A function is called where the session says that one must be. */
function toolOf({ tools, toolChoice }: Settings) {
  const named = isRecord(toolChoice) ? toolChoice["name"] : undefined;
  if (toolChoice !== "required" && named === undefined) return undefined;
  const tool = tools.find(({ name }) => named === undefined || name === named);
  if (!tool || typeof tool["name"] !== "string") return undefined;
  return { name: tool["name"], parameters: tool["parameters"], named: named !== undefined };
}
