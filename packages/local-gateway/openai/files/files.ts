import { HttpHeaders, jsonResponse } from "@azure-genai-gateway/common/http";
import type { PlainCall, PlainRoute } from "../routing/plain";
import { invalidRequest } from "../wire/errors";
import { fileOf } from "../wire/form";
import { pageOf } from "../wire/paging";
import { anything, checkParameters, integer, oneOf, type Parameters } from "../wire/parameters";
import { asRecord, missing } from "../wire/validate";
import { shownFile } from "./fileStore";

const dated = { preview: "2024-05-01-preview", stable: "2024-10-21" } as const;
const uploadable = ["assistants", "batch", "evals", "fine-tune", "user_data", "vision"];
const DAY = 86_400;

const uploading: Parameters = { file: anything, purpose: oneOf(...uploadable), expires_after: anything };

/** Files. https://learn.microsoft.com/azure/foundry/openai/latest#files */
export const fileRoutes: readonly PlainRoute[] = [
  { name: "files.create", method: "POST", path: "files", dated, run: upload },
  {
    name: "files.list",
    method: "GET",
    path: "files",
    dated,
    run({ state, now, query }) {
      const purpose = query.get("purpose");
      const files = state.files.all(now).filter((one) => purpose === null || one.purpose === purpose);
      return jsonResponse(
        200,
        pageOf(files.map(shownFile), query, { usual: 10_000, most: 10_000, order: "desc" }),
      );
    },
  },
  {
    name: "files.retrieve",
    method: "GET",
    path: "files/{id}",
    dated,
    run: ({ state, now, params }) => jsonResponse(200, shownFile(state.files.get(params.id!, now))),
  },
  {
    name: "files.content",
    method: "GET",
    path: "files/{id}/content",
    dated,
    run({ state, now, params }) {
      const { bytes } = state.files.get(params.id!, now);
      return {
        status: 200,
        headers: new HttpHeaders({ "Content-Type": "application/octet-stream" }),
        body: bytes,
      };
    },
  },
  {
    name: "files.delete",
    method: "DELETE",
    path: "files/{id}",
    dated,
    run: ({ state, now, params }) => jsonResponse(200, state.files.delete(params.id!, now)),
  },
];

function upload({ state, form, now, newId }: PlainCall) {
  const body = form();
  checkParameters(body, uploading);
  const { purpose } = body;
  const file = fileOf(body.file, "file");
  if (typeof purpose !== "string") throw missing("purpose");
  if (file.bytes.length === 0) throw invalidRequest("invalid_file", "The file is empty.", "file");
  if ((purpose === "batch" || purpose === "fine-tune") && !file.name.endsWith(".jsonl"))
    throw invalidRequest(
      "invalid_file_format",
      `Invalid file format for purpose '${purpose}'. Must be .jsonl.`,
      "file",
    );
  const made = {
    id: `file-${newId()}`,
    name: file.name,
    purpose,
    createdAt: now,
    expiresAt: expiryOf(body.expires_after, purpose, now),
    bytes: file.bytes,
  };
  state.files.add(made);
  // The service says 201; OpenAI's own says 200.
  return jsonResponse(201, shownFile(made));
}

/** Batch files are kept from 14 to 30 days: https://learn.microsoft.com/azure/foundry/openai/how-to/batch */
function expiryOf(asked: unknown, purpose: string, now: number): number | undefined {
  if (asked === undefined) return undefined;
  const { anchor, seconds } = asRecord(asked);
  oneOf("created_at")(anchor, "expires_after.anchor");
  const value = typeof seconds === "string" && /^\d+$/.test(seconds) ? Number(seconds) : seconds;
  integer(purpose === "batch" ? 14 * DAY : 3_600, 30 * DAY)(value, "expires_after.seconds");
  return now + (value as number);
}
