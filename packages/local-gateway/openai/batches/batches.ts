import { jsonResponse } from "@azure-genai-gateway/common/http";
import type { PlainCall, PlainRoute } from "../routing/plain";
import { invalidRequest } from "../wire/errors";
import { pageOf } from "../wire/paging";
import { anything, checkParameters, metadata, oneOf, text, type Parameters } from "../wire/parameters";
import { missing } from "../wire/validate";

const dated = { preview: "2024-07-01-preview", stable: "2024-10-21" } as const;

/** What a batch may call. */
const endpoints = ["chat/completions", "embeddings", "responses"].flatMap((one) => [`/v1/${one}`, `/${one}`]);

const creating: Parameters = {
  completion_window: oneOf("24h"),
  endpoint: oneOf(...endpoints),
  input_file_id: text(),
  metadata,
  output_expires_after: anything,
};

/** Batches. https://learn.microsoft.com/azure/foundry/openai/how-to/batch */
export const batchRoutes: readonly PlainRoute[] = [
  { name: "batches.create", method: "POST", path: "batches", dated, run: create },
  {
    name: "batches.list",
    method: "GET",
    path: "batches",
    dated,
    run: ({ state, query }) =>
      jsonResponse(200, pageOf(state.batches.all(), query, { usual: 20, most: 100, order: "desc" })),
  },
  {
    name: "batches.retrieve",
    method: "GET",
    path: "batches/{id}",
    dated,
    run: ({ state, params }) => jsonResponse(200, state.batches.get(params.id!)),
  },
  {
    name: "batches.cancel",
    method: "POST",
    path: "batches/{id}/cancel",
    dated,
    run: ({ state, params, work }) => jsonResponse(200, state.batches.cancel(params.id!, work)),
  },
];

function create({ state, json, now, work }: PlainCall) {
  const body = json();
  checkParameters(body, creating);
  for (const name of ["input_file_id", "endpoint", "completion_window"])
    if (typeof body[name] !== "string") throw missing(name);
  const fileId = body.input_file_id as string;
  if (state.files.get(fileId, now).purpose !== "batch")
    throw invalidRequest("invalid_request", "The input file must have the purpose 'batch'.", "input_file_id");
  return jsonResponse(200, state.batches.create(body.endpoint as string, fileId, body.metadata, work));
}
