import type { HttpHandler } from "@azure-genai-gateway/common/http";
import { answerAsAccount, Refusal, type AccountAccess, type Values } from "../ai-services/account";
import {
  blocklistMatches,
  categories,
  type Category,
  type ContentSafetyRuleSet,
  isAttack,
  severities,
} from "./rules";

export interface ContentSafetyOptions extends AccountAccess {
  readonly rules?: ContentSafetyRuleSet;
}

/** https://learn.microsoft.com/azure/ai-services/content-safety/overview#input-requirements, in Unicode code points. */
const maxCharacters = 10_000;
const maxDocuments = 5;

/**
 * A simulated Content Safety resource: text:analyze and text:shieldPrompt by given rules. A stack takes it through
 * `hosts`, under the host name of the URL that a declared backend has.
 * https://learn.microsoft.com/rest/api/contentsafety/text-operations
 */
export function createContentSafety(options: ContentSafetyOptions = {}): HttpHandler {
  const rules = options.rules ?? {};
  const operationAt = (path: string) => {
    if (path === "/contentsafety/text:analyze") return (body: Values) => analyze(body, rules);
    return path === "/contentsafety/text:shieldPrompt" ? (body: Values) => shield(body, rules) : undefined;
  };
  return (request) => Promise.resolve(answerAsAccount(request, options, operationAt, invalidBody));
}

const invalidBody = "InvalidRequestBody";

function analyze(body: Values, rules: ContentSafetyRuleSet) {
  const text = textOf(body, "text");
  const asked = namesOf(body, "categories");
  const unknown = asked.find((name) => !(categories as readonly string[]).includes(name));
  if (unknown !== undefined) throw invalid(`The category ${unknown} is not supported.`);
  const outputType = body["outputType"] ?? "FourSeverityLevels";
  if (outputType !== "FourSeverityLevels" && outputType !== "EightSeverityLevels") {
    throw invalid("outputType is neither FourSeverityLevels nor EightSeverityLevels.");
  }
  const lists = namesOf(body, "blocklistNames");
  const missing = lists.find((name) => !Object.hasOwn(rules.blocklists ?? {}, name));
  if (missing !== undefined) throw new Refusal(404, "NotFound", `The blocklist ${missing} was not found.`);
  const blocklistsMatch = blocklistMatches(rules, text, lists);
  const halts = body["haltOnBlocklistHit"] === true && blocklistsMatch.length > 0;
  const wanted = asked.length > 0 ? (asked as readonly Category[]) : categories;
  return {
    blocklistsMatch,
    categoriesAnalysis: halts ? [] : severities(rules, text, wanted, outputType === "FourSeverityLevels"),
  };
}

function shield(body: Values, rules: ContentSafetyRuleSet) {
  const documents = namesOf(body, "documents");
  if (documents.length > maxDocuments) throw invalid(`At most ${maxDocuments} documents are allowed.`);
  limit("documents", documents.join(""));
  const prompt = body["userPrompt"];
  if (prompt === undefined && documents.length === 0) throw invalid("userPrompt or documents is required.");
  return {
    userPromptAnalysis:
      prompt === undefined ? null : { attackDetected: isAttack(rules, textOf(body, "userPrompt")) },
    documentsAnalysis: documents.map((document) => ({ attackDetected: isAttack(rules, document) })),
  };
}

function textOf(body: Values, name: string): string {
  const text = body[name];
  if (typeof text !== "string" || text === "") throw invalid(`The field ${name} is required.`);
  limit(name, text);
  return text;
}

function limit(name: string, text: string): void {
  if (text.length > maxCharacters && Array.from(text).length > maxCharacters) {
    throw invalid(`The length of ${name} exceeds the maximum of ${maxCharacters} characters.`);
  }
}

function namesOf(body: Values, name: string): readonly string[] {
  const list: unknown = body[name] ?? [];
  if (Array.isArray(list) && list.every((one) => typeof one === "string")) return list;
  throw invalid(`The field ${name} is not an array of texts.`);
}

function invalid(message: string): Refusal {
  return new Refusal(400, invalidBody, message);
}
