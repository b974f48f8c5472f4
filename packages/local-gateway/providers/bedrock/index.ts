import type { Clock } from "@azure-genai-gateway/common/clock";
import { jsonBody } from "../service/body";
import type { Dialect, Incoming, Route } from "../service/dialect";
import { prefixCaches, type PrefixCache } from "../service/prefixCache";
import { authenticate } from "./authenticate";
import { planConverse } from "./converse";
import { failure, invalid, refused } from "./errors";
import { planInvoke } from "./invoke";
import { bedrockModel } from "./models";

/**
 * Amazon Bedrock's runtime at bedrock-runtime.REGION.amazonaws.com, as far as Converse goes, and InvokeModel for Claude:
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_Operations_Amazon_Bedrock_Runtime.html
 */
export function bedrock(region: string): (clock: Clock) => Dialect {
  return (clock) => {
    const cacheOf = prefixCaches(clock);
    const known = (name: string) => bedrockModel(name, region);
    return {
      authenticate: (incoming, access, now) => authenticate(incoming, access, region, now),
      route: (incoming) => route(incoming, cacheOf),
      model(name) {
        const facts = known(name);
        return typeof facts === "string" ? undefined : facts;
      },
      unknownModel: (name) =>
        invalid(
          known(name) === "profile needed"
            ? `Invocation of model ID ${name} with on-demand throughput isn\u2019t supported. Retry your request with the ID or ARN of an inference profile that contains this model.`
            : "The provided model identifier is invalid.",
        ),
      listed: [],
      // Quotas of an account in a large region: https://docs.aws.amazon.com/general/latest/gr/bedrock.html
      defaultLimits: { requests: 10_000, tokens: 5_000_000 },
      limited: (kind) =>
        failure(
          429,
          `Too many ${kind === "requests" ? "requests" : "tokens"}, please wait before trying again.`,
        ),
      // AWS tells nobody what is left, nor how long to wait.
      limitHeaders: () => ({}),
      headers: (id) => ({ "x-amzn-requestid": uuid(id) }),
      refused,
      unavailable: () => failure(503, "Bedrock is unable to process your request."),
      filtered: () => invalid("The prompt was blocked by a content filter."),
      status: (status) =>
        failure(
          status,
          status === 429
            ? "Too many requests, please wait before trying again."
            : "The simulated model has been told to fail this call.",
        ),
    };
  };
}

/** The id of a model is escaped in the path; an ARN holds a slash. */
function route({ request, url }: Incoming, cacheOf: (model: string) => PrefixCache): Route {
  const match = /^\/model\/(.+)\/(converse|converse-stream|invoke|invoke-with-response-stream)$/.exec(
    url.pathname,
  );
  if (!match)
    throw failure(
      404,
      "The requested operation is not recognized by the service.",
      "UnknownOperationException",
    );
  if (request.method !== "POST")
    throw failure(405, "The request method is not allowed.", "MethodNotAllowedException");
  const model = decoded(match[1]!);
  const { json } = jsonBody(request, () => {
    throw failure(400, "Unable to parse the request body as JSON.", "SerializationException");
  });
  const streamed = match[2]!.endsWith("-stream");
  if (match[2]!.startsWith("invoke"))
    return {
      name: streamed ? "invokeModelWithResponseStream" : "invokeModel",
      model,
      text: JSON.stringify([model, json]),
      plan: (context) => planInvoke(json, streamed, cacheOf(model), context),
    };
  return {
    name: streamed ? "converseStream" : "converse",
    model,
    text: JSON.stringify([model, json]),
    plan: (context) => planConverse(json, streamed, cacheOf(model), context),
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw invalid("The provided model identifier is invalid.");
  }
}

function uuid(id: string): string {
  return id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
