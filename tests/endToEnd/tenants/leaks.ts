import type { HttpRequest } from "../../../packages/common/http";
import { stampsOf } from "./pictures";
import type { Call, Caller } from "./town";

const canaries = /zq([a-z]+-[a-z])q\d+qz/g;
/** Ids as services give them to what they keep and answer: a short word, and much chance. */
const ids =
  /\b(?:resp|msg|rs|fc|conv|file|batch|chatcmpl|cmpl|item|msgbatch|call|img)[-_](?:[a-z]+[-_])?[A-Za-z0-9]{12,}\b/g;

/** Looks for one caller's texts and ids in what another one gets, or in what goes out for another one. */
export class Leaks {
  readonly found: string[] = [];
  /** Request ids of the calls that were made, and who made each. */
  readonly calls = new Map<string, Caller>();
  /** What callers were told of their own usage, and how many events there were by then. */
  readonly usages: { readonly caller: Caller; readonly calls: number; readonly events: number }[] = [];
  private readonly owners = new Map<string, string>();

  canary(caller: string, count: number): string {
    return `zq${caller}q${count}qz`;
  }

  /** A request that goes out to a model: it is one caller's, so it has one caller's texts. */
  sent({ url, headers, body }: HttpRequest): void {
    const text = `${url}\n${[...headers].join("\n")}\n${body instanceof Uint8Array ? Buffer.from(body).toString() : ""}`;
    const whose = new Set([...text.matchAll(canaries)].map(([, name]) => name!));
    if (whose.size > 1) this.found.push(`a request to ${url} has texts of ${[...whose].join(" and ")}`);
  }

  /** An answer with its headers. */
  answered(operation: string, caller: Caller, call: Call, status: number, text: string): void {
    const asked = `${call.path}\n${typeof call.body === "string" ? call.body : JSON.stringify(call.body ?? "")}`;
    const say = (what: string) =>
      this.found.push(`${operation} by ${caller.name}, ${status}: ${what}\n  ${call.method} ${call.path}`);
    if (call.named !== undefined && call.named.owner !== caller && status < 400)
      say(`${call.named.kind} ${call.named.id} is ${call.named.owner.name}'s`);
    const shown = `${text}\n${stampsOf(text)}`;
    for (const [canary, name] of shown.matchAll(canaries))
      if (name !== caller.name) say(`a text of ${name}'s: ${canary}`);
    for (const [id] of shown.matchAll(ids)) {
      const owner = this.owners.get(id);
      if (owner === undefined) this.owners.set(id, caller.name);
      else if (owner !== caller.name && !asked.includes(id)) say(`an id of ${owner}'s: ${id}`);
    }
  }

  /** An answer about one's own usage. How much it may say is known when all events are. */
  told(caller: Caller, answer: unknown, events: number): void {
    const { subscription, calls } = answer as {
      readonly subscription: string | null;
      readonly calls: number;
    };
    if (subscription !== caller.subscription)
      this.found.push(`the usage that ${caller.name} is told is of ${String(subscription)}`);
    this.usages.push({ caller, calls, events });
  }
}
