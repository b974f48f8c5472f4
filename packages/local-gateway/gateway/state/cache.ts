import type { Clock } from "@azure-genai-gateway/common/clock";
import type { PolicyValue } from "@azure-genai-gateway/policy-language/expressions/host";
import type { ValueCache } from "../policy";

/** Expired values are dropped once in so many stores, so that keys nobody asks for again do not pile up. */
const storesBetweenSweeps = 1024;

/** API Management's internal cache: values live as long as their duration and as the gateway. */
export class GatewayCache implements ValueCache {
  private readonly values = new Map<string, { readonly value: PolicyValue; readonly expires: number }>();
  private stores = 0;

  constructor(private readonly clock: Clock) {}

  get(key: string): PolicyValue {
    const entry = this.values.get(key);
    if (!entry) return undefined;
    if (entry.expires > this.clock.now()) return entry.value;
    this.values.delete(key);
    return undefined;
  }

  set(key: string, value: PolicyValue, durationSeconds: number): void {
    const now = this.clock.now();
    this.values.set(key, { value, expires: now + durationSeconds * 1000 });
    if (++this.stores % storesBetweenSweeps !== 0) return;
    for (const [name, { expires }] of this.values) if (expires <= now) this.values.delete(name);
  }

  delete(key: string): void {
    this.values.delete(key);
  }
}
