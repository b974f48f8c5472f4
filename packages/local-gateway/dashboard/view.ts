import type { Problem } from "@azure-genai-gateway/common/problem";
import { ranges, type Range } from "./usage";
import type { RequestSummary } from "./feed";

/** Requests of one page. */
export const PAGE = 50;

/** What somebody looks at: the range and the product hold for all sums, the rest for the list of requests. */
export interface View {
  readonly range: Range;
  /** Undefined is all. */
  readonly product: string | undefined;
  /** Beginning of the status: `4`, `429`. */
  readonly status: string;
  readonly backend: string;
  readonly subscription: string;
  /** Part of an id, a path, a model, a reason, whatever its case. */
  readonly search: string;
  readonly offset: number;
}

/**
 * Of a URL's query, every part of which may be absent: since the start, all products, all requests.
 * @returns problems where a part cannot be what it is
 */
export function readView(query: URLSearchParams): View | readonly Problem[] {
  const problems: Problem[] = [];
  const wrong = (name: string, hint: string) =>
    void problems.push({
      code: "DASHBOARD_VIEW",
      severity: "error",
      message: `${name} cannot be ${JSON.stringify(query.get(name))}`,
      hint,
    });
  const range = ranges.find((seconds) => String(seconds) === (query.get("range") ?? "0"));
  if (range === undefined) wrong("range", `write ${ranges.join(", ")}: seconds, or 0 for since the start`);
  const offset = Number(query.get("offset") ?? "0");
  if (!Number.isSafeInteger(offset) || offset < 0)
    wrong("offset", "write how many requests come before the page");
  const status = query.get("status") ?? "";
  if (!/^\d{0,3}$/.test(status)) wrong("status", "write a status, or its first digits");
  if (problems.length > 0) return problems;
  return {
    range: range!,
    offset,
    status,
    product: query.get("product") ?? undefined,
    backend: query.get("backend") ?? "",
    subscription: query.get("subscription") ?? "",
    search: (query.get("search") ?? "").trim().toLowerCase(),
  };
}

/** The requests that a view has in its list, newest first. */
export function matching(
  requests: readonly RequestSummary[],
  view: View,
  now: number,
): readonly RequestSummary[] {
  const since = view.range === 0 ? 0 : now - view.range * 1_000;
  return requests.filter(
    (one) =>
      one.at >= since &&
      (view.product === undefined || one.product === view.product) &&
      String(one.status).startsWith(view.status) &&
      (view.backend === "" || one.backend === view.backend) &&
      (view.subscription === "" || one.subscription === view.subscription) &&
      (view.search === "" || searched(one).includes(view.search)),
  );
}

function searched({
  id,
  method,
  path,
  model,
  backend,
  subscription,
  product,
  reason,
  status,
}: RequestSummary) {
  return [id, method, path, model, backend, subscription, product, reason, status].join("\n").toLowerCase();
}
