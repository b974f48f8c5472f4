import type { OperationContext, RequestBody } from "../operation";
import type { AccountState } from "../state";
import { invalidRequest, notFound } from "../wire/errors";
import { invalidValue, wrongType } from "../wire/parameters";
import { asRecord, isRecord, missing } from "../wire/validate";

/** A part of a conversation: a message, a call, a thought. */
export type Item = Readonly<Record<string, unknown>>;

/** What an item may be, as the Responses API knows it: https://platform.openai.com/docs/api-reference/responses/create */
const itemTypes =
  "message function_call function_call_output reasoning item_reference compaction file_search_call web_search_call computer_call computer_call_output image_generation_call code_interpreter_call local_shell_call local_shell_call_output shell_call shell_call_output apply_patch_call apply_patch_call_output mcp_list_tools mcp_approval_request mcp_approval_response mcp_call custom_tool_call custom_tool_call_output tool_search_call tool_search_output".split(
    " ",
  );
const roles = ["assistant", "system", "developer", "user"];
const details: readonly unknown[] = ["low", "high", "auto", "original"];
const partTypes = ["input_text", "input_image", "input_file", "input_audio", "output_text", "refusal"];

/**
 * Checks the items of a request and gives them as they are kept: with type, id and parts. Those that are only named
 * are looked up; encrypted ones must be this account's own.
 */
export function readItems(input: readonly unknown[], path: string, state: AccountState, id: string): Item[] {
  return input.map((one, index) => {
    const at = `${path}[${index}]`;
    if (!isRecord(one)) throw wrongType(at, "an object", one);
    const type = typeOf(one, at);
    if (type === "item_reference") return referenced(one, at, state);
    if (type === "message") return message(one, at, `msg_${index}_${id}`);
    if (type === "function_call_output" || type === "custom_tool_call_output") {
      if (typeof one.call_id !== "string") throw missing(`${at}.call_id`);
      if (one.output === undefined || one.output === null) throw missing(`${at}.output`);
    }
    if (type === "function_call") {
      for (const name of ["call_id", "name", "arguments"])
        if (typeof one[name] !== "string") throw missing(`${at}.${name}`);
    }
    if (typeof one.encrypted_content === "string") state.cipher.verify(one.encrypted_content);
    return { id: `${prefixes[type] ?? "item"}_${index}_${id}`, ...one };
  });
}

const prefixes: Readonly<Record<string, string>> = {
  function_call: "fc",
  function_call_output: "fco",
  reasoning: "rs",
  compaction: "cmp",
};

function typeOf(item: RequestBody, path: string): string {
  const { type } = item;
  // A message needs no type.
  if (type === undefined || type === null) {
    if (item.role !== undefined) return "message";
    throw missing(`${path}.type`);
  }
  if (typeof type !== "string") throw wrongType(`${path}.type`, "a string", type);
  if (!itemTypes.includes(type)) throw invalidValue(type, itemTypes, path);
  return type;
}

function referenced({ id }: RequestBody, path: string, state: AccountState): Item {
  if (typeof id !== "string") throw missing(`${path}.id`);
  const found = state.item(id);
  if (found) return found;
  throw notFound(
    `Item with id '${id}' not found. Items are not persisted when \`store\` is set to false. Try again with \`store\` set to true, or remove this item from your input.`,
    "input",
  );
}

function message(item: RequestBody, path: string, id: string): Item {
  const { role, content } = item;
  if (role === undefined || role === null) throw missing(`${path}.role`);
  if (typeof role !== "string" || !roles.includes(role)) throw invalidValue(role, roles, `${path}.role`);
  if (content === undefined || content === null) throw missing(`${path}.content`);
  const kept = { id, type: "message", status: "completed", ...item };
  if (typeof content === "string") {
    const type = role === "assistant" ? "output_text" : "input_text";
    return { ...kept, content: [{ type, text: content }] };
  }
  if (!Array.isArray(content))
    throw wrongType(`${path}.content`, "one of an array of objects or string", content);
  content.forEach((part: unknown, index) => checkPart(asRecord(part), `${path}.content[${index}]`));
  return kept;
}

function checkPart(part: RequestBody, path: string): void {
  const { type, text } = part;
  if (typeof type !== "string") throw missing(`${path}.type`);
  if (!partTypes.includes(type)) throw invalidValue(type, partTypes, `${path}.type`);
  if ((type === "input_text" || type === "output_text") && typeof text !== "string")
    throw text === undefined ? missing(`${path}.text`) : wrongType(`${path}.text`, "a string", text);
  if (type === "input_image") checkImage(part.image_url, part.detail, part.file_id !== undefined, path);
}

/** An image of a prompt: a link, or a data URL of a kind that models read. */
export function checkImage(url: unknown, detail: unknown, byFile: boolean, path: string): void {
  if (detail !== undefined && detail !== null && !details.includes(detail))
    throw invalidValue(detail, ["low", "high", "auto"], `${path}.detail`);
  if (byFile) return;
  if (typeof url !== "string") throw missing(`${path}.image_url`);
  const data = /^data:([^;,]*)(;base64)?,/.exec(url);
  if (!data && !/^https?:\/\/\S+$/.test(url))
    throw invalidRequest(
      "invalid_value",
      `Invalid '${path}.image_url'. Expected a valid URL, but got a value with an invalid format.`,
      `${path}.image_url`,
    );
  if (!data) return;
  const known = /^image\/(png|jpe?g|gif|webp)$/.test(data[1]!);
  if (!known || data[2] === undefined)
    throw invalidRequest(
      "invalid_image_format",
      "You uploaded an unsupported image. Please make sure your image has one of the following formats: ['png', 'jpeg', 'gif', 'webp'].",
      `${path}.image_url`,
    );
  const bytes = url.slice(data[0].length);
  if (bytes === "" || /[^A-Za-z0-9+/=_-]/.test(bytes))
    throw invalidRequest(
      "invalid_base64",
      `Invalid '${path}.image_url'. Expected a base64-encoded data URL with an image MIME type, but got ${bytes === "" ? "empty" : "invalid"} base64-encoded bytes.`,
      `${path}.image_url`,
    );
}

/** Every output of a call must answer one, and every call must be answered before the model goes on. */
export function checkCalls(items: readonly Item[]): void {
  const calls = new Set<unknown>();
  const answered = new Set<unknown>();
  for (const { type, call_id: id } of items) {
    if (type === "function_call") calls.add(id);
    if (type !== "function_call_output") continue;
    answered.add(id);
    if (!calls.has(id))
      throw invalidRequest(
        null,
        `No tool call found for function call output with call_id ${String(id)}.`,
        "input",
      );
  }
  for (const id of calls)
    if (!answered.has(id))
      throw invalidRequest(null, `No tool output found for function call ${String(id)}.`, "input");
}

const counted = new WeakMap<Item, number>();

/** Prompt tokens of items, each counted once however often it is carried over. */
export function tokensOfItems(items: readonly Item[], { tokens, facts }: OperationContext): number {
  let total = 0;
  for (const item of items) {
    let count = counted.get(item);
    if (count === undefined) {
      count =
        tokens.countPrompt({ input: [item] }, facts.name) - tokens.countPrompt({ input: [] }, facts.name);
      counted.set(item, count);
    }
    total += count;
  }
  return total;
}
