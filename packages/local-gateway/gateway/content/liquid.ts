import { CaptureTag, Context, Liquid, toValueSync, type Emitter, type Template } from "liquidjs";
import { toText } from "@azure-genai-gateway/policy-language/expressions/values/values";
import type { Call } from "../policy";
import { requestOf } from "../request";
import { addCSharpFilters } from "./dotLiquid";
import { isRequestSection } from "./messageBody";
import { jsonOfXml } from "./xmlJson";
import { Work } from "./work";
import { parseXmlTree } from "./xmlTree";

// A template reads no file, and sees nothing but what is handed to it.
const engine = new Liquid({
  ownPropertyOnly: true,
  strictFilters: true,
  relativeReference: false,
  fs: {
    exists: () => Promise.resolve(false),
    existsSync: () => false,
    readFile: () => Promise.reject(new Error("A template has no files")),
    readFileSync: () => {
      throw new Error("A template has no files");
    },
    resolve: (_folder, file) => file,
  },
});
/** The library counts what filters and ranges hold; what a capture has put together it does not. */
engine.registerTag(
  "capture",
  class extends CaptureTag {
    override *render(context: Context): Generator<unknown, void, string> {
      yield* super.render(context);
      const text = (context.bottom() as Record<string, unknown>)[this.variable];
      if (typeof text === "string") context.memoryLimit.use(text.length);
    }
  },
);
// DotLiquid, which Azure runs, is often written with its own names of the filters: Upcase beside upcase.
for (const [name, filter] of Object.entries(engine.filters))
  engine.registerFilter(
    name.replace(/(^|_)([a-z])/g, (_match, _line, letter: string) => letter.toUpperCase()),
    filter,
  );

addCSharpFilters(engine);

/** A template, read once. @throws Error for what is no Liquid. */
export function parseLiquid(text: string): readonly Template[] {
  return engine.parse(text);
}

/**
 * Renders a template for a call: `body` is the JSON or XML of the message, `context` has the members of Request,
 * Response, Api, Operation, Product, Subscription, User and Variables that are plain values.
 * https://learn.microsoft.com/azure/api-management/set-body-policy#using-liquid-templates-with-set-body
 */
export function renderLiquid(templates: readonly Template[], call: Call): string {
  const work = new Work();
  const context = new Context(
    { body: bodyOf(call), context: contextOf(call) },
    engine.options,
    { sync: true },
    {
      liquid: engine,
      // Asked before each part of a template, in loops for each pass.
      renderLimit: limiter({ check: () => work.step() }),
      memoryLimit: limiter({ use: (characters) => work.grow(Number(characters) || 0) }),
    },
  );
  const out = new Output(work);
  toValueSync(engine.renderer.renderTemplates([...templates], context, out));
  return out.parts.join("");
}

type Limiter = Context["memoryLimit"];

function limiter(limits: Partial<Pick<Limiter, "use" | "check">>): Limiter {
  return { use: () => undefined, check: () => undefined, ...limits } as unknown as Limiter;
}

class Output implements Emitter {
  readonly parts: string[] = [];
  /** What the interface asks for; nothing reads it. */
  readonly buffer = "";

  constructor(private readonly work: Work) {}

  write(value: unknown): void {
    this.work.step();
    if (Array.isArray(value)) {
      for (const one of value) this.write(one);
      return;
    }
    // eslint-disable-next-line @typescript-eslint/no-base-to-string -- what the library itself writes of an object
    const text = value === null || value === undefined ? "" : String(value);
    this.work.grow(text.length);
    this.parts.push(text);
  }
}

function bodyOf(call: Call): unknown {
  const inRequest = isRequestSection(call);
  const bytes = inRequest ? call.context.request.body.bytes() : call.response?.bytes();
  if (!bytes || bytes.length === 0) return {};
  const text = Buffer.from(bytes).toString("utf8");
  const headers = inRequest ? call.context.request.headers : call.response?.headers;
  const type = headers?.get("Content-Type") ?? "";
  try {
    if (/[/+]xml\b/i.test(type))
      return jsonOfXml(parseXmlTree(text), { friendly: true, alwaysArrays: false });
    return JSON.parse(text) as unknown;
  } catch {
    // What is neither is there as it stands.
    return text;
  }
}

function contextOf(call: Call): unknown {
  const { context } = call;
  const { api, operation, product, subscription, user, request, variables } = context;
  const named = (one: { readonly id: string; readonly name: string } | undefined) =>
    one && { Id: one.id, Name: one.name };
  return {
    RequestId: context.requestId,
    Request: {
      Method: request.method,
      OriginalUrl: request.originalUrl,
      Url: requestOf(call).url,
      IpAddress: request.ipAddress,
      Headers: headersOf(request.headers),
      MatchedParameters: Object.fromEntries(requestOf(call).matchedParameters),
    },
    Response: call.response && {
      StatusCode: call.response.status,
      StatusReason: call.response.reason,
      Headers: headersOf(call.response.headers),
    },
    Api: api && { ...named(api), Path: api.path, Version: api.version, Revision: api.revision },
    Operation: operation && {
      ...named(operation),
      Method: operation.method,
      UrlTemplate: operation.urlTemplate,
    },
    Product: named(product),
    Subscription: named(subscription),
    User: user && { Id: user.id, Email: user.email, FirstName: user.firstName, LastName: user.lastName },
    Variables: Object.fromEntries(
      [...variables].map(([name, value]) => [name, value === null ? null : toText(value)]),
    ),
  };
}

function headersOf(
  headers: Iterable<readonly [string, readonly string[]]>,
): Readonly<Record<string, string>> {
  return Object.fromEntries([...headers].map(([name, values]) => [name, values.join(",")]));
}
