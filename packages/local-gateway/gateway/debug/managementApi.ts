import { z } from "@azure-genai-gateway/schema";
import { jsonResponse, type HttpHandler, type HttpResponse } from "@azure-genai-gateway/common/http";
import type { LocalGateway } from "../createGateway";
import { isoDurationMs } from "../model/duration";
import type { CallTraceRecord, TraceEntry } from "../pipeline/trace";

const operation = /^(?<service>\/subscriptions\/.+\/service\/[^/]+)\/gateways\/managed\/(?<name>\w+)\/?$/i;

const credentials = z.object({
  apiId: z.string(),
  purposes: z.array(z.literal("tracing")).min(1),
  credentialsExpireAfter: z.string().optional(),
});
const wantedTrace = z.object({ traceId: z.string() });

/**
 * The two calls of Azure Resource Manager that tracing needs, at the same paths: POST .../gateways/managed/
 * listDebugCredentials and .../listTrace. Nobody is asked who he is: it is meant for 127.0.0.1 alone.
 * https://learn.microsoft.com/rest/api/apimanagement/gateway/list-debug-credentials
 */
export function createManagementApi(gateway: () => LocalGateway): HttpHandler {
  return async (request) => {
    const found = operation.exec(new URL(request.url).pathname)?.groups;
    const { service, debug } = gateway();
    if (found?.service?.toLowerCase() !== service.id.toLowerCase())
      return failure(404, "ResourceNotFound", `The resource was not found. The service is ${service.id}.`);
    if (request.method !== "POST") return failure(405, "MethodNotAllowed", "The operation takes POST.");
    const body = json(request.body);
    if (found.name === "listDebugCredentials") return issue(body);
    if (found.name === "listTrace") return give(body);
    return failure(404, "ResourceNotFound", "There are listDebugCredentials and listTrace.");

    function issue(value: unknown): HttpResponse {
      const read = credentials.safeParse(value);
      if (!read.success) return invalid(read.error);
      const { apiId, credentialsExpireAfter } = read.data;
      const id = apiId.slice(apiId.lastIndexOf("/") + 1);
      if (!service.apis.some((api) => api.id.toLowerCase() === id.toLowerCase()))
        return failure(404, "ResourceNotFound", `API not found: ${apiId}`);
      const life = credentialsExpireAfter === undefined ? undefined : isoDurationMs(credentialsExpireAfter);
      if (credentialsExpireAfter !== undefined && life === undefined)
        return failure(
          400,
          "ValidationError",
          `credentialsExpireAfter: not a duration: ${credentialsExpireAfter}`,
        );
      return jsonResponse(200, { token: debug.issue(id, life) });
    }

    function give(value: unknown): HttpResponse {
      const read = wantedTrace.safeParse(value);
      if (!read.success) return invalid(read.error);
      const record = debug.trace(read.data.traceId);
      if (!record) return failure(404, "ResourceNotFound", `Trace not found: ${read.data.traceId}`);
      return jsonResponse(200, asContract(record));
    }
  };
}

function asContract({ requestId, entries }: CallTraceRecord): unknown {
  const sections: Record<string, unknown[]> = { inbound: [], backend: [], outbound: [], "on-error": [] };
  for (const entry of entries) sections[entry.section]!.push(contractEntry(entry));
  return { traceId: requestId, traceEntries: sections };
}

function contractEntry({ source, message, data, at, atMs, changed }: TraceEntry): unknown {
  return {
    source,
    timestamp: new Date(at).toISOString(),
    elapsed: timeSpan(atMs),
    data: { message, ...(typeof data === "object" ? data : { value: data }), changed },
  };
}

/** A .NET TimeSpan: hours, minutes, seconds and their fraction. */
function timeSpan(ms: number): string {
  const whole = Math.floor(ms / 1_000);
  const parts = [Math.floor(whole / 3_600), Math.floor(whole / 60) % 60, whole % 60];
  const fraction = String(Math.round((ms - whole * 1_000) * 10_000)).padStart(7, "0");
  return `${parts.map((part) => String(part).padStart(2, "0")).join(":")}.${fraction}`;
}

function json(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString("utf8")) as unknown;
  } catch {
    return undefined;
  }
}

function invalid(error: z.ZodError): HttpResponse {
  const problems = error.issues.map(({ path, message }) =>
    [path.join("."), message].filter(Boolean).join(": "),
  );
  return failure(400, "ValidationError", problems.join("; "));
}

function failure(status: number, code: string, message: string): HttpResponse {
  return jsonResponse(status, { error: { code, message } });
}
