import type { ModelFacts } from "../../tokens/models";
import { asList, asRecord, given, isRecord, type Json } from "../service/records";
import { checkMessages } from "./checkMessages";
import { invalid, required, shouldBe } from "./errors";

/** What POST /v1/messages takes: https://platform.claude.com/docs/en/api/messages/create */
const parameters = new Set([
  ...["model", "messages", "max_tokens", "system", "stream", "stop_sequences", "metadata", "thinking"],
  ...["temperature", "top_k", "top_p", "tools", "tool_choice", "service_tier", "cache_control", "container"],
  ...["context_management", "mcp_servers", "output_config", "output_format", "inference_geo", "speed"],
  ...["diagnostics", "user_profile_id", "workspace_id"],
]);
/** A token count is asked for without what is about the answer. */
const counted = new Set([
  ...["model", "messages", "system", "tools", "tool_choice", "thinking", "cache_control", "output_config"],
  ...["output_format", "context_management", "mcp_servers", "speed", "user_profile_id"],
]);
const TOOL_NAME = /^[a-zA-Z0-9_-]{1,128}$/;
const LEAST_THOUGHT = 1_024;
const MOST_MARKS = 4;

/** @throws Refusal for the first thing that is wrong with a request, in the order in which the service looks */
export function checkRequest(body: Json, facts: ModelFacts): void {
  checkCommon(body, parameters);
  if (!given(body.max_tokens)) throw required("max_tokens");
  const maxTokens = whole(body.max_tokens, "max_tokens", 1);
  if (maxTokens > facts.maxOutput)
    throw invalid(
      `max_tokens: ${maxTokens} > ${facts.maxOutput}, which is the maximum allowed number of output tokens for ${facts.name}`,
    );
  checkSampling(body);
  checkThinking(body, maxTokens);
  if (given(body.stream) && typeof body.stream !== "boolean") throw shouldBe("stream", "a valid boolean");
  if (given(body.service_tier) && !["auto", "standard_only"].includes(String(body.service_tier)))
    throw shouldBe("service_tier", "'auto' or 'standard_only'");
  checkFormat(body);
}

/** The same of a request for a token count. */
export function checkCount(body: Json): void {
  checkCommon(body, counted);
}

function checkCommon(body: Json, known: ReadonlySet<string>): void {
  const strange = Object.keys(body).find((name) => !known.has(name));
  if (strange !== undefined) throw invalid(`${strange}: Extra inputs are not permitted`);
  if (!given(body.messages)) throw required("messages");
  if (!Array.isArray(body.messages)) throw shouldBe("messages", "a valid list");
  checkSystem(body.system);
  checkTools(body);
  checkMessages(body);
  checkMarks(body);
}

function checkSystem(system: unknown): void {
  if (!given(system) || typeof system === "string") return;
  if (!Array.isArray(system)) throw shouldBe("system", "a valid string");
  system.forEach((part: unknown, index) => {
    const { type, text } = asRecord(part);
    if (type !== "text") throw shouldBe(`system.${index}.type`, "'text'");
    if (typeof text !== "string") throw required(`system.${index}.text`);
    if (text === "") throw invalid("system: text content blocks must be non-empty");
  });
}

function checkTools(body: Json): void {
  const { tools, tool_choice: choice } = body;
  if (given(tools) && !Array.isArray(tools)) throw shouldBe("tools", "a valid list");
  const names = asList(tools).map((tool, index) => {
    if (!isRecord(tool)) throw shouldBe(`tools.${index}`, "a valid dictionary");
    const own = !given(tool.type) || tool.type === "custom";
    // Tools of the service itself have a dated type, and what else they take is theirs.
    if (!given(tool.name)) throw required(`tools.${index}.${own ? "custom." : ""}name`);
    if (typeof tool.name !== "string" || !TOOL_NAME.test(tool.name))
      throw invalid(`tools.${index}.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'`);
    if (own) checkSchema(tool.input_schema, index);
    return tool.name;
  });
  if (new Set(names).size < names.length) throw invalid("tools: Tool names must be unique.");
  if (!given(choice)) return;
  const { type, name } = asRecord(choice);
  if (!["auto", "any", "tool", "none"].includes(String(type)))
    throw invalid(
      `tool_choice: Input tag '${String(type)}' found using 'type' does not match any of the expected tags: 'auto', 'any', 'tool', 'none'`,
    );
  if (names.length === 0 && type !== "none")
    throw invalid("tool_choice may only be specified while providing tools");
  if (type !== "tool") return;
  if (typeof name !== "string") throw required("tool_choice.tool.name");
  if (!names.includes(name)) throw invalid(`Tool '${name}' not found in provided tools`);
}

function checkSchema(schema: unknown, index: number): void {
  const path = `tools.${index}.custom.input_schema`;
  if (!given(schema)) throw required(path);
  if (!isRecord(schema)) throw shouldBe(path, "a valid dictionary");
  if (schema.type === undefined) throw required(`${path}.type`);
  if (schema.type !== "object") throw shouldBe(`${path}.type`, "'object'");
}

function checkSampling(body: Json): void {
  for (const [name, most] of [
    ["temperature", 1],
    ["top_p", 1],
  ] as const) {
    const value = body[name];
    if (!given(value)) continue;
    if (typeof value !== "number") throw shouldBe(name, "a valid number");
    if (value < 0 || value > most) throw invalid(`${name}: range: 0..${most}`);
  }
  if (given(body.top_k)) whole(body.top_k, "top_k", 0);
  if (!given(body.stop_sequences)) return;
  if (!Array.isArray(body.stop_sequences)) throw shouldBe("stop_sequences", "a valid list");
  body.stop_sequences.forEach((one: unknown, index) => {
    if (typeof one !== "string") throw shouldBe(`stop_sequences.${index}`, "a valid string");
    if (one.trim() === "") throw invalid("stop_sequences: each stop sequence must contain non-whitespace");
  });
}

/** https://platform.claude.com/docs/en/build-with-claude/extended-thinking */
function checkThinking(body: Json, maxTokens: number): void {
  if (!given(body.thinking)) return;
  const { type, budget_tokens: budget } = asRecord(body.thinking);
  if (!["enabled", "disabled", "adaptive", "between_tools"].includes(String(type)))
    throw invalid(
      `thinking: Input tag '${String(type)}' found using 'type' does not match any of the expected tags: 'adaptive', 'disabled', 'enabled'`,
    );
  if (type === "disabled") return;
  if (type === "enabled") {
    if (!given(budget)) throw required("thinking.enabled.budget_tokens");
    const tokens = whole(budget, "thinking.enabled.budget_tokens", LEAST_THOUGHT);
    if (tokens >= maxTokens)
      throw invalid(
        "`max_tokens` must be greater than `thinking.budget_tokens`. Please consult our documentation at https://docs.claude.com/en/docs/build-with-claude/extended-thinking#max-tokens-and-context-window-size",
      );
  }
  if (["any", "tool"].includes(String(asRecord(body.tool_choice).type)))
    throw invalid("Thinking may not be enabled when tool_choice forces tool use.");
  if (given(body.temperature) && body.temperature !== 1)
    throw invalid("`temperature` may only be set to 1 when thinking is enabled.");
  if (given(body.top_k)) throw invalid("`top_k` must be unset when thinking is enabled.");
}

function checkFormat(body: Json): void {
  const { format } = asRecord(body.output_config);
  const wanted = format ?? body.output_format;
  if (!given(wanted)) return;
  const { type, schema } = asRecord(wanted);
  if (type !== "json_schema") throw shouldBe("output_config.format.type", "'json_schema'");
  if (!isRecord(schema)) throw required("output_config.format.schema");
}

/** At most four marks, and those that live longer first. */
function checkMarks(body: Json): void {
  const parts = [
    ...asList(body.tools),
    ...asList(body.system),
    ...asList(body.messages).flatMap((message) => asList(asRecord(message).content)),
    body,
  ];
  const marks = parts.map((part) => asRecord(part).cache_control).filter(given);
  for (const mark of marks) {
    const { type, ttl } = asRecord(mark);
    if (type !== "ephemeral") throw shouldBe("cache_control.ephemeral.type", "'ephemeral'");
    if (given(ttl) && ttl !== "5m" && ttl !== "1h")
      throw shouldBe("cache_control.ephemeral.ttl", "'5m' or '1h'");
  }
  if (marks.length > MOST_MARKS)
    throw invalid(
      `A maximum of ${MOST_MARKS} blocks with cache_control may be provided. Found ${marks.length}.`,
    );
  const lives = marks.map((mark) => (asRecord(mark).ttl === "1h" ? 1 : 0));
  if (lives.some((life, at) => life === 1 && at > 0 && lives[at - 1] === 0))
    throw invalid("A ttl='1h' cache_control block must not come after a ttl='5m' cache_control block.");
}

function whole(value: unknown, path: string, least: number): number {
  if (typeof value !== "number" || !Number.isInteger(value)) throw shouldBe(path, "a valid integer");
  if (value < least) throw shouldBe(path, `greater than or equal to ${least}`);
  return value;
}
