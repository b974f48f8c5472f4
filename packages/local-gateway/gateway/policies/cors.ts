import { HttpHeaders } from "@azure-genai-gateway/common/http";
import type { CompiledElement, PolicyBinding } from "@azure-genai-gateway/policy-language/document";
import { flagNow, textNow, whenReady } from "../bindings";
import type { Call, PolicyDefinition, StepOutcome } from "../policy";
import { GatewayResponse } from "../response";

/**
 * Answers preflights and adds the headers that let browsers read answers. A cross-origin request that does not match
 * ends with an empty 200 when `terminate-unmatched-request` (default true) says so, otherwise it goes on without them.
 * https://learn.microsoft.com/azure/api-management/cors-policy
 */
export const cors: PolicyDefinition = {
  name: "cors",
  build(element) {
    const allowedMethods = element.children.find(({ name }) => name === "allowed-methods");
    const settings: Settings = {
      credentials: element.attributes.get("allow-credentials"),
      terminate: element.attributes.get("terminate-unmatched-request"),
      maxAge: allowedMethods?.attributes.get("preflight-result-max-age"),
      origins: listed(element, "allowed-origins"),
      // Without the element GET and POST are allowed.
      methods: allowedMethods ? listed(element, "allowed-methods") : undefined,
      headers: listed(element, "allowed-headers"),
      exposed: listed(element, "expose-headers"),
    };
    const { credentials, terminate, maxAge, origins, methods = [], headers, exposed } = settings;
    const bindings = [credentials, terminate, maxAge, ...origins, ...methods, ...headers, ...exposed];
    return { name: element.name, run: (call) => whenReady(call, bindings, () => run(call, settings)) };
  },
};

interface Settings {
  readonly credentials?: PolicyBinding;
  readonly terminate?: PolicyBinding;
  readonly maxAge?: PolicyBinding;
  readonly origins: readonly PolicyBinding[];
  readonly methods?: readonly PolicyBinding[];
  readonly headers: readonly PolicyBinding[];
  readonly exposed: readonly PolicyBinding[];
}

function listed(element: CompiledElement, list: string): readonly PolicyBinding[] {
  const parent = element.children.find(({ name }) => name === list);
  return (parent?.children ?? []).flatMap(({ text }) => (text ? [text] : []));
}

function run(call: Call, settings: Settings): StepOutcome {
  const { method, headers } = call.context.request;
  const origin = headers.get("Origin");
  if (origin === undefined) return;
  const asked = headers.get("Access-Control-Request-Method");
  const preflight = method === "OPTIONS" && asked !== undefined;
  const texts = (bindings: readonly PolicyBinding[]) => bindings.map((binding) => textNow(call, binding));
  const origins = texts(settings.origins);
  const methods = settings.methods ? texts(settings.methods) : ["GET", "POST"];
  const allowed =
    includes(origins, origin.replace(/\/$/, "")) && includes(methods, asked ?? method) && headersAllowed();
  if (!allowed) {
    if (!preflight && (!simple(method) || !flagNow(call, settings.terminate, true))) return;
    return end(call, new HttpHeaders());
  }
  const answer = new HttpHeaders();
  const credentials = flagNow(call, settings.credentials, false);
  answer.set("Access-Control-Allow-Origin", origins.includes("*") && !credentials ? "*" : origin);
  if (credentials) answer.set("Access-Control-Allow-Credentials", "true");
  if (preflight) {
    answer.set("Access-Control-Allow-Methods", methods.includes("*") ? asked : methods.join(","));
    const wanted = headers.get("Access-Control-Request-Headers");
    if (wanted !== undefined) answer.set("Access-Control-Allow-Headers", wanted);
    if (settings.maxAge) answer.set("Access-Control-Max-Age", textNow(call, settings.maxAge));
    return end(call, answer);
  }
  const exposed = texts(settings.exposed);
  if (exposed.length > 0) answer.set("Access-Control-Expose-Headers", exposed.join(","));
  call.afterPolicies(() => {
    for (const [name, values] of answer) call.response?.headers.set(name, values);
  });

  function headersAllowed(): boolean {
    const wanted = preflight ? headers.get("Access-Control-Request-Headers") : undefined;
    const permitted = texts(settings.headers);
    return (wanted ?? "")
      .split(",")
      .map((name) => name.trim())
      .every((name) => name === "" || includes(permitted, name));
  }
}

/** Only these methods end at an origin that does not match; others go on. Documented for GET and HEAD. */
function simple(method: string): boolean {
  return method === "GET" || method === "HEAD";
}

function includes(list: readonly string[], text: string): boolean {
  return list.some((item) => item === "*" || item.replace(/\/$/, "").toLowerCase() === text.toLowerCase());
}

function end(call: Call, headers: HttpHeaders): "stop" {
  call.response = new GatewayResponse(200, undefined, headers);
  return "stop";
}
