import type { Answer } from "../../answers/give";
import type { Frame } from "../../answers/pacedStream";
import { planMessage } from "../anthropic/messages";
import type { CallContext, Plan } from "../service/dialect";
import type { PrefixCache } from "../service/prefixCache";
import { given, type Json } from "../service/records";
import { Refusal } from "../service/refusal";
import { constraint, failure, invalid } from "./errors";
import { event } from "./eventStream";

/** The only one there is: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages-request-response.html */
const VERSION = "bedrock-2023-05-31";

/**
 * InvokeModel and InvokeModelWithResponseStream, whose bodies are the model's own: here Anthropic's, which are those of
 * its Messages API without the model and `stream`, which the path says.
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModel.html
 * [I]: the wording of what is refused.
 */
export function planInvoke(body: Json, streamed: boolean, cache: PrefixCache, context: CallContext): Plan {
  const { facts, incoming, latency } = context;
  if (!/(^|[./])anthropic\./.test(facts.name))
    throw invalid("The simulated runtime plays InvokeModel for Anthropic's models alone: call Converse.");
  const accept = incoming.request.headers.get("x-amzn-bedrock-accept") ?? "application/json";
  if (!/^(application\/json|\*\/\*)$/i.test(accept.trim()))
    throw constraint("accept", accept, "Member must be application/json");
  const { anthropic_version: version, anthropic_beta: beta, ...message } = body;
  if (!given(version)) throw malformed("required key [anthropic_version] not found");
  if (version !== VERSION) throw malformed(`anthropic_version: ${JSON.stringify(version)} is not ${VERSION}`);
  if (given(beta) && !Array.isArray(beta)) throw malformed("anthropic_beta: expected type: JSONArray");
  const strange = ["model", "stream"].find((name) => message[name] !== undefined);
  if (strange !== undefined) throw malformed(`extraneous key [${strange}] is not permitted`);
  const plan = asBedrock(() =>
    planMessage({ ...message, model: facts.name, stream: streamed }, "2023-06-01", cache, context),
  );
  const input = plan.promptTokens - (plan.cachedTokens ?? 0);
  return {
    ...plan,
    // As Converse counts: https://docs.aws.amazon.com/bedrock/latest/userguide/quotas-token-burndown.html
    needs: { tokens: input + Number(message.max_tokens) },
    took: (output) => ({ tokens: input + output * 5 }),
    streamType: "application/vnd.amazon.eventstream",
    make() {
      const made = plan.make();
      const latencyMs = Math.round(latency.firstTokenMs + made.completionTokens * latency.perTokenMs);
      const uncached = input - (plan.cacheWriteTokens ?? 0);
      const headers: Record<string, string> = streamed
        ? { "x-amzn-bedrock-content-type": "application/json" }
        : {
            "x-amzn-bedrock-input-token-count": String(uncached),
            "x-amzn-bedrock-output-token-count": String(made.completionTokens),
            "x-amzn-bedrock-invocation-latency": String(latencyMs),
          };
      return {
        ...made,
        headers,
        frames: () => chunks(made, { uncached, latencyMs, firstTokenMs: latency.firstTokenMs }, plan),
      };
    },
  };
}

/** The same refusals, in the service's own kinds. */
function asBedrock<Made>(make: () => Made): Made {
  try {
    return make();
  } catch (error) {
    throw error instanceof Refusal ? failure(error.status, error.message) : error;
  }
}

function malformed(what: string): Refusal {
  return invalid(`Malformed input request: #: ${what}, please reformat your input and try again.`);
}

/** Each event of the model's as a chunk; the last one has what the call has taken. */
function* chunks(
  made: Answer,
  times: { readonly uncached: number; readonly latencyMs: number; readonly firstTokenMs: number },
  plan: Plan,
): Generator<Frame> {
  const frames = made.frames();
  for (let next = frames.next(); !next.done; next = frames.next()) {
    const data = JSON.parse(/^data: (.*)$/m.exec(String(next.value.text))![1]!) as Json;
    const metrics = {
      inputTokenCount: times.uncached,
      outputTokenCount: made.completionTokens,
      invocationLatency: times.latencyMs,
      firstByteLatency: Math.round(times.firstTokenMs),
      cacheReadInputTokenCount: plan.cachedTokens ?? 0,
      cacheWriteInputTokenCount: plan.cacheWriteTokens ?? 0,
    };
    const told =
      data.type === "message_stop" ? { ...data, "amazon-bedrock-invocationMetrics": metrics } : data;
    const bytes = Buffer.from(JSON.stringify(told)).toString("base64");
    yield { ...next.value, text: event("chunk", { bytes }) };
  }
}
