import { imageSize } from "../../tokens/imageSize";
import { asList, asRecord, given, isRecord, type Json } from "../service/records";
import { invalid, required, shouldBe } from "./errors";
import { asTexts } from "./prompt";

const imageTypes = ["image/jpeg", "image/png", "image/gif", "image/webp"];
/** By the first characters of base64. */
const signs: readonly (readonly [string, string])[] = [
  ["/9j/", "image/jpeg"],
  ["iVBORw0KGgo", "image/png"],
  ["R0lGOD", "image/gif"],
  ["UklGR", "image/webp"],
];
const MOST_IMAGE = 5 * 1024 * 1024;
/** Parts that anybody may send in a message; those of the service's own tools end in `_tool_result` or `_tool_use`. */
const parts = [
  ...["text", "image", "document", "search_result", "thinking", "redacted_thinking", "tool_use"],
  ...["tool_result", "server_tool_use", "container_upload", "mcp_tool_use", "compaction"],
];

/**
 * Messages each by itself, and tools' results against the calls that they answer.
 * https://platform.claude.com/docs/en/build-with-claude/working-with-messages. Neighbours of one role are put together.
 */
export function checkMessages(body: Json): void {
  const messages = asList(body.messages);
  if (messages.length === 0) throw invalid("messages: at least one message is required");
  messages.forEach((message, index) => checkMessage(message, index, index === messages.length - 1));
  if (asRecord(messages[0]).role !== "user")
    throw invalid('messages: first message must use the "user" role');
  checkResults(messages.map(asRecord));
  const last = asRecord(messages.at(-1));
  const text = asRecord(asTexts(last.content).at(-1)).text;
  if (last.role === "assistant" && typeof text === "string" && /\s$/.test(text))
    throw invalid("messages: final assistant content cannot end with trailing whitespace");
}

function checkMessage(message: unknown, index: number, last: boolean): void {
  const path = `messages.${index}`;
  if (!isRecord(message)) throw shouldBe(path, "a valid dictionary");
  const strange = Object.keys(message).find((name) => name !== "role" && name !== "content");
  if (strange !== undefined) throw invalid(`${path}.${strange}: Extra inputs are not permitted`);
  const { role, content } = message;
  if (!given(role)) throw required(`${path}.role`);
  if (role === "system" && index === 0)
    throw invalid(
      'messages: Unexpected role "system". The Messages API accepts a top-level `system` parameter, not "system" as an input message role.',
    );
  // [I]: that the service takes system messages later on: its own package has them.
  if (role !== "user" && role !== "assistant" && role !== "system")
    throw invalid(
      `messages: Unexpected role "${String(role)}". Allowed roles are "user" or "assistant". Learn more: https://docs.claude.com/en/api/messages`,
    );
  if (!given(content)) throw required(`${path}.content`);
  if (typeof content !== "string" && !Array.isArray(content))
    throw shouldBe(`${path}.content`, "a valid list");
  if (content.length === 0 && !(last && role === "assistant"))
    throw invalid(
      `${path}: all messages must have non-empty content except for the optional final assistant message`,
    );
  if (typeof content === "string") return;
  content.forEach((part: unknown, at) => checkPart(part, `${path}.content.${at}`, String(role)));
}

function checkPart(part: unknown, path: string, role: string): void {
  if (!isRecord(part)) throw shouldBe(path, "a valid dictionary");
  const { type } = part;
  if (!given(type)) throw required(`${path}.type`);
  if (!parts.includes(String(type)) && !/_tool_result$/.test(String(type)))
    throw invalid(
      `${path}: Input tag '${String(type)}' found using 'type' does not match any of the expected tags: ${parts.map((one) => `'${one}'`).join(", ")}`,
    );
  switch (type) {
    case "text":
      if (typeof part.text !== "string") throw required(`${path}.text.text`);
      if (part.text === "") throw invalid("messages: text content blocks must be non-empty");
      if (part.text.trim() === "")
        throw invalid("messages: text content blocks must contain non-whitespace text");
      return;
    case "image":
      if (role === "assistant") throw invalid(`${path}: image blocks are not permitted in assistant turns`);
      return checkImage(part, path);
    case "tool_use":
      if (role !== "assistant")
        throw invalid(`${path}: \`tool_use\` blocks can only be in \`assistant\` messages`);
      for (const name of ["id", "name", "input"] as const)
        if (!given(part[name])) throw required(`${path}.tool_use.${name}`);
      if (!isRecord(part.input)) throw shouldBe(`${path}.tool_use.input`, "a valid dictionary");
      return;
    case "tool_result":
      if (role !== "user") throw invalid(`${path}: \`tool_result\` blocks can only be in \`user\` messages`);
      if (typeof part.tool_use_id !== "string") throw required(`${path}.tool_result.tool_use_id`);
      asTexts(part.content).forEach((one, at) => checkPart(one, `${path}.tool_result.content.${at}`, role));
      return;
  }
}

function checkImage({ source }: Json, path: string): void {
  if (!isRecord(source)) throw required(`${path}.image.source`);
  const { type, media_type: media, data, url } = source;
  const at = `${path}.image.source`;
  if (type === "url") {
    if (typeof url !== "string") throw required(`${at}.url.url`);
    if (!/^https:\/\//.test(url)) throw invalid("Only HTTPS URLs are supported.");
    return;
  }
  if (type === "file") return;
  if (type !== "base64")
    throw invalid(
      `${at}: Input tag '${String(type)}' found using 'type' does not match any of the expected tags: 'base64', 'file', 'url'`,
    );
  if (!given(media)) throw required(`${at}.base64.media_type`);
  if (!imageTypes.includes(String(media)))
    throw shouldBe(`${at}.base64.media_type`, "'image/jpeg', 'image/png', 'image/gif' or 'image/webp'");
  if (typeof data !== "string") throw required(`${at}.base64.data`);
  if (data === "" || !/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(data))
    throw invalid(`${at}.base64.data: Invalid base64 data`);
  const bytes = Math.floor((data.length * 3) / 4);
  if (bytes > MOST_IMAGE)
    throw invalid(`${at}.base64: image exceeds 5 MB maximum: ${bytes} bytes > ${MOST_IMAGE} bytes`);
  const looks = signs.find(([sign]) => data.startsWith(sign))?.[1];
  if (looks !== undefined && looks !== media)
    throw invalid(
      `${at}.base64.data: The image was specified using the ${String(media)} media type, but the image appears to be a ${looks} image`,
    );
  if (imageSize(`data:${String(media)};base64,${data}`) === undefined)
    throw invalid(`${at}: Could not process image`);
}

/** Every call of a tool is answered at once in the next message, and nothing else is. */
function checkResults(messages: readonly Json[]): void {
  let open: readonly string[] = [];
  messages.forEach(({ role, content }, index) => {
    const blocks = asList(content).map(asRecord);
    const results = blocks
      .filter(({ type }) => type === "tool_result")
      .map(({ tool_use_id: id }) => String(id));
    results.forEach((id) => {
      if (open.includes(id)) return;
      const at = blocks.findIndex(({ tool_use_id: one }) => one === id);
      throw invalid(
        `messages.${index}.content.${at}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${id}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`,
      );
    });
    const missing = open.filter((id) => !results.includes(id));
    if (missing.length > 0 && role === "user") throw unanswered(index - 1, missing);
    if (role !== "system")
      open = blocks.filter(({ type }) => type === "tool_use").map(({ id }) => String(id));
  });
  // The service asks for the results as soon as the conversation goes on; a last call alone is a prefill that it refuses.
  if (open.length > 0) throw unanswered(messages.length - 1, open);
}

function unanswered(index: number, ids: readonly string[]) {
  return invalid(
    `messages.${index}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${ids.join(", ")}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`,
  );
}
