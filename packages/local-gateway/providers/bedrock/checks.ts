import type { ModelFacts } from "../../tokens/models";
import { asList, asRecord, given, isRecord, type Json } from "../service/records";
import { constraint, invalid } from "./errors";

/** What Converse takes: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html */
const kinds: Readonly<Record<string, "array" | "object">> = {
  messages: "array",
  system: "array",
  inferenceConfig: "object",
  toolConfig: "object",
  guardrailConfig: "object",
  additionalModelRequestFields: "object",
  promptVariables: "object",
  additionalModelResponseFieldPaths: "array",
  requestMetadata: "object",
  performanceConfig: "object",
  serviceTier: "object",
  outputConfig: "object",
};
const imageFormats = ["png", "jpeg", "gif", "webp"];
const TOOL_NAME = /^[a-zA-Z0-9_-]{1,64}$/;

/** @throws Refusal for the first thing that is wrong; members that the service does not know it passes over */
export function checkConverse(body: Json, facts: ModelFacts): void {
  for (const [name, kind] of Object.entries(kinds)) {
    const value = body[name];
    if (given(value) && (kind === "array" ? !Array.isArray(value) : !isRecord(value)))
      throw serialization(kind === "array" ? "Expected list or null" : "Expected structure or null");
  }
  checkInference(asRecord(body.inferenceConfig), facts);
  checkToolConfig(body.toolConfig);
  checkSystem(asList(body.system));
  checkMessages(asList(body.messages).map(asRecord), given(body.toolConfig));
}

// [I]: the wording; the service's parser words it by its own rules.
function serialization(message: string) {
  const refusal = invalid(message);
  return Object.assign(refusal, { type: "SerializationException" });
}

function checkInference(config: Json, facts: ModelFacts): void {
  const { maxTokens, temperature, topP, stopSequences } = config;
  if (given(maxTokens)) {
    if (typeof maxTokens !== "number" || !Number.isInteger(maxTokens))
      throw serialization("NUMBER_VALUE cannot be converted to Integer");
    if (maxTokens < 1)
      throw constraint(
        "inferenceConfig.maxTokens",
        maxTokens,
        "Member must have value greater than or equal to 1",
      );
    if (maxTokens > facts.maxOutput)
      throw invalid(
        `The maximum tokens you requested exceeds the model limit of ${facts.maxOutput}. Try again with a maximum tokens value that is lower than ${facts.maxOutput}.`,
      );
  }
  for (const [name, value] of [
    ["temperature", temperature],
    ["topP", topP],
  ] as const) {
    if (!given(value)) continue;
    if (typeof value !== "number") throw serialization("STRING_VALUE cannot be converted to Float");
    if (value < 0 || value > 1)
      throw constraint(
        `inferenceConfig.${name}`,
        value,
        value < 0
          ? "Member must have value greater than or equal to 0"
          : "Member must have value less than or equal to 1",
      );
  }
  if (given(stopSequences) && !Array.isArray(stopSequences)) throw serialization("Expected list or null");
}

function checkToolConfig(config: unknown): void {
  if (!given(config)) return;
  const { tools, toolChoice } = asRecord(config);
  if (!Array.isArray(tools) || tools.length === 0)
    throw constraint("toolConfig.tools", tools ?? null, "Member must have length greater than or equal to 1");
  const names = tools.flatMap((tool: unknown, index) => {
    const { toolSpec } = asRecord(tool);
    if (!isRecord(toolSpec)) return [];
    const at = `toolConfig.tools.${index + 1}.member.toolSpec`;
    const { name, inputSchema } = toolSpec;
    if (typeof name !== "string" || !TOOL_NAME.test(name))
      throw constraint(
        `${at}.name`,
        name ?? null,
        "Member must satisfy regular expression pattern: [a-zA-Z0-9_-]+",
      );
    if (!isRecord(inputSchema)) throw constraint(`${at}.inputSchema`, null, "Member must not be null");
    const { type } = asRecord(inputSchema.json);
    if (type !== "object")
      throw invalid(
        `The value at toolConfig.tools.${index}.toolSpec.inputSchema.json.type must be one of the following: object.`,
      );
    return [name];
  });
  if (new Set(names).size < names.length) throw invalid("The toolConfig field has two tools of one name.");
  const forced = asRecord(asRecord(toolChoice).tool).name;
  if (typeof forced === "string" && !names.includes(forced))
    throw invalid(`Tool '${forced}' not found in provided tools`);
}

function checkSystem(system: readonly unknown[]): void {
  system.forEach((part, index) => {
    const { text } = asRecord(part);
    if (text === "") throw blank(`system.${index}`, "SystemContentBlock");
  });
}

function checkMessages(messages: readonly Json[], hasTools: boolean): void {
  if (messages[0]?.role !== "user")
    throw invalid(
      "A conversation must start with a user message. Try again with a conversation that starts with a user message.",
    );
  let calls: readonly string[] = [];
  messages.forEach(({ role, content }, index) => {
    if (role !== "user" && role !== "assistant")
      throw constraint(
        `messages.${index + 1}.member.role`,
        role,
        "Member must satisfy enum value set: [user, assistant]",
      );
    if (index > 0 && role === messages[index - 1]!.role)
      throw invalid(
        "A conversation must alternate between user and assistant roles. Make sure the conversation alternates between user and assistant roles and try again.",
      );
    const blocks = asList(content).map(asRecord);
    if (blocks.length === 0)
      throw invalid(
        `The content field in the Message object at messages.${index} is empty. Add a ContentBlock object to the content field and try again.`,
      );
    blocks.forEach((block, at) => checkBlock(block, `messages.${index}.content.${at}`, hasTools));
    checkResults(blocks, calls, index);
    calls = blocks.flatMap(({ toolUse }) => (isRecord(toolUse) ? [String(toolUse.toolUseId)] : []));
  });
}

/** The results of the calls of the turn before: each of them, and no others. */
function checkResults(blocks: readonly Json[], calls: readonly string[], index: number): void {
  const results = blocks.flatMap(({ toolResult }) =>
    isRecord(toolResult) ? [String(toolResult.toolUseId)] : [],
  );
  const missing = calls.filter((id) => !results.includes(id));
  if (missing.length > 0)
    throw invalid(
      `Expected toolResult blocks at messages.${index}.content for the following Ids: ${missing.join(", ")}`,
    );
  if (results.some((id) => !calls.includes(id)))
    throw invalid(
      `The number of toolResult blocks at messages.${index}.content exceeds the number of toolUse blocks of previous turn.`,
    );
}

function checkBlock(block: Json, path: string, hasTools: boolean): void {
  const { text, image, toolUse, toolResult } = block;
  const members = Object.keys(block);
  if (members.length !== 1)
    throw invalid(
      `The content block at ${path} must set exactly one of its members, and sets ${members.length}.`,
    );
  if (typeof text === "string" && text.trim() === "") throw blank(path, "ContentBlock");
  if ((given(toolUse) || given(toolResult)) && !hasTools)
    throw invalid("The toolConfig field must be defined when using toolUse and toolResult content blocks.");
  if (isRecord(image)) checkImage(image, path);
  if (isRecord(toolResult))
    asList(toolResult.content)
      .map(asRecord)
      .forEach((one) => isRecord(one.image) && checkImage(one.image, path));
}

function checkImage({ format, source }: Json, path: string): void {
  if (!imageFormats.includes(String(format)))
    throw constraint(
      `${path}.image.format`,
      format,
      `Member must satisfy enum value set: [${imageFormats.join(", ")}]`,
    );
  const { bytes, s3Location } = asRecord(source);
  if (!given(bytes) && !given(s3Location))
    throw invalid(`The image source at ${path} has neither bytes nor s3Location.`);
  if (given(bytes) && (typeof bytes !== "string" || !/^[A-Za-z0-9+/]+={0,2}$/.test(bytes)))
    throw invalid("Could not process image");
}

function blank(path: string, what: string) {
  return invalid(
    `The text field in the ${what} object at ${path} is blank. Add text to the text field, and try again.`,
  );
}
