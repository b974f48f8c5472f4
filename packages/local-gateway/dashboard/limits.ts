import type { CounterState } from "../gateway/state/counters";

/** A limit as people know it, with what is left of it. */
export interface LimitState {
  /** Unlike that of any other. */
  readonly key: string;
  /** Whose it is: `product everything`. */
  readonly whose: string;
  /** What is counted. Money is in millionths of a US dollar. */
  readonly unit: "money" | "tokens" | "calls" | "counted";
  readonly windowSeconds: number;
  readonly used: number;
  /** Undefined where the counter does not know what it is compared with. */
  readonly limit?: number;
  /** From 1. */
  readonly instance: number;
}

interface Form {
  readonly key: RegExp;
  readonly unit: LimitState["unit"];
  readonly whose: (...groups: readonly (string | undefined)[]) => string;
}

const owner = (kind: string, id: string) => `${kind} ${id}`;
const user = (id: string) => {
  const [product = "", hash = ""] = id.split(":");
  return `a user of ${product} (${hash.slice(0, 8)})`;
};
const grant = (product: string, api: string, model: string) => `${product}: ${model} at ${api}`;
const ownerOr = (kind: string, id: string) => (kind === "user" ? user(id) : owner(kind, id));

/**
 * How the policies of azure-genai-gateway name their counters, after what the gateway itself puts in front of a key; the
 * names in policies/products are held against this by a test. Counters of other policies are shown by their keys.
 */
const forms: readonly Form[] = [
  {
    key: /^\w+:quota:budget:(product|subscription|user):(.+?)(?::\d+)?$/,
    unit: "money",
    whose: (kind = "", id = "") => ownerOr(kind, id),
  },
  {
    key: /^tokens:(?:[A-Z][a-z]+ly:|Indefinite:)?(?:budget:)?(product|subscription|user):(.+)$/,
    unit: "tokens",
    whose: (kind = "", id = "") => ownerOr(kind, id),
  },
  {
    key: /^(?:calls|\w+:quota):provider-(?:tokens|quota):(product|subscription|user):(.+)$/,
    unit: "tokens",
    whose: (kind = "", id = "") => `${ownerOr(kind, id)}, other providers`,
  },
  {
    key: /^tokens:(?:[A-Z][a-z]+ly:|Indefinite:)?grant:([^:]+):([^:]+):(.+)$/,
    unit: "tokens",
    whose: (...of) => grant(of[0]!, of[1]!, of[2]!),
  },
  {
    key: /^(?:calls|\w+:quota):provider-(?:tokens|quota):grant:([^:]+):([^:]+):(.+)$/,
    unit: "tokens",
    whose: (...of) => grant(of[0]!, of[1]!, of[2]!),
  },
  {
    key: /^calls:grant-calls:([^:]+):([^:]+):(.+)$/,
    unit: "calls",
    whose: (...of) => grant(of[0]!, of[1]!, of[2]!),
  },
  {
    key: /^tokens:genai-capacity:(.+)$/,
    unit: "tokens",
    whose: (api = "") => `all products together, at ${api}`,
  },
  {
    key: /^calls:service(-product)?:([^:]+):(.*)$/,
    unit: "calls",
    whose: (isProduct, service = "", id = "") =>
      `${owner(isProduct === undefined ? "subscription" : "product", id)}, at ${service}`,
  },
  { key: /^calls:(.+)$/, unit: "calls", whose: (key = "") => key },
  { key: /^tokens:(?:[A-Z][a-z]+ly:|Indefinite:)?(.+)$/, unit: "tokens", whose: (key = "") => key },
  { key: /^\w+:quota:(.+)$/, unit: "counted", whose: (key = "") => key },
];

/** Units of a budget's counter to a dollar, where they are not millionths: they end its key. */
const coarser = /^\w+:quota:budget:.*:(100000|10000|1000)$/;

/** Counters that only count, for tokens of streams, limit nobody. */
const countsOnly = /(^|:)count-only:/;

/**
 * The limits in use, those of which the least is left first.
 * @param mask takes secrets out of a key
 */
export function limitsOf(
  counters: readonly (CounterState & { readonly instance: number })[],
  mask: (text: string) => string,
): readonly LimitState[] {
  return counters
    .filter(({ key }) => !countsOnly.test(key))
    .map((counter) => limitOf({ ...counter, key: mask(counter.key) }))
    .sort((one, other) => shareOf(other) - shareOf(one));
}

const shareOf = ({ used, limit }: LimitState) => (limit === undefined ? 0 : used / Math.max(1, limit));

function limitOf({
  key,
  used,
  limit,
  windowSeconds,
  instance,
}: CounterState & { readonly instance: number }): LimitState {
  for (const { key: form, unit, whose } of forms) {
    const groups = form.exec(key);
    if (!groups) continue;
    const micros = unit === "money" ? 1_000_000 / Number(coarser.exec(key)?.[1] ?? 1_000_000) : 1;
    return {
      key: `${instance} ${windowSeconds} ${key}`,
      whose: whose(...groups.slice(1)),
      unit,
      windowSeconds,
      used: used * micros,
      ...(limit === undefined ? {} : { limit: limit * micros }),
      instance,
    };
  }
  const named = { key: `${instance} ${windowSeconds} ${key}`, whose: key, unit: "counted" as const };
  return { ...named, windowSeconds, used, ...(limit === undefined ? {} : { limit }), instance };
}
