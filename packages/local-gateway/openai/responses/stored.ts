import { HttpHeaders, jsonResponse, type HttpResponse } from "@azure-genai-gateway/common/http";
import type { PlainCall, PlainRoute } from "../routing/plain";
import { invalidRequest } from "../wire/errors";

const dated = { preview: "2025-03-01-preview", stable: "never" } as const;

/** What can be done with a response that the account keeps. */
export const storedResponseRoutes: readonly PlainRoute[] = [
  { name: "responses.retrieve", method: "GET", path: "responses/{id}", dated, run: retrieve },
  {
    name: "responses.delete",
    method: "DELETE",
    path: "responses/{id}",
    dated,
    run: ({ state, params }) => jsonResponse(200, state.responses.delete(params.id!)),
  },
  {
    name: "responses.cancel",
    method: "POST",
    path: "responses/{id}/cancel",
    dated,
    run: ({ state, params }) => jsonResponse(200, state.responses.cancel(params.id!)),
  },
  {
    name: "responses.inputItems",
    method: "GET",
    path: "responses/{id}/input_items",
    dated,
    run: ({ state, params, query }) => jsonResponse(200, state.responses.inputItems(params.id!, query)),
  },
];

function retrieve({ state, params, query, signal }: PlainCall): HttpResponse {
  const { response, job, streamed } = state.responses.get(params.id!);
  if (query.get("stream") !== "true") return jsonResponse(200, response());
  // Only a background response that was streamed from its beginning can be streamed again; [I]: how that is said.
  if (!job || !streamed)
    throw invalidRequest(
      "invalid_value",
      "This response cannot be streamed: it was not created with 'background' and 'stream'.",
      "stream",
    );
  const headers = new HttpHeaders({ "Content-Type": "text/event-stream; charset=utf-8" });
  return { status: 200, headers, body: job.follow(startOf(query), signal) };
}

/** The event after the one that the caller had last. */
function startOf(query: URLSearchParams): number {
  const after = query.get("starting_after");
  if (after === null) return 0;
  if (!/^\d{1,9}$/.test(after))
    throw invalidRequest(
      "invalid_type",
      "Invalid type for 'starting_after': expected an integer, but got a string instead.",
      "starting_after",
    );
  return Number(after) + 1;
}
