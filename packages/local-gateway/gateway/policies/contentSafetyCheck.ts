import { asRecord, at, numberOf, records, textOf } from "../../resources/inputs";
import { type Call, PolicyFailure } from "../policy";
import { callBackend, cognitiveServices } from "./backendCall";
import { parseBody } from "./promptText";

/** What a policy asks of Content Safety, and what it refuses. */
export interface ContentSafetyRules {
  readonly backendId: string;
  /** FourSeverityLevels (0, 2, 4, 6) or EightSeverityLevels (0 to 7). */
  readonly outputType: string;
  /** Severities from which on content is refused, by category. */
  readonly thresholds: ReadonlyMap<string, number>;
  readonly blocklists: readonly string[];
}

/** https://learn.microsoft.com/rest/api/contentsafety: its latest stable version. Not documented for the policy. */
const apiVersion = "api-version=2024-09-01";
/** Not documented; that of send-request. */
const timeoutMs = 60_000;

/**
 * True when a category reaches its threshold or a blocklist matches, or the service refuses to say: an answer that is no
 * analysis counts as a violation, as an unauthorised call to the service has been seen to do on Azure.
 * @throws PolicyFailure when the service gives no answer at all.
 */
export async function isUnsafe(call: Call, rules: ContentSafetyRules, text: string): Promise<boolean> {
  const { thresholds, blocklists, outputType } = rules;
  if (thresholds.size === 0 && blocklists.length === 0) return false;
  const analysis = await ask(call, rules, "text:analyze", {
    text,
    ...(thresholds.size > 0 && { categories: [...thresholds.keys()] }),
    ...(blocklists.length > 0 && { blocklistNames: blocklists }),
    haltOnBlocklistHit: true,
    outputType,
  });
  if (!analysis || records(analysis["blocklistsMatch"]).length > 0) return true;
  return records(analysis["categoriesAnalysis"]).some(({ category, severity }) => {
    const threshold = thresholds.get(textOf(category) ?? "");
    return threshold !== undefined && (numberOf(severity) ?? 0) >= threshold;
  });
}

/** True when the text attacks the model's instructions, or the service refuses to say. */
export async function isAttack(call: Call, rules: ContentSafetyRules, text: string): Promise<boolean> {
  const analysis = await ask(call, rules, "text:shieldPrompt", { userPrompt: text, documents: [] });
  return at(analysis, "userPromptAnalysis.attackDetected") !== false;
}

async function ask(call: Call, { backendId }: ContentSafetyRules, operation: string, body: unknown) {
  const response = await callBackend(call, {
    backendId,
    path: `/contentsafety/${operation}`,
    query: apiVersion,
    body,
    token: ownToken(call),
    timeoutMs,
  });
  if (response.status === 200) return asRecord(parseBody(response.bytes()));
  call.trace.add("llm-content-safety", `${operation} answered with status ${response.status}`);
  return undefined;
}

/**
 * Stands in for the managed identity credentials of a backend entity that has none, for azure-native cannot declare them;
 * credentials of the entity take its place.
 */
function ownToken(call: Call): string | undefined {
  try {
    return call.gateway.identityToken(cognitiveServices, undefined);
  } catch (error) {
    if (error instanceof PolicyFailure) return undefined;
    throw error;
  }
}
