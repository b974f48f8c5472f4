import type { ModelFacts } from "../../tokens/models";
import { asList, asRecord, given, isRecord, textOf, type Json } from "../service/records";
import { invalid, unknownName } from "./errors";
import { member, snake } from "./members";
import { thinks } from "./models";

const both = (...names: readonly string[]) => new Set(names.flatMap((name) => [name, snake(name)]));

/** https://ai.google.dev/api/generate-content#request-body */
const request = both(
  ...["contents", "tools", "toolConfig", "safetySettings", "systemInstruction", "generationConfig"],
  ...["cachedContent", "model", "serviceTier", "store"],
);
const generation = both(
  ...["stopSequences", "responseMimeType", "responseSchema", "responseJsonSchema", "responseModalities"],
  ...["candidateCount", "maxOutputTokens", "temperature", "topP", "topK", "seed", "presencePenalty"],
  ...["frequencyPenalty", "responseLogprobs", "logprobs", "enableEnhancedCivicAnswers", "speechConfig"],
  ...["thinkingConfig", "imageConfig", "mediaResolution", "responseFormat"],
);
const FUNCTION = /^[a-zA-Z_][a-zA-Z0-9_.:-]{0,63}$/;

/** @throws Refusal for the first thing that is wrong */
export function checkGenerate(body: Json, facts: ModelFacts): void {
  checkNames(body, request, "");
  const config = member(body, "generationConfig");
  if (given(config)) checkConfig(asRecord(config), facts);
  checkContents(body);
  checkTools(body);
}

function checkNames(record: Json, known: ReadonlySet<string>, where: string): void {
  const strange = Object.keys(record).find((name) => !known.has(name));
  if (strange !== undefined) throw unknownName(strange, where);
}

export function checkContents({ contents }: Json): void {
  const list = asList(contents);
  if (list.length === 0) throw invalid("* GenerateContentRequest.contents: contents is not specified\n");
  list.forEach((content, index) => {
    if (!isRecord(content))
      throw invalid(
        `Invalid value at 'contents[${index}]' (type.googleapis.com/google.ai.generativelanguage.v1beta.Content), ${JSON.stringify(content)}`,
      );
    checkNames(content, new Set(["role", "parts"]), `contents[${index}]`);
    const { role, parts } = content;
    // Functions' results were of a role of their own once.
    if (given(role) && !["user", "model", "function"].includes(String(role)))
      throw invalid("Please use a valid role: user, model.");
    if (asList(parts).length === 0)
      throw invalid(`* GenerateContentRequest.contents[${index}].parts: contents.parts must not be empty.\n`);
    asList(parts).forEach((part, at) => checkPart(asRecord(part), `contents[${index}].parts[${at}]`));
  });
  checkResults(list.map(asRecord));
}

const data = [
  ...["text", "inlineData", "fileData", "functionCall", "functionResponse", "executableCode"],
  ...["codeExecutionResult", "toolCall", "toolResponse"],
];
const beside = ["thought", "thoughtSignature", "videoMetadata", "partMetadata", "mediaResolution"];
const partNames = both(...data, ...beside);

function checkPart(part: Json, path: string): void {
  checkNames(part, partNames, path);
  const set = data.filter((name) => member(part, name) !== undefined);
  if (set.length === 0)
    throw invalid(
      `* GenerateContentRequest.${path}.data: required oneof field 'data' must have one initialized field\n`,
    );
  const inline = member(part, "inlineData");
  if (!isRecord(inline)) return;
  const bytes = inline.data;
  if (typeof bytes !== "string" || !/^[A-Za-z0-9+/_-]*={0,2}$/.test(bytes))
    throw invalid(
      `Invalid value at '${path}.inline_data.data' (TYPE_BYTES), Base64 decoding failed for "${String(bytes).slice(0, 20)}"`,
    );
  if (!member(inline, "mimeType"))
    throw invalid(`Unable to submit request because it must have a mimeType parameter.`);
}

/** As many results as calls, in the turn after them. */
function checkResults(contents: readonly Json[]): void {
  const of = (content: Json | undefined, name: string) =>
    asList(content?.parts).filter((part) => member(asRecord(part), name) !== undefined).length;
  contents.forEach((content, index) => {
    const results = of(content, "functionResponse");
    const calls = of(contents[index - 1], "functionCall");
    if (calls > 0 ? results !== calls : results > 0)
      throw invalid(
        calls === 0
          ? "Please ensure that function response turn comes immediately after a function call turn."
          : "Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.",
      );
  });
}

function checkTools(body: Json): void {
  const declared = asList(body.tools).flatMap((tool) =>
    asList(member(asRecord(tool), "functionDeclarations")).map(asRecord),
  );
  declared.forEach(({ name }, index) => {
    if (typeof name !== "string" || !FUNCTION.test(name))
      throw invalid(
        `* GenerateContentRequest.tools[0].function_declarations[${index}].name: Invalid function name. Must start with a letter or an underscore. Must be alphanumeric (a-z, A-Z, 0-9), underscores (_), dots (.), colons (:), or dashes (-), with a maximum length of 64.\n`,
      );
  });
  const names = declared.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) throw invalid(`Duplicate function declaration found: ${textOf(twice)}`);
  const config = asRecord(member(asRecord(member(body, "toolConfig")), "functionCallingConfig"));
  const { mode } = config;
  if (given(mode) && !["AUTO", "ANY", "NONE", "VALIDATED", "MODE_UNSPECIFIED"].includes(String(mode)))
    throw invalid(
      `Invalid value at 'tool_config.function_calling_config.mode' (type.googleapis.com/google.ai.generativelanguage.v1beta.FunctionCallingConfig.Mode), "${String(mode)}"`,
    );
  const allowed = asList(member(config, "allowedFunctionNames"));
  if (allowed.length > 0 && mode !== "ANY" && mode !== "VALIDATED")
    throw invalid(
      "Allowed function names should only be set when function calling mode is ANY or VALIDATED.",
    );
  const missing = allowed.find((name) => !names.includes(name));
  if (missing !== undefined)
    throw invalid(`Function name ${textOf(missing)} in allowed_function_names is not declared.`);
}

function checkConfig(config: Json, facts: ModelFacts): void {
  checkNames(config, generation, "generation_config");
  const number = (name: string, kind: "TYPE_INT32" | "TYPE_FLOAT") => {
    const value = member(config, name);
    if (!given(value)) return undefined;
    if (typeof value !== "number" || (kind === "TYPE_INT32" && !Number.isInteger(value)))
      throw invalid(
        `Invalid value at 'generation_config.${snake(name)}' (${kind}), ${JSON.stringify(value)}`,
      );
    return value;
  };
  const most = number("maxOutputTokens", "TYPE_INT32");
  if (most !== undefined && most < 1) throw invalid("max_output_tokens must be positive.");
  if (most !== undefined && most > facts.maxOutput)
    throw invalid(
      `Unable to submit request because it has a maxOutputTokens value of ${most} but the supported range is from 1 (inclusive) to ${facts.maxOutput + 1} (exclusive). Update the value and try again.`,
    );
  const temperature = number("temperature", "TYPE_FLOAT");
  if (temperature !== undefined && (temperature < 0 || temperature > 2))
    throw invalid(
      `* GenerateContentRequest.generation_config.temperature: temperature must be in the range [0.0, 2.0].\n`,
    );
  const topP = number("topP", "TYPE_FLOAT");
  if (topP !== undefined && (topP < 0 || topP > 1))
    throw invalid(
      "* GenerateContentRequest.generation_config.top_p: top_p must be in the range [0.0, 1.0].\n",
    );
  if (asList(member(config, "stopSequences")).length > 5)
    throw invalid("The number of stop sequences must be in the range [0, 5].");
  const budget = member(asRecord(member(config, "thinkingConfig")), "thinkingBudget");
  if (budget === 0 && thinks(facts.name) === "always")
    throw invalid("Budget 0 is invalid. This model only works in thinking mode.");
}
