import type { HttpRequest } from "../../common/http";
import { chatCompletions } from "./chat";
import { completions } from "./completions";
import { embeddings } from "./embeddings";
import { ServiceError } from "./errors";
import { images } from "./images";
import type { ModelFacts } from "./models";
import type { Operation } from "./operation";
import { responses } from "./responses";

/** What an operation is called: in the ledger, in the path, and in the service's own errors. */
export interface OperationRoute {
  readonly name: string;
  readonly serviceName: string;
  readonly kinds: readonly ModelFacts["kind"][];
  readonly run: Operation;
}

const routes: Readonly<Record<string, OperationRoute>> = {
  "chat/completions": {
    name: "chat.completions",
    serviceName: "chatCompletion",
    kinds: ["chat"],
    run: chatCompletions,
  },
  completions: {
    name: "completions",
    serviceName: "completion",
    kinds: ["completions"],
    run: completions,
  },
  embeddings: { name: "embeddings", serviceName: "embeddings", kinds: ["embeddings"], run: embeddings },
  "images/generations": {
    name: "images.generations",
    serviceName: "imageGenerations",
    kinds: ["images"],
    run: images,
  },
  responses: { name: "responses", serviceName: "responses", kinds: ["chat"], run: responses },
};

export type Route =
  | {
      /** A response asked for again: itself, its input items, or its end. */
      readonly kind: "stored";
      readonly id: string;
      readonly items: boolean;
      readonly remove: boolean;
      readonly query: URLSearchParams;
    }
  | { readonly kind: "models"; readonly model?: string }
  | {
      readonly kind: "operation";
      readonly operation: OperationRoute;
      /** Undefined: the body's `model` names the deployment. */
      readonly deployment?: string;
    };

const inDeployment =
  /^\/openai\/deployments\/([^/]+)\/(chat\/completions|completions|embeddings|images\/generations)\/?$/;
const inV1 = /^\/openai\/v1\/(chat\/completions|completions|embeddings|images\/generations|responses)\/?$/;
const storedPath = /^\/openai\/(?:v1\/)?responses\/([^/]+)(\/input_items)?\/?$/;
const models = /^\/openai\/v1\/models(?:\/([^/]+))?\/?$/;

/** Where a request goes. Throws what the service answers to an unknown path, method or a missing api-version. */
export function findRoute(request: HttpRequest, url: URL): Route {
  const path = url.pathname;
  const kept = storedPath.exec(path);
  if (kept) return storedRoute(kept, request.method.toUpperCase(), url);
  const listed = models.exec(path);
  const deployed = inDeployment.exec(path);
  const plain = inV1.exec(path) ?? (path === "/openai/responses" ? ["", "responses"] : null);
  if (!listed && !deployed && !plain) throw new ServiceError(404, "404", "Resource not found");
  const method = listed ? "GET" : "POST";
  if (request.method.toUpperCase() !== method) throw notAllowed(path, method);
  if (!path.startsWith("/openai/v1/") && !url.searchParams.get("api-version"))
    throw new ServiceError(
      400,
      "MissingApiVersionParameter",
      "The api-version query parameter (?api-version=) is required for all requests.",
    );
  if (listed) return { kind: "models", ...(listed[1] ? { model: decode(listed[1]) } : {}) };
  if (deployed)
    return { kind: "operation", operation: routes[deployed[2]!]!, deployment: decode(deployed[1]!) };
  return { kind: "operation", operation: routes[plain?.[1] ?? ""]! };
}

function storedRoute(match: RegExpExecArray, method: string, url: URL): Route {
  const items = match[2] !== undefined;
  const allowed = items ? ["GET"] : ["GET", "DELETE"];
  if (!allowed.includes(method)) throw notAllowed(url.pathname, allowed.join(", "));
  return {
    kind: "stored",
    id: decode(match[1]!),
    items,
    remove: method === "DELETE",
    query: url.searchParams,
  };
}

function notAllowed(path: string, methods: string): ServiceError {
  return new ServiceError(
    405,
    "405",
    `Method not allowed: ${path} takes ${methods}.`,
    {},
    { Allow: methods },
  );
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
