import type { Job } from "../job";
import type { AccountState } from "../state";
import { invalidRequest, notFound } from "../wire/errors";
import { pageOf } from "../wire/paging";
import { sse } from "../../answers/pacedStream";
import type { Item } from "./items";

const MOST_RESPONSES = 1_000;

/** A response that can be asked for again, or gone on from. */
export interface StoredResponse {
  readonly id: string;
  /** As it stands now. */
  readonly response: () => Readonly<Record<string, unknown>>;
  /** What the model was given, those before it included; oldest first. */
  readonly inputItems: readonly Item[];
  /** What it wrote. */
  readonly output: () => readonly Item[];
  /** The work of a response that is made in the background. */
  readonly job?: Job;
  readonly streamed?: boolean;
}

/** The responses of one account, the newest 1,000. The service keeps them for 30 days. */
export class ResponseStore {
  private readonly kept = new Map<string, StoredResponse>();

  constructor(private readonly state: AccountState) {}

  add(stored: StoredResponse): void {
    for (const oldest of this.kept.keys()) {
      if (this.kept.size < MOST_RESPONSES) break;
      this.kept.delete(oldest);
    }
    this.kept.set(stored.id, stored);
    this.state.keepItems(stored.inputItems);
  }

  get(id: string): StoredResponse {
    const found = this.kept.get(id);
    if (found) return found;
    throw notFound(`Response with id '${id}' not found.`, null, "not_found");
  }

  /** What a request goes on from; an unknown id is a 400 that names the parameter. */
  historyOf(id: string): readonly Item[] {
    const found = this.kept.get(id);
    if (!found)
      throw invalidRequest(
        "previous_response_not_found",
        `Previous response with id '${id}' not found.`,
        "previous_response_id",
      );
    const { status } = found.response();
    // [I]: that one cannot go on from what is not there yet, and how that is said.
    if (status === "queued" || status === "in_progress")
      throw invalidRequest(
        "previous_response_not_completed",
        `Previous response with id '${id}' is still ${String(status)}.`,
        "previous_response_id",
      );
    return [...found.inputItems, ...found.output()];
  }

  /** What GET .../input_items gives: newest first unless told otherwise, 20 at once. */
  inputItems(id: string, query: URLSearchParams): unknown {
    return pageOf(this.get(id).inputItems, query, { usual: 20, most: 100, order: "desc" });
  }

  delete(id: string): unknown {
    const { job, output } = this.get(id);
    job?.cancel();
    this.state.forgetItems(output());
    this.kept.delete(id);
    return { id, object: "response", deleted: true };
  }

  /** Ends a response that is made in the background; one that has ended stays as it is. */
  cancel(id: string): unknown {
    const { job, response } = this.get(id);
    if (!job) throw invalidRequest(null, "Cannot cancel a synchronous response.");
    if (!job.ended) {
      const snapshot = { ...response(), status: "cancelled" };
      const data = { type: "response.cancelled", response: snapshot, sequence_number: job.done.length };
      job.cancel({ afterMs: 0, tokens: 0, text: sse(data, data.type), snapshot });
    }
    return response();
  }
}
