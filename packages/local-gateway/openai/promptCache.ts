import type { Clock } from "@azure-genai-gateway/common/clock";

const LEAST = 1_024;
const STEP = 128;
const KEPT_MS = 10 * 60_000;
const KEPT_PROMPTS = 16;

/**
 * Prompt caching: the part a prompt has in common with a recent one, from 1,024 tokens on in steps of 128.
 * https://learn.microsoft.com/azure/foundry/openai/how-to/prompt-caching. The share is taken from the characters.
 */
export class PromptCache {
  private recent: { readonly text: string; readonly at: number }[] = [];

  constructor(private readonly clock: Clock) {}

  /** Cached tokens of this prompt, which is itself cached from now on. */
  cachedTokens(prompt: () => string, promptTokens: number): number {
    if (promptTokens < LEAST) return 0;
    const text = prompt();
    const now = this.clock.now();
    this.recent = this.recent.filter(({ at }) => now - at < KEPT_MS);
    let longest = 0;
    for (const { text: other } of this.recent) longest = Math.max(longest, commonPrefix(text, other));
    this.recent = [...this.recent.filter((one) => one.text !== text), { text, at: now }].slice(-KEPT_PROMPTS);
    const shared = Math.floor((promptTokens * longest) / Math.max(1, text.length));
    const cached = Math.floor(Math.min(shared, promptTokens - 1) / STEP) * STEP;
    return cached >= LEAST ? cached : 0;
  }
}

function commonPrefix(one: string, other: string): number {
  const end = Math.min(one.length, other.length);
  let index = 0;
  while (index < end && one.charCodeAt(index) === other.charCodeAt(index)) index += 1;
  return index;
}
