import type { CompiledElement, PolicyBinding } from "@azure-genai-gateway/policy-language/document";
import { required } from "../attributes";
import { expressionFailure, flagNow, numberNow, textNow, whenReady } from "../bindings";
import type { Call, PolicyBuildEnvironment, PolicyDefinition } from "../policy";
import { GatewayResponse } from "../response";
import { completionTextOf } from "../usage";
import { checkAnswers } from "./answerChecks";
import { type ContentSafetyRules, isAttack, isUnsafe } from "./contentSafetyCheck";
import { guardStream, streamText } from "./guardedStream";
import { parseBody, promptParts } from "./promptText";
import { unsafeContent } from "./refusals";
import { textWindows } from "./textWindows";

/** The most characters that Content Safety takes at once: https://learn.microsoft.com/azure/ai-services/content-safety/overview#input-requirements */
const serviceLimit = 10_000;

interface Windows {
  /** Undefined: whole content at once, in as few pieces as the service takes. */
  readonly size?: number;
  readonly overlap: number;
}

/**
 * Refuses with 403 what Content Safety finds harmful: in inbound the prompt, in outbound the completion, and with
 * `enforce-on-completions` (default false) in inbound both. `shield-prompt` (default false) also looks for attacks, in
 * prompts only. Of a streamed completion nothing passes before it has been checked, in windows of `window-size`
 * characters with `window-overlap-size` in common (default: all at once); a violation ends the stream, without a 403.
 *
 * Text beyond the 10,000 characters that the service takes is checked in windows of that size. Releases of the
 * documentation differ on this: such content has been said to fail with 500, then with 403.
 * https://learn.microsoft.com/azure/api-management/llm-content-safety-policy
 */
export const llmContentSafety: PolicyDefinition = {
  name: "llm-content-safety",
  build(element, env) {
    const { bindings: ruleBindings, read } = rulesOf(element, env);
    const shield = element.attributes.get("shield-prompt");
    const completions = element.attributes.get("enforce-on-completions");
    const size = element.attributes.get("window-size");
    const overlap = element.attributes.get("window-overlap-size");
    return {
      name: element.name,
      run: (call) =>
        whenReady(call, [...ruleBindings, shield, completions, size, overlap], () => {
          const rules = read(call);
          const windows = { size: size && numberNow(call, size), overlap: numberNow(call, overlap, 0) };
          if (call.section === "outbound") return checkCompletion(call, rules, windows);
          if (flagNow(call, completions, false)) {
            checkAnswers(call, (answered) => checkCompletion(answered, rules, windows));
          }
          return checkPrompt(call, rules, flagNow(call, shield, false));
        }),
    };
  },
};

function rulesOf(element: CompiledElement, env: PolicyBuildEnvironment) {
  const child = (name: string) => element.children.find((one) => one.name === name);
  const backendId = required(element, "backend-id", env);
  const outputType = child("categories")?.attributes.get("output-type");
  const categories = (child("categories")?.children ?? []).map((category) => ({
    name: required(category, "name", env),
    threshold: required(category, "threshold", env),
  }));
  const blocklists = (child("blocklists")?.children ?? []).flatMap(({ text }) => (text ? [text] : []));
  const bindings: (PolicyBinding | undefined)[] = [backendId, outputType, ...blocklists];
  bindings.push(...categories.flatMap(({ name, threshold }) => [name, threshold]));
  return {
    bindings,
    read: (call: Call): ContentSafetyRules => ({
      backendId: textNow(call, backendId),
      outputType: outputType ? textNow(call, outputType) : "FourSeverityLevels",
      thresholds: new Map(
        categories.map(({ name, threshold }) => [textNow(call, name), thresholdNow(call, threshold)]),
      ),
      blocklists: blocklists.map((id) => textNow(call, id)),
    }),
  };
}

function thresholdNow(call: Call, binding: PolicyBinding): number {
  const threshold = numberNow(call, binding);
  if (threshold >= 0 && threshold <= 7) return threshold;
  throw expressionFailure("The threshold of a category is not between 0 and 7");
}

async function checkPrompt(call: Call, rules: ContentSafetyRules, shield: boolean): Promise<void> {
  const parts = promptParts(parseBody(call.context.request.body.bytes()));
  const text = parts.map((part) => part.text).join("\n");
  for (const window of textWindows(text, serviceLimit)) {
    if (await isUnsafe(call, rules, window)) throw unsafeContent();
    if (shield && (await isAttack(call, rules, window))) throw unsafeContent();
  }
}

async function checkCompletion(call: Call, rules: ContentSafetyRules, windows: Windows): Promise<void> {
  const { response } = call;
  // An error has no completion.
  if (!response || response.status >= 400) return;
  const size = Math.min(windows.size ?? serviceLimit, serviceLimit);
  const unsafe = async (text: string) => {
    for (const window of textWindows(text, size, windows.overlap)) {
      if (await isUnsafe(call, rules, window)) return true;
    }
    return false;
  };
  const eventStream = response.headers.get("Content-Type")?.includes("text/event-stream") === true;
  if (eventStream && response.streaming && response instanceof GatewayResponse) {
    const { status, reason, headers, servedBy } = response;
    const source = response.takeBody() as AsyncIterable<Uint8Array>;
    const guard = { window: windows.size ?? Infinity, overlap: windows.overlap, isUnsafe: unsafe };
    const guarded = new GatewayResponse(status, reason, headers, guardStream(source, guard));
    guarded.servedBy = servedBy;
    call.response = guarded;
    return;
  }
  await response.buffer();
  const bytes = response.bytes() ?? new Uint8Array(0);
  const text = eventStream ? streamText(bytes) : completionTextOf(parseBody(bytes), false);
  if (await unsafe(text)) throw unsafeContent();
}
