import {
  HttpHeaders,
  emptyBody,
  jsonResponse,
  type HttpRequest,
  type HttpResponse,
} from "@azure-genai-gateway/common/http";
import { ProblemsError } from "@azure-genai-gateway/common/problem";
import type { LocalStack } from "../stack/stack";

/**
 * PUT /api/regions/NAME takes a region away, DELETE brings it back: 204. 404 to a name that is none of the stack's, or is
 * its only region.
 */
export function regionControl(request: HttpRequest, stack: LocalStack): HttpResponse {
  const name = new URL(request.url).pathname.slice("/api/regions/".length);
  if (request.method !== "PUT" && request.method !== "DELETE")
    return jsonResponse(
      405,
      { error: { message: "Regions take PUT and DELETE." } },
      { Allow: "PUT, DELETE" },
    );
  try {
    stack[request.method === "PUT" ? "loseRegion" : "restoreRegion"](name);
    return { status: 204, headers: new HttpHeaders(), body: emptyBody };
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    const [problem] = error.problems;
    return jsonResponse(404, { error: { message: `${problem!.message}. ${problem!.hint ?? ""}` } });
  }
}
