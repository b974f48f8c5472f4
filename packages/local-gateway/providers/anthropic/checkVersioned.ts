import { asList, asRecord, given, type Json } from "../service/records";
import { invalid } from "./errors";

/**
 * What version 2026-10-21 no longer takes, and the older ones do.
 * https://platform.claude.com/docs/en/api/versioning. [I]: the wording.
 */
export function checkVersioned(body: Json, version: string): void {
  if (version < "2026-10-21") return;
  const sampling = ["temperature", "top_p", "top_k"].find((name) => given(body[name]));
  if (sampling !== undefined) throw invalid(`${sampling}: Extra inputs are not permitted`);
  asList(body.messages).forEach((message, index) => {
    const { role, content } = asRecord(message);
    asList(content).forEach((part, at) => {
      const { type, citations } = asRecord(part);
      const path = `messages.${index}.content.${at}`;
      if (role === "assistant" && type === "document")
        throw invalid(`${path}: \`document\` blocks are not permitted in \`assistant\` messages`);
      if (role === "user" && type === "text" && asList(citations).length > 0)
        throw invalid(`${path}.text.citations: citations are not permitted in \`user\` messages`);
    });
  });
}
