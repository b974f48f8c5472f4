import type { ApiModel, OperationModel, ServiceModel } from "../model/types";
import { decode, parseQuery, splitUrl } from "../../http/url";

/** The outcome of matching a request; an API without an operation means that its path matched and nothing else did. */
export interface Route {
  readonly api?: ApiModel;
  readonly operation?: OperationModel;
  /** Values of the template's parameters, decoded. */
  readonly parameters: ReadonlyMap<string, string>;
  /** The path behind the API's own, with its leading slash. */
  readonly rest: string;
}

interface CompiledOperation {
  readonly operation: OperationModel;
  /** Lower-case text, or the parameter's name. */
  readonly segments: readonly (string | { readonly name: string; readonly wildcard: boolean })[];
  readonly query: readonly { readonly name: string; readonly value: string }[];
}

const noParameters: ReadonlyMap<string, string> = new Map();

/**
 * Matches requests to operations: the API with the longest path that the request's path starts with, then method and
 * template, static segments before parameters. Paths compare without case.
 */
export class Router {
  private readonly apis: readonly { readonly api: ApiModel; readonly prefix: string }[];
  private readonly operations = new Map<ApiModel, readonly CompiledOperation[]>();

  constructor(service: ServiceModel) {
    this.apis = service.apis
      .flatMap((api) => [
        ...(api.isCurrent ? [{ api, prefix: prefixOf(api) }] : []),
        // Any revision, the current one too, is reached by its number behind the API's path.
        { api, prefix: `${prefixOf(api)};rev=${api.revision.toLowerCase()}` },
      ])
      .sort((left, right) => right.prefix.length - left.prefix.length);
    for (const api of service.apis) {
      this.operations.set(api, api.operations.map(compileTemplate).sort(moreSpecificFirst));
    }
  }

  /** @param handshake of a WebSocket: its APIs take those, and nothing else. */
  match(method: string, url: string, handshake = false): Route {
    const { path, query } = splitUrl(url);
    const lower = path.toLowerCase();
    const within = (webSocket: boolean) =>
      this.apis.find(
        ({ api, prefix }) =>
          api.webSocket === webSocket &&
          lower.startsWith(prefix) &&
          (lower.length === prefix.length || lower[prefix.length] === "/" || prefix === ""),
      );
    // A handshake that no WebSocket API is for is a GET like any other.
    const found = (handshake ? within(true) : undefined) ?? within(false);
    if (!found) return { parameters: noParameters, rest: path };
    const rest = path.slice(found.prefix.length) || "/";
    const segments = rest.slice(1).split("/");
    for (const candidate of this.operations.get(found.api)!) {
      if (candidate.operation.method !== method && candidate.operation.method !== "*") continue;
      const parameters = matchTemplate(candidate, segments, query);
      if (parameters) return { api: found.api, operation: candidate.operation, parameters, rest };
    }
    return { api: found.api, parameters: noParameters, rest };
  }
}

function prefixOf({ path }: ApiModel): string {
  return path === "" ? "" : `/${path.toLowerCase()}`;
}

function compileTemplate(operation: OperationModel): CompiledOperation {
  const question = operation.urlTemplate.indexOf("?");
  const path = question < 0 ? operation.urlTemplate : operation.urlTemplate.slice(0, question);
  return {
    operation,
    segments: path
      .slice(1)
      .split("/")
      .map((segment) => {
        const parameter = /^\{(\*?)([^{}]+)\}$/.exec(segment);
        if (parameter) return { name: parameter[2]!, wildcard: parameter[1] === "*" };
        return segment === "*" ? { name: "*", wildcard: true } : segment.toLowerCase();
      }),
    query:
      question < 0
        ? []
        : parseQuery(operation.urlTemplate.slice(question + 1)).map(([name, value]) => ({
            name: name.toLowerCase(),
            value: value ?? "",
          })),
  };
}

/** Static segments win over parameters, segment by segment; then the longer template; then the one that names a query. */
function moreSpecificFirst(left: CompiledOperation, right: CompiledOperation): number {
  const rank = (segment: CompiledOperation["segments"][number] | undefined) =>
    segment === undefined ? 3 : typeof segment === "string" ? 0 : segment.wildcard ? 2 : 1;
  const length = Math.max(left.segments.length, right.segments.length);
  for (let index = 0; index < length; index++) {
    const difference = rank(left.segments[index]) - rank(right.segments[index]);
    if (difference !== 0) return difference;
  }
  return (
    right.query.length - left.query.length ||
    Number(left.operation.method === "*") - Number(right.operation.method === "*")
  );
}

function matchTemplate(
  { segments, query }: CompiledOperation,
  path: readonly string[],
  queryText: string,
): ReadonlyMap<string, string> | undefined {
  let parameters: Map<string, string> | undefined;
  const set = (name: string, value: string) =>
    void (parameters ??= new Map<string, string>()).set(name, value);
  let index = 0;
  for (const segment of segments) {
    const given = path[index];
    if (typeof segment === "string") {
      if (given === undefined || given.toLowerCase() !== segment) return undefined;
    } else if (segment.wildcard) {
      set(segment.name, decode(path.slice(index).join("/")));
      index = path.length;
      break;
    } else {
      if (!given) return undefined;
      set(segment.name, decode(given));
    }
    index++;
  }
  if (index < path.length) return undefined;
  if (query.length > 0) {
    const given = new Map(
      parseQuery(queryText).map(([name, value]) => [decode(name).toLowerCase(), decode(value ?? "")]),
    );
    for (const { name, value } of query) {
      const actual = given.get(name);
      if (actual === undefined) return undefined;
      const parameter = /^\{([^{}]+)\}$/.exec(value);
      if (parameter) set(parameter[1]!, actual);
      else if (value !== "" && actual !== value) return undefined;
    }
  }
  return parameters ?? noParameters;
}
