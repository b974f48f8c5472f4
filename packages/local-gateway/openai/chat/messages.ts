import type { ModelFacts } from "../../tokens/models";
import type { RequestBody } from "../operation";
import { checkImage } from "../responses/items";
import { invalidRequest } from "../wire/errors";
import { invalidValue, wrongType } from "../wire/parameters";
import { asRecord, isRecord, missing } from "../wire/validate";

const roles = ["system", "assistant", "user", "function", "tool", "developer"];
const partTypes = ["text", "image_url", "input_audio", "refusal", "audio", "file"];
/** Models that read texts alone. */
const BLIND = /^(gpt-35-turbo|gpt-4$|o3-mini)/;

/** What is wrong with a chat's messages, each by itself and in their order. */
export function checkMessages(messages: unknown, facts: ModelFacts): void {
  if (messages === undefined || messages === null) throw missing("messages");
  const list = messages as readonly unknown[];
  list.forEach((message, index) => checkMessage(message, `messages[${index}]`, facts));
  checkCalls(list.map(asRecord));
}

function checkMessage(message: unknown, path: string, facts: ModelFacts): void {
  if (!isRecord(message)) throw wrongType(path, "an object", message);
  const { role, content, name } = message;
  if (role === undefined || role === null) throw missing(`${path}.role`);
  if (typeof role !== "string" || !roles.includes(role)) throw invalidValue(role, roles, `${path}.role`);
  if (name !== undefined && name !== null && (typeof name !== "string" || /[\s<|\\/>]/.test(name)))
    throw invalidRequest(
      "invalid_value",
      `Invalid '${path}.name': string does not match pattern. Expected a string that matches the pattern '^[^\\s<|\\\\/>]+$'.`,
      `${path}.name`,
    );
  if (role === "tool" && typeof message.tool_call_id !== "string") throw missing(`${path}.tool_call_id`);
  if (content === undefined || content === null) {
    const silent = ["tool_calls", "function_call", "audio", "refusal"].some((key) => isThere(message[key]));
    if (role === "assistant" && silent) return;
    if (content === undefined) throw missing(`${path}.content`);
    throw invalidRequest(
      null,
      `Invalid value for 'content': expected a string, got null.`,
      `${path}.content`,
    );
  }
  if (typeof content === "string") return;
  if (!Array.isArray(content))
    throw wrongType(`${path}.content`, "one of a string or array of objects", content);
  if (content.length === 0)
    throw invalidRequest(
      "empty_array",
      `Invalid '${path}.content': empty array. Expected an array with minimum length 1, but got an empty array instead.`,
      `${path}.content`,
    );
  content.forEach((part: unknown, index) => checkPart(part, `${path}.content[${index}]`, role, facts));
}

function checkPart(part: unknown, path: string, role: string, facts: ModelFacts): void {
  if (!isRecord(part)) throw wrongType(path, "an object", part);
  const { type, text } = part;
  if (type === undefined || type === null) throw missing(`${path}.type`);
  if (typeof type !== "string" || !partTypes.includes(type))
    throw invalidValue(type, partTypes, `${path}.type`);
  if (type === "text" && typeof text !== "string")
    throw isThere(text) ? wrongType(`${path}.text`, "a string", text) : missing(`${path}.text`);
  if (type === "image_url") {
    if (role !== "user" && role !== "tool")
      throw invalidRequest(
        null,
        `Image URLs are only allowed for messages with role 'user', but this message with role '${role}' contains an image URL.`,
        path,
      );
    if (BLIND.test(facts.name))
      throw invalidRequest(
        null,
        "Invalid content type. image_url is only supported by certain models.",
        path,
      );
    const image = asRecord(part.image_url);
    if (!isRecord(part.image_url)) throw wrongType(`${path}.image_url`, "an object", part.image_url);
    checkImage(image.url, image.detail, false, path);
  }
  if (type === "input_audio") checkAudio(part, path, facts);
}

function checkAudio({ input_audio: audio }: RequestBody, path: string, { hears }: ModelFacts): void {
  if (!hears)
    throw invalidRequest(
      null,
      "Invalid content type. input_audio is only supported by certain models.",
      path,
    );
  const { data, format } = asRecord(audio);
  if (typeof data !== "string" || data === "") throw missing(`${path}.input_audio.data`);
  if (format !== "wav" && format !== "mp3")
    throw invalidValue(format, ["wav", "mp3"], `${path}.input_audio.format`);
}

/** Results of tools follow the calls that they answer, and none is left out. */
function checkCalls(messages: readonly RequestBody[]): void {
  let open = new Set<unknown>();
  messages.forEach((message, index) => {
    if (message.role === "tool") {
      if (!open.delete(message.tool_call_id))
        throw invalidRequest(
          null,
          "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.",
          `messages.[${index}].role`,
        );
      return;
    }
    unanswered(open);
    const calls: readonly unknown[] = Array.isArray(message.tool_calls) ? message.tool_calls : [];
    open = new Set(calls.map((call) => asRecord(call).id));
  });
  unanswered(open);
}

function unanswered(open: ReadonlySet<unknown>): void {
  if (open.size === 0) return;
  throw invalidRequest(
    null,
    `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${[...open].join(", ")}`,
    "messages",
  );
}

function isThere(value: unknown): boolean {
  return value !== undefined && value !== null;
}
