import { ServiceError, invalidRequest } from "./errors";

const MOST_RESPONSES = 1_000;

/** A response that can be asked for again, or gone on from. */
export interface StoredResponse {
  readonly id: string;
  readonly response: unknown;
  /** Everything the model was given, those before it included; oldest first. */
  readonly inputItems: readonly Readonly<Record<string, unknown>>[];
  /** What a next response goes on from: input and output items. */
  readonly history: readonly Readonly<Record<string, unknown>>[];
  /** Prompt tokens of that history, without instructions and tools, which are not carried over. */
  readonly historyTokens: () => number;
}

/** The responses of one account, the newest 1,000. The service keeps them for 30 days. */
export class ResponseStore {
  private readonly kept = new Map<string, StoredResponse>();

  add(stored: StoredResponse): void {
    if (this.kept.size >= MOST_RESPONSES) {
      for (const oldest of this.kept.keys()) {
        this.kept.delete(oldest);
        break;
      }
    }
    this.kept.set(stored.id, stored);
  }

  get(id: string): StoredResponse {
    const found = this.kept.get(id);
    if (found) return found;
    throw new ServiceError(404, "not_found", `Response with id '${id}' not found.`, {
      type: "invalid_request_error",
      param: null,
    });
  }

  /** The one a request goes on from; an unknown id is a 400 that names the parameter. */
  previous(id: string): StoredResponse {
    const found = this.kept.get(id);
    if (found) return found;
    throw invalidRequest(
      "previous_response_not_found",
      `Previous response with id '${id}' not found.`,
      "previous_response_id",
    );
  }

  /** What GET .../input_items gives: newest first unless told otherwise, 20 at once. */
  inputItems(id: string, query: URLSearchParams): unknown {
    const limit = Number(query.get("limit") ?? 20);
    if (!Number.isInteger(limit) || limit < 1 || limit > 100)
      throw invalidRequest("invalid_value", "Invalid 'limit': expected an integer from 1 to 100.", "limit");
    const { inputItems } = this.get(id);
    const ordered = query.get("order") === "asc" ? inputItems : [...inputItems].reverse();
    const after = query.get("after");
    const from = after === null ? 0 : ordered.findIndex((item) => item.id === after) + 1;
    const data = ordered.slice(from, from + limit);
    return {
      object: "list",
      data,
      first_id: data[0]?.id ?? null,
      last_id: data.at(-1)?.id ?? null,
      has_more: from + limit < ordered.length,
    };
  }

  delete(id: string): unknown {
    this.get(id);
    this.kept.delete(id);
    return { id, object: "response", deleted: true };
  }
}
