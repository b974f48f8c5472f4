import { HttpHeaders, type HttpResponse } from "@azure-genai-gateway/common/http";
import type { RequestSummary } from "./feed";

const columns = [
  ...([
    "id",
    "at",
    "method",
    "path",
    "status",
    "ms",
    "firstMs",
    "backend",
    "product",
    "subscription",
  ] as const),
  ...([
    "model",
    "streamed",
    "promptTokens",
    "completionTokens",
    "costMicros",
    "costEstimated",
    "reason",
  ] as const),
];

/** The requests as a file for a spreadsheet or a program. Times are in ISO 8601, in UTC. */
export function exported(requests: readonly RequestSummary[], as: "csv" | "json"): HttpResponse {
  const rows = requests.map((one) => ({ ...one, at: new Date(one.at).toISOString() }));
  const text =
    as === "json"
      ? `${JSON.stringify(rows, undefined, 2)}\n`
      : [columns, ...rows.map((row) => columns.map((name) => row[name]))]
          .map((cells) => `${cells.map((cell) => cellText(cell)).join(",")}\r\n`)
          .join("");
  return {
    status: 200,
    headers: new HttpHeaders({
      "Content-Type": as === "json" ? "application/json" : "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="requests.${as}"`,
    }),
    body: Buffer.from(text),
  };
}

/** RFC 4180. What a spreadsheet would take for a formula is a text: callers choose paths and names of models. */
function cellText(value: string | number | boolean | undefined): string {
  if (value === undefined) return "";
  const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
