import type { ApiModel, OperationModel, ServiceModel } from "../model/types";
import { decode, parseQuery, splitUrl } from "../../http/url";

/** Values of a request's header, by its name. */
export type HeaderLookup = (name: string) => string | null | undefined;

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
  readonly segments: readonly Segment[];
  readonly query: readonly { readonly name: string; readonly value: string }[];
}

/** Lower-case text, a parameter, or text with parameters in it: `Orders({id})`. */
type Segment =
  | string
  | { readonly name: string; readonly wildcard: boolean }
  | { readonly names: readonly string[]; readonly pattern: RegExp };

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
  match(method: string, url: string, handshake = false, header: HeaderLookup = () => undefined): Route {
    const { path, query } = splitUrl(url);
    const lower = path.toLowerCase();
    const isMeant = versionOf(query, header);
    const within = (webSocket: boolean) =>
      this.apis.find(
        ({ api, prefix }) =>
          api.webSocket === webSocket &&
          lower.startsWith(prefix) &&
          (lower.length === prefix.length || lower[prefix.length] === "/" || prefix === "") &&
          isMeant(api),
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

/**
 * Whether a request means an API, by the version it names. One without a version, which its set has as the original, takes
 * requests that name none; where there is no such API they find nothing. Versions compare without case. [I]
 * https://learn.microsoft.com/azure/api-management/api-management-versions
 */
function versionOf(queryText: string, header: HeaderLookup): (api: ApiModel) => boolean {
  let query: Map<string, string> | undefined;
  return ({ version, versionIn }) => {
    if (!versionIn) return true;
    query ??= new Map(
      parseQuery(queryText).map(([name, value]) => [decode(name).toLowerCase(), decode(value ?? "")]),
    );
    const given =
      versionIn.kind === "header" ? header(versionIn.name) : query.get(versionIn.name.toLowerCase());
    return (given ?? "").trim().toLowerCase() === version.toLowerCase();
  };
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
        if (segment === "*") return { name: "*", wildcard: true };
        return /\{[^{}]+\}/.test(segment) ? compoundSegment(segment) : segment.toLowerCase();
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

/** OData's `Orders({id})`, or `{name}.json`. */
function compoundSegment(segment: string): Segment {
  const names: string[] = [];
  const parts = segment.split(/\{\*?([^{}]+)\}/).map((part, index) => {
    if (index % 2 === 0) return part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    names.push(part);
    return "(.+?)";
  });
  return { names, pattern: new RegExp(`^${parts.join("")}$`, "i") };
}

/** Static segments win over parameters, segment by segment; then the longer template; then the one that names a query. */
function moreSpecificFirst(left: CompiledOperation, right: CompiledOperation): number {
  const rank = (segment: CompiledOperation["segments"][number] | undefined) =>
    segment === undefined
      ? 4
      : typeof segment === "string"
        ? 0
        : "pattern" in segment
          ? 1
          : segment.wildcard
            ? 3
            : 2;
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
    } else if ("pattern" in segment) {
      const found = given === undefined ? null : segment.pattern.exec(given);
      if (!found) return undefined;
      segment.names.forEach((name, at) => set(name, decode(found[at + 1]!)));
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
