import type { TemplateParameters } from "../policyTemplates";

/**
 * What the fragment usage-event-hub has besides where events are traced: the trace, which Application Insights keeps
 * whatever its sampling, and the reason of a refusal, as the answer has it. Events of stacks without traces stay as they are.
 * https://learn.microsoft.com/azure/api-management/trace-policy
 */
export function tracedEvents(traced: boolean): TemplateParameters {
  if (!traced) return { traceUsageEvent: [], refusalOfEvent: [] };
  return {
    traceUsageEvent: [
      '<trace source="genai-usage" severity="information"><message>@((string)context.Variables["genai-usage-event"])</message></trace>',
    ],
    // A limit is named before it is looked at, so the last one that was named is the one that has refused.
    refusalOfEvent: [
      'var refused = context.Variables.GetValueOrDefault<JObject>("genai-refusal", new JObject());',
      'var failure = context.LastError == null ? "" : (context.LastError.Source ?? "");',
      'var limited = failure.EndsWith("-limit") || failure.StartsWith("quota") || failure.StartsWith("rate-limit");',
      'var refusal = status < 400 || status == 499 ? "" : ((string)refused["limit"] ?? "") != "" ? (string)refused["limit"] : refused["code"] != null ? (string)refused["code"] : status == 429 && (context.LastError == null || context.LastError.Section == "backend") ? "backends" : limited ? context.Variables.GetValueOrDefault<string>("genai-limit", "") : context.LastError == null ? "" : context.LastError.Reason ?? "";',
      'if (refusal != "") { made.Add("refusal", refusal.Length > 128 ? refusal.Substring(0, 128) : refusal); }',
    ],
  };
}
