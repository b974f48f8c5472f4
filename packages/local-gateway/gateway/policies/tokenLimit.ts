import { fromInt } from "@azure-genai-gateway/policy-language/expressions/values/values";
import type { PolicyBinding } from "@azure-genai-gateway/policy-language/document";
import { literal, required } from "../attributes";
import { expressionFailure, flagNow, numberNow, textNow, whenReady } from "../bindings";
import { firstCount } from "../oncePerCall";
import type { Call, PolicyDefinition } from "../policy";
import { type ModelRequest, modelRequest, statedUsage, tokenCost } from "../tokenUse";
import { tokenLimitExceeded, tokenQuotaExceeded } from "./refusals";
import { quotaWindow, type TokenQuotaPeriod, tokenQuotaPeriod, tokenQuotaPeriods } from "./tokenQuotaPeriod";

const minute = 60;

/** Variables and headers that a policy fills in; each is left out unless named. */
interface Outputs {
  readonly retryAfterHeader?: string;
  readonly retryAfterVariable?: string;
  readonly remainingHeader?: string;
  readonly remainingVariable?: string;
  readonly remainingQuotaHeader?: string;
  readonly remainingQuotaVariable?: string;
  readonly consumedHeader?: string;
  readonly consumedVariable?: string;
}

/** The limits of one call; either may be absent. */
interface Limits {
  readonly perMinute?: number;
  readonly quota?: number;
  readonly period?: TokenQuotaPeriod;
}

/**
 * Limits tokens per minute (429) and per period (403) by key. A call is let in by its estimated prompt, or by nothing but
 * what earlier calls have used when prompts are not estimated; what it really used is counted once its answer has passed.
 * So calls under way at once can overrun a limit, on Azure as here. A refused call uses nothing up.
 *
 * Every policy that names a key counts into the key's one counter, also where limits differ: documented for the scopes of
 * one policy, inferred for policies of both names.
 * https://learn.microsoft.com/azure/api-management/llm-token-limit-policy
 */
function tokenLimit(name: "llm-token-limit" | "azure-openai-token-limit"): PolicyDefinition {
  return {
    name,
    build(element, env) {
      const attribute = (key: string) => element.attributes.get(key);
      const key = required(element, "counter-key", env);
      const perMinute = attribute("tokens-per-minute");
      const quota = attribute("token-quota");
      const period = attribute("token-quota-period");
      const estimate = attribute("estimate-prompt-tokens");
      const outputs: Outputs = {
        retryAfterHeader: literal(element, "retry-after-header-name", env),
        retryAfterVariable: literal(element, "retry-after-variable-name", env),
        remainingHeader: literal(element, "remaining-tokens-header-name", env),
        remainingVariable: literal(element, "remaining-tokens-variable-name", env),
        remainingQuotaHeader: literal(element, "remaining-quota-tokens-header-name", env),
        remainingQuotaVariable: literal(element, "remaining-quota-tokens-variable-name", env),
        consumedHeader: literal(element, "tokens-consumed-header-name", env),
        consumedVariable: literal(element, "tokens-consumed-variable-name", env),
      };
      return {
        name,
        run: (call) =>
          whenReady(call, [key, perMinute, quota, period, estimate], () => {
            const limits: Limits = {
              perMinute: perMinute && numberNow(call, perMinute),
              quota: quota && numberNow(call, quota),
              period: period && periodNow(call, period),
            };
            const request = modelRequest(call);
            const estimates = request.streamed || flagNow(call, estimate, false);
            new Admission(call, name, textNow(call, key), limits, outputs).admit(request, estimates);
          }),
      };
    },
  };
}

export const llmTokenLimit = tokenLimit("llm-token-limit");
export const azureOpenAiTokenLimit = tokenLimit("azure-openai-token-limit");

function periodNow(call: Call, binding: PolicyBinding): TokenQuotaPeriod {
  const period = tokenQuotaPeriod(textNow(call, binding));
  if (period) return period;
  throw expressionFailure(`token-quota-period is none of ${tokenQuotaPeriods}`);
}

const left = (limit: number, used: number) => Math.max(0, limit - used);

/** One call at one token limit. */
class Admission {
  private readonly admittedAt: number;
  private readonly window?: { readonly start: number; readonly end: number };
  private readonly minuteKey: string;
  private readonly quotaKey: string;

  constructor(
    private readonly call: Call,
    private readonly source: string,
    key: string,
    private readonly limits: Limits,
    private readonly outputs: Outputs,
  ) {
    this.admittedAt = call.gateway.clock.now();
    this.window = limits.period && quotaWindow(limits.period, this.admittedAt);
    this.minuteKey = `tokens:${key}`;
    this.quotaKey = `tokens:${limits.period}:${key}`;
  }

  /** Lets the call in and counts its prompt, or throws the refusal. */
  admit(request: ModelRequest, estimates: boolean): void {
    const { call } = this;
    const prompt = estimates ? request.promptTokens() : 0;
    // A second policy with the same key only checks: the prompt is in the counter already. Where nothing is estimated,
    // a counter that has reached its limit refuses, hence the one token.
    const otherwise = prompt === 0 ? 1 : 0;
    const countsMinute = this.limits.perMinute !== undefined && firstCount(call, this.minuteKey);
    const countsQuota = this.window !== undefined && firstCount(call, this.quotaKey);
    this.checkQuota((countsQuota && prompt) || otherwise);
    this.checkMinute((countsMinute && prompt) || otherwise);
    if (countsMinute) this.countMinute(prompt);
    if (countsQuota) this.countQuota(prompt);
    this.setVariables(prompt);
    if (this.fillsVariables()) call.afterBackend(() => void this.settle(prompt));
    call.afterPolicies(() => this.report(prompt));
    call.afterBody((completion) => {
      const cost = tokenCost(call, request, completion);
      // Without usage (a body cut short, or no model's) the estimate is the best that is known.
      if (!cost) return;
      if (countsMinute) {
        this.countMinute(cost.promptTokens - prompt, this.admittedAt);
        this.countMinute(cost.completionTokens);
      }
      if (countsQuota) this.countQuota(cost.totalTokens - prompt);
    });
  }

  private checkMinute(amount: number): void {
    const { perMinute } = this.limits;
    if (perMinute === undefined) return;
    const { counters } = this.call.gateway;
    const { used, retryAfterMs } = counters.slidingPeek(this.minuteKey, minute, perMinute, amount);
    if (retryAfterMs === 0) return;
    const headers = named(this.outputs.remainingHeader, Math.max(0, perMinute - used));
    throw tokenLimitExceeded(this.source, this.retryAfter(retryAfterMs), headers);
  }

  private checkQuota(amount: number): void {
    const { quota } = this.limits;
    if (quota === undefined || !this.window) return;
    const used = this.call.gateway.counters.fixedPeek(this.quotaKey, this.window.start, quota);
    if (used + amount <= quota) return;
    const headers = named(this.outputs.remainingQuotaHeader, Math.max(0, quota - used));
    throw tokenQuotaExceeded(this.source, this.retryAfter(this.window.end - this.admittedAt), headers);
  }

  private retryAfter(ms: number) {
    const seconds = Math.ceil(ms / 1000);
    const { retryAfterVariable, retryAfterHeader } = this.outputs;
    this.setVariable(retryAfterVariable, seconds);
    return { seconds, header: retryAfterHeader };
  }

  private countMinute(amount: number, at?: number): void {
    this.call.gateway.counters.slidingAdd(this.minuteKey, minute, amount, at);
  }

  private countQuota(amount: number): void {
    const { start, end } = this.window!;
    if (amount !== 0) this.call.gateway.counters.fixedAdd(this.quotaKey, start, end, amount);
  }

  /** What is left once what the response states has been counted, which happens only after its last byte. */
  private remaining(stillToCount: number): { readonly minute?: number; readonly quota?: number } {
    const { counters } = this.call.gateway;
    const { perMinute, quota } = this.limits;
    return {
      minute:
        perMinute === undefined
          ? undefined
          : left(perMinute, counters.slidingPeek(this.minuteKey, minute, perMinute, 0).used + stillToCount),
      quota:
        quota === undefined || !this.window
          ? undefined
          : left(quota, counters.fixedPeek(this.quotaKey, this.window.start) + stillToCount),
    };
  }

  private setVariables(consumed: number, stillToCount = 0): void {
    const { minute: tokens, quota } = this.remaining(stillToCount);
    this.setVariable(this.outputs.remainingVariable, tokens);
    this.setVariable(this.outputs.remainingQuotaVariable, quota);
    this.setVariable(this.outputs.consumedVariable, consumed);
  }

  private setVariable(name: string | undefined, value: number | undefined): void {
    if (name === undefined || value === undefined) return;
    this.call.context.variables.set(name, fromInt(Math.min(value, 0x7fffffff)));
  }

  private fillsVariables(): boolean {
    const { consumedVariable, remainingVariable, remainingQuotaVariable } = this.outputs;
    return [consumedVariable, remainingVariable, remainingQuotaVariable].some((name) => name !== undefined);
  }

  /** From here on, outbound included, the variables hold what the answer states instead of the estimate. */
  private settle(prompt: number): number {
    const failed = (this.call.response?.status ?? 500) >= 400;
    const consumed = failed ? 0 : (statedUsage(this.call)?.totalTokens ?? prompt);
    this.setVariables(consumed, consumed - prompt);
    return consumed;
  }

  private report(prompt: number): void {
    const { response } = this.call;
    if (!response) return;
    const consumed = this.settle(prompt);
    const { remainingHeader, remainingQuotaHeader, consumedHeader } = this.outputs;
    const { minute: tokens, quota } = this.remaining(consumed - prompt);
    const headers = {
      ...named(remainingHeader, tokens),
      ...named(remainingQuotaHeader, quota),
      ...named(consumedHeader, consumed),
    };
    for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  }
}

function named(header: string | undefined, value: number | undefined): Record<string, string> {
  return header === undefined || value === undefined ? {} : { [header]: String(value) };
}
