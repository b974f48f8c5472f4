import type { RequestBody } from "../operation";
import { invalidRequest } from "./errors";
import { invalidValue } from "./parameters";

export interface PageOptions {
  /** Members of a page when the caller does not say. */
  readonly usual: number;
  readonly most: number;
  /** The order when the caller names none. */
  readonly order: "asc" | "desc";
}

/**
 * One page of a list that is kept oldest first, by the query's `limit`, `order`, `after` and `before`.
 * @throws ServiceError 400 for a limit out of range, an unknown order, or a member that is not there.
 */
export function pageOf(
  kept: readonly RequestBody[],
  query: URLSearchParams,
  { usual, most, order: usualOrder }: PageOptions,
): Readonly<Record<string, unknown>> {
  const limit = limitOf(query, usual, most);
  const order = query.get("order") ?? usualOrder;
  if (order !== "asc" && order !== "desc") throw invalidValue(order, ["asc", "desc"], "order");
  const ordered = order === "asc" ? kept : [...kept].reverse();
  const at = (name: "after" | "before"): number | undefined => {
    const id = query.get(name);
    if (id === null || id === "") return undefined;
    const index = ordered.findIndex((one) => one.id === id);
    if (index >= 0) return index;
    throw invalidRequest("invalid_value", `Invalid '${name}': no item with id '${id}'.`, name);
  };
  const from = (at("after") ?? -1) + 1;
  const until = at("before") ?? ordered.length;
  const data = ordered.slice(from, Math.min(until, from + limit));
  return {
    object: "list",
    data,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: from + limit < until,
  };
}

function limitOf(query: URLSearchParams, usual: number, most: number): number {
  const asked = query.get("limit");
  if (asked === null) return usual;
  const limit = Number(asked);
  if (!/^[+-]?\d+$/.test(asked))
    throw invalidRequest(
      "invalid_type",
      "Invalid type for 'limit': expected an integer, but got a string instead.",
      "limit",
    );
  if (limit < 1)
    throw invalidRequest(
      "integer_below_min_value",
      `Invalid 'limit': integer below minimum value. Expected a value >= 1, but got ${limit} instead.`,
      "limit",
    );
  if (limit > most)
    throw invalidRequest(
      "integer_above_max_value",
      `Invalid 'limit': integer above maximum value. Expected a value <= ${most}, but got ${limit} instead.`,
      "limit",
    );
  return limit;
}
