// JSON is read with the types of the whole library, which this declares.
import "@azure-genai-gateway/policy-language/expressions/compile";
import type { HttpHeaders } from "@azure-genai-gateway/common/http";
import { UrlValue } from "@azure-genai-gateway/policy-language/expressions/library/context/url";
import { Moment } from "@azure-genai-gateway/policy-language/expressions/library/dates";
import { parseJson } from "@azure-genai-gateway/policy-language/expressions/library/json/reader";
import {
  JArray,
  JObject,
  JToken,
  JValue,
} from "@azure-genai-gateway/policy-language/expressions/library/json/tokens";
import { Decimal } from "@azure-genai-gateway/policy-language/expressions/values/decimal";
import {
  BudgetError,
  NetError,
  typeOf,
  unwrap,
} from "@azure-genai-gateway/policy-language/expressions/values/runtime";
import { toText } from "@azure-genai-gateway/policy-language/expressions/values/values";
import type { Call } from "../../policy";
import { requestOf } from "../../request";
import { isRequestSection } from "../messageBody";
import { WorkRefused } from "../work";
import { parseXmlTree } from "../xmlTree";
import { Double, Hash, HeaderValues, Members, Pair } from "./values";
import { XmlNode, type XmlOptions } from "./xml";

export interface BindingOptions extends XmlOptions {
  /** Texts of JSON that are ISO 8601 dates or /Date(...)/ become dates, which are written as MM/dd/yyyy HH:mm:ss. */
  readonly parseDates: boolean;
  /** Inside return-response, where the pipeline's body is gone. */
  readonly withoutBody: boolean;
}

/** `body`, `context`, and `query` of the templates that the portal makes of a WSDL document. */
export function environmentOf(call: Call, options: BindingOptions): ReadonlyMap<string, unknown> {
  const request = requestOf(call);
  return new Map<string, unknown>([
    ["body", options.withoutBody ? "" : bodyOf(call, options)],
    ["context", contextOf(call)],
    ["query", urlOf(request.url)?.get("Query") ?? null],
  ]);
}

function bodyOf(call: Call, options: BindingOptions): unknown {
  const inRequest = isRequestSection(call);
  const text = bodyText(inRequest ? call.context.request.body.bytes() : call.response?.bytes());
  if (text === "") return "";
  const headers = inRequest ? call.context.request.headers : call.response?.headers;
  const type = headers?.get("Content-Type") ?? "";
  try {
    return /[/+]xml\b/i.test(type) ? xmlBody(text, options) : jsonBody(text, options.parseDates);
  } catch (error) {
    if (error instanceof BudgetError) throw new WorkRefused("the body has too many values");
    // What is neither is there as it stands.
    return text;
  }
}

export function xmlBody(text: string, options: XmlOptions): XmlNode {
  const { root } = parseXmlTree(text);
  return new XmlNode({ name: "", attributes: [], nodes: [root] }, options);
}

export const jsonBody = (text: string, parseDates: boolean): unknown => bound(parseJson(text, parseDates));

const bodyText = (bytes: Uint8Array | undefined) =>
  bytes && bytes.length > 0
    ? Buffer.from(bytes)
        .toString("utf8")
        .replace(/^\uFEFF/, "")
    : "";

/** An object of JSON, whose members are looked at when they are asked for. */
class JsonObject extends Hash {
  constructor(private readonly object: JObject) {
    super();
  }
  get(name: string): unknown {
    const property = this.object.property(name);
    return property && bound(property.value);
  }
  items(): readonly Pair[] {
    return this.object.properties.map(({ name, value }) => new Pair(name, bound(value)));
  }
}

/** A value of an expression, or of JSON, as a template sees it. */
function bound(value: unknown): unknown {
  if (value instanceof JValue) return bound(value.value);
  if (value instanceof JObject) return new JsonObject(value);
  if (value instanceof JArray) return value.items.map(bound);
  if (value === null || value === undefined) return null;
  if (/^(string|number|bigint|boolean)$/.test(typeof value)) return value;
  if (value instanceof Moment || value instanceof Decimal) return value;
  if (typeOf(value)?.name === "double") return new Double(unwrap(value) as number);
  if (value instanceof JToken) return value.text();
  return toText(value);
}

function contextOf(call: Call): Members {
  const { context } = call;
  const { api, operation, product, subscription, user, variables } = context;
  const request = requestOf(call);
  const bytes = request.content;
  return members({
    RequestId: context.requestId,
    Request: members({
      Method: request.method,
      OriginalMethod: request.originalMethod,
      Url: urlOf(request.url),
      OriginalUrl: urlOf(request.originalUrl),
      IpAddress: request.ipAddress,
      Headers: new HeaderNode(request.headers),
      MatchedParameters: new Members(request.matchedParameters),
      HasBody: bytes !== undefined && bytes.length > 0,
      Body: bodyText(bytes),
    }),
    Response:
      call.response &&
      members({
        StatusCode: call.response.status,
        StatusReason: call.response.reason,
        Headers: new HeaderNode(call.response.headers),
      }),
    Api: api && members({ Id: api.id, Name: api.name, Path: api.path, Version: api.version, Revision: api.revision }), // prettier-ignore
    Operation:
      operation &&
      members({
        Id: operation.id,
        Name: operation.name,
        Method: operation.method,
        UrlTemplate: operation.urlTemplate,
      }),
    Product: product && members({ Id: product.id, Name: product.name }),
    Subscription: subscription && members({ Id: subscription.id, Name: subscription.name }),
    User: user && members({ Id: user.id, Email: user.email, FirstName: user.firstName, LastName: user.lastName }), // prettier-ignore
    Variables: new Variables(variables),
  });
}

const members = (object: Readonly<Record<string, unknown>>) => new Members(new Map(Object.entries(object)));

class Variables extends Hash {
  constructor(private readonly variables: ReadonlyMap<string, unknown>) {
    super();
  }
  get(name: string): unknown {
    return this.variables.has(name) ? bound(this.variables.get(name)) : undefined;
  }
  items(): readonly Pair[] {
    return [...this.variables].map(([name, value]) => new Pair(name, bound(value)));
  }
}

/** Headers by name in any case; a loop goes over pairs of a name and its values. */
class HeaderNode extends Hash {
  constructor(private readonly headers: HttpHeaders) {
    super();
  }
  get(name: string): unknown {
    const wanted = name.toLowerCase();
    return this.items().find(({ key }) => key.toLowerCase() === wanted)?.value;
  }
  items(): readonly Pair[] {
    return [...this.headers].map(([name, values]) => new Pair(name, HeaderValues.from(values)));
  }
}

/** A URL, written whole, with the members of IUrl; undefined for what is none. */
class UrlNode extends Members {
  constructor(private readonly url: UrlValue) {
    super(
      new Map<string, unknown>([
        ["Scheme", url.scheme],
        ["Host", url.host],
        ["Port", url.port],
        ["Path", url.path],
        ["Query", new Query(url)],
        ["QueryString", url.queryString],
        ["ToUri", url.text()],
        ["ToString", url.text()],
      ]),
    );
  }
  override text(): string {
    return this.url.text();
  }
}

class Query extends Hash {
  constructor(private readonly url: UrlValue) {
    super();
  }
  get(name: string): unknown {
    const values = this.url.query.find(name);
    return values && HeaderValues.from(values);
  }
  items(): readonly Pair[] {
    return [...this.url.query.entries()].map(([name, values]) => new Pair(name, HeaderValues.from(values)));
  }
}

function urlOf(text: string): UrlNode | undefined {
  try {
    return new UrlNode(new UrlValue(text));
  } catch (error) {
    if (error instanceof TypeError || error instanceof NetError) return undefined;
    throw error;
  }
}
