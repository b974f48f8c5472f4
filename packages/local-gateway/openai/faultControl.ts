import { z } from "@azure-genai-gateway/schema";
import {
  HttpHeaders,
  emptyBody,
  jsonResponse,
  type HttpHandler,
  type HttpResponse,
} from "@azure-genai-gateway/common/http";
import type { Fault, Outage, SimulatedAccount } from "./types";

const share = z.number().min(0).max(1).optional();
const afterChunks = z.number().int().min(0).optional();
const milliseconds = z.number().min(0).max(3_600_000);

const faultSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("status"),
    status: z.number().int().min(400).max(599),
    retryAfterMs: milliseconds.optional(),
    share,
  }),
  z.strictObject({ kind: z.literal("hang"), share }),
  z.strictObject({ kind: z.literal("slowStart"), delayMs: milliseconds, share }),
  z.strictObject({ kind: z.literal("cut"), afterChunks, share }),
  z.strictObject({ kind: z.literal("malformed"), afterChunks, share }),
  z.strictObject({
    kind: z.literal("contentFilter"),
    source: z.enum(["prompt", "completion"]).optional(),
    share,
  }),
]);

const outageSchema = z.strictObject({ kind: z.literal("down"), how: z.enum(["refused", "unavailable"]) });

/** A fault as JSON, or everything that is wrong with it. */
export function parseFault(value: unknown): { fault: Fault } | { problems: readonly string[] } {
  return parsed(faultSchema, value, (fault: Fault) => ({ fault }));
}

/**
 * Sets faults while a gateway runs. PUT, GET and DELETE of /faults/ACCOUNT/DEPLOYMENT take and give a `Fault` as JSON;
 * /faults/ACCOUNT does so for the whole account: `{"kind":"down","how":"refused"|"unavailable"}`. Answers 200 with
 * the fault (null when there is none), 204 to a DELETE, 400 with every problem of a body, 404 to unknown names.
 * Nothing is checked of who calls: it is meant for 127.0.0.1 alone.
 */
export function controlHandler(accounts: ReadonlyMap<string, SimulatedAccount>): HttpHandler {
  return async (request) => {
    const path = new URL(request.url).pathname.split("/").filter(Boolean).map(decoded);
    const [root, subdomain, deployment] = path;
    const account = accounts.get(subdomain?.toLowerCase() ?? "");
    if (root !== "faults" || path.length > 3)
      return problem(404, "No such path; faults are at /faults/ACCOUNT/DEPLOYMENT");
    if (!account)
      return problem(404, `No account ${subdomain ?? ""}; there are: ${[...accounts.keys()].join(", ")}`);
    if (deployment === undefined) return accountFault(account, request.method, request.body);
    const known =
      account.deployments.find((name) => name.toLowerCase() === deployment.toLowerCase()) ??
      callable(account, deployment);
    if (known === undefined)
      return problem(404, `No deployment ${deployment}; there are: ${account.deployments.join(", ")}`);
    return deploymentFault(account, known, request.method, request.body);
  };
}

/** A model that nobody has called yet is there as soon as it is named, where nobody declares which there are. */
function callable(account: SimulatedAccount, name: string): string | undefined {
  try {
    account.behaviourOf(name);
    return name;
  } catch {
    return undefined;
  }
}

function deploymentFault(
  account: SimulatedAccount,
  name: string,
  method: string,
  body: Uint8Array,
): HttpResponse {
  if (method === "GET") return jsonResponse(200, account.behaviourOf(name).fault ?? null);
  if (method === "DELETE") {
    account.configure(name, { fault: undefined });
    return nothing();
  }
  if (method !== "PUT") return notAllowed();
  const read = parseFault(json(body));
  if ("problems" in read) return problem(400, "The fault is not valid", read.problems);
  account.configure(name, { fault: read.fault });
  return jsonResponse(200, read.fault);
}

function accountFault(account: SimulatedAccount, method: string, body: Uint8Array): HttpResponse {
  const shown = (how: Outage | undefined) => (how === undefined ? null : { kind: "down", how });
  if (method === "GET") return jsonResponse(200, shown(account.outage));
  if (method === "DELETE") {
    account.setOutage(undefined);
    return nothing();
  }
  if (method !== "PUT") return notAllowed();
  const read = parsed(outageSchema, json(body), ({ how }) => ({ how }));
  if ("problems" in read) return problem(400, "The fault is not valid", read.problems);
  account.setOutage(read.how);
  return jsonResponse(200, shown(read.how));
}

function parsed<T, R extends object>(
  schema: z.ZodType<T>,
  value: unknown,
  found: (value: T) => R,
): R | { problems: readonly string[] } {
  const result = schema.safeParse(value);
  if (result.success) return found(result.data);
  return {
    problems: result.error.issues.map(({ path, message }) =>
      [path.join("."), message].filter(Boolean).join(": "),
    ),
  };
}

/** Undefined for what is no JSON: no schema takes that. */
function json(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString("utf8")) as unknown;
  } catch {
    return undefined;
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function nothing(): HttpResponse {
  return { status: 204, headers: new HttpHeaders(), body: emptyBody };
}

function notAllowed(): HttpResponse {
  const response = problem(405, "Faults take GET, PUT and DELETE");
  response.headers.set("Allow", "GET, PUT, DELETE");
  return response;
}

function problem(status: number, message: string, problems: readonly string[] = []): HttpResponse {
  return jsonResponse(status, { error: { message, problems } });
}
