import type { HttpRequest } from "@azure-genai-gateway/common/http";
import { ServiceError, resourceNotFound } from "../wire/errors";
import { checkApiVersion, type Since } from "./apiVersions";
import { operations, type OperationRoute } from "./operations";
import { plainRoutes, type PlainRoute } from "./plain";

/** Where a request goes: to a model's operation, or to something that the account answers by itself. */
export type Route = { readonly params: Readonly<Record<string, string>> } & (
  | {
      readonly operation: OperationRoute;
      /** Undefined: the body's `model` names the deployment. */
      readonly deployment?: string;
    }
  | { readonly plain: PlainRoute }
);

interface Entry {
  readonly method: string;
  readonly pattern: readonly string[];
  readonly since: Since | "v1";
  readonly target: { readonly operation: OperationRoute } | { readonly plain: PlainRoute };
}

const DEPLOYMENT = "{deployment}";

const entries: readonly Entry[] = [
  ...operations.flatMap((operation): Entry[] => {
    const { path, dated } = operation;
    const entry = (base: string, since: Since | "v1"): Entry => ({
      method: "POST",
      pattern: steps(`${base}/${path}`),
      since,
      target: { operation },
    });
    return [
      entry("/openai/v1", "v1"),
      ...(dated === undefined
        ? []
        : [entry(dated.inDeployment ? `/openai/deployments/${DEPLOYMENT}` : "/openai", dated.since)]),
    ];
  }),
  ...plainRoutes.flatMap((plain): Entry[] => {
    const entry = (base: string, since: Since | "v1"): Entry => ({
      method: plain.method,
      pattern: steps(`${base}/${plain.path}`),
      since,
      target: { plain },
    });
    return [entry("/openai/v1", "v1"), ...(plain.dated ? [entry("/openai", plain.dated)] : [])];
  }),
];

/** By their number of steps; in each list those with fewer placeholders first. */
const byLength = new Map<number, readonly Entry[]>();
for (const entry of [...entries].sort((left, right) => placeholders(left) - placeholders(right)))
  byLength.set(entry.pattern.length, [...(byLength.get(entry.pattern.length) ?? []), entry]);

/** Where a request goes. Throws what the service answers to an unknown path, method or api-version. */
export function findRoute(request: HttpRequest, url: URL): Route {
  const path = steps(url.pathname);
  const here = (byLength.get(path.length) ?? []).filter(({ pattern }) => matches(pattern, path));
  const [first] = here;
  if (!first) throw resourceNotFound();
  // A word beats a placeholder: /responses/compact is no response.
  const same = here.filter((entry) => placeholders(entry) === placeholders(first));
  const method = request.method.toUpperCase();
  const entry = same.find((one) => one.method === method);
  if (!entry) throw notAllowed(url.pathname, [...new Set(same.map((one) => one.method))].join(", "));
  checkApiVersion(url.searchParams.get("api-version"), entry.since);
  const params = Object.fromEntries(
    entry.pattern.flatMap((step, index) =>
      step.startsWith("{") ? [[step.slice(1, -1), decode(path[index]!)] as const] : [],
    ),
  );
  const { deployment } = params;
  if ("plain" in entry.target) return { ...entry.target, params };
  return { ...entry.target, params, ...(deployment === undefined ? {} : { deployment }) };
}

function steps(path: string): readonly string[] {
  return path.replace(/\/$/, "").split("/").slice(1);
}

function matches(pattern: readonly string[], path: readonly string[]): boolean {
  return (
    pattern.length === path.length &&
    pattern.every((step, index) => (step.startsWith("{") ? path[index] !== "" : step === path[index]))
  );
}

function placeholders({ pattern }: Entry): number {
  return pattern.filter((step) => step.startsWith("{")).length;
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
