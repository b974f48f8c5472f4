import type { HttpHeaders } from "../../../common/http";
import type { HostBody, PolicyContext } from "../host";
import { define, named } from "../registry";
import { raise, unwrap, defaultOf, typeOf } from "../runtime";
import { isSubtype } from "../conversions";
import { NetArray, NetList, NetMap, lookupMap } from "./hostMaps";
import { ResponseValue } from "../values";
import type { Type } from "../types";
import { fromMs, Span } from "./dates";
import { lists, parseToken, readers } from "./json";
import { guid } from "./core/guid";
import { toByteArray } from "./core";

type T = readonly Type[];
readers.Guid = guid;
lists.make = (type, items) =>
  type.kind === "array" ? new NetArray(type.element, items) : new NetList(type.element, items);
lists.map = (type, items) => { const m = new NetMap(type.args[0]!, type.args[1]!); for (const [k, v] of items) m.set(k, v); return m; }; // prettier-ignore
const simple = (name: string, props: string) => define("Policy", `interface ${name}`, Object.fromEntries(props.split(", ").map((p) => { const n = p.split(" ")[1]!; return [p, ((o: Record<string, unknown>) => o[n[0]!.toLowerCase() + n.slice(1)] ?? null)]; }))); // prettier-ignore
simple("IOperation", "string Id, string Name, string Method, string UrlTemplate");
simple("IProduct", "string Id, string Name, bool SubscriptionRequired");
simple("ISubscription", "string Id, string Name, string Key, string PrimaryKey, string SecondaryKey");
simple("IUser", "string Id, string Email, string FirstName, string LastName");
simple("IDeployment", "string ServiceName, string ServiceId, string Region, string GatewayId");
simple(
  "ILastError",
  "string Source, string Reason, string Message, string Scope, string Section, string Path, string PolicyId",
);
define(
  "Policy",
  "interface IUrl",
  Object.fromEntries(
    Object.entries({
      Host: (u: URL) => u.hostname,
      Scheme: (u: URL) => u.protocol.slice(0, -1),
      Path: (u: URL) => decodeURI(u.pathname),
      QueryString: (u: URL) => u.search,
    }).map(([n, f]) => [`string ${n}`, (u: string) => f(new URL(u))]),
  ),
);
define("Policy", "interface IApi", { "string Id": (a: { id: string }) => a.id, "string Name": (a: { name: string }) => a.name, "string Path": (a: { path: string }) => a.path, "string Revision": (a: { revision: string }) => a.revision, "string Version": (a: { version: string }) => a.version, "bool IsCurrentRevision": (a: { isCurrentRevision: boolean }) => a.isCurrentRevision, "IUrl ServiceUrl": (a: { serviceUrl: string }) => a.serviceUrl || null }); // prettier-ignore
const parseBody = (b: HostBody, preserve: boolean, t: T): unknown => {
  const type = t.at(-1)!;
  const bytes = b.bytes();
  if (!preserve) b.consume();
  if (bytes === undefined) return null;
  const text = Buffer.from(bytes)
    .toString("utf8")
    .replace(/^\ufeff/, "");
  if (type.name === "string") return text;
  if (type.name === "byte[]") return toByteArray(bytes);
  if (["JObject", "JArray", "JToken"].includes(type.name))
    return text.trim() === ""
      ? null
      : parseToken(({ JObject: "Object", JArray: "Array" } as const)[type.name] ?? "")(text);
  return raise("InvalidOperationException", `A body does not convert to ${type.name}.`);
};
define("Policy", "interface IMessageBody", { "V As<V>(bool preserveContent = false)": parseBody });
const headers = (h: HttpHeaders) =>
  lookupMap(
    () => [...h].map(([n, v]) => [n, v]),
    (n) => (h.has(n) ? h.getAll(n) : undefined),
  );
define("Policy", "interface IRequest", { "string Method": (r: { method: string }) => r.method, "IUrl Url": (r: { url: string }) => r.url, "IUrl OriginalUrl": (r: { originalUrl: string }) => r.originalUrl, "string IpAddress": (r: { ipAddress: string }) => r.ipAddress, "IMessageBody Body": (r: { body: HostBody }) => r.body, "IHeaders Headers": (r: { headers: HttpHeaders }) => headers(r.headers), "IStrings MatchedParameters": (r: { matchedParameters: ReadonlyMap<string, string> }) => r.matchedParameters }); // prettier-ignore
define("Policy", "interface IResponse", { "int StatusCode": (r: ResponseValue) => r.response.statusCode, "string StatusReason": (r: ResponseValue) => r.response.statusReason, "IMessageBody Body": (r: ResponseValue) => r.response.body, "IHeaders Headers": (r: ResponseValue) => headers(r.response.headers) }); // prettier-ignore
type Look = ReturnType<typeof lookupMap>;
define("Policy", "interface IHeaders : IEnumerable<KeyValuePair<string,string[]>>", { "string GetValueOrDefault(string n, string d = null)": (h: Look, n: string, d: string | null) => h.values(n)?.join(",") ?? d, "bool ContainsKey(string n)": (h: Look, n: string) => h.values(n) !== undefined, "string[] this[string n]": (h: Look, n: string) => new NetArray(named("string"), [...(h.values(n) ?? raise("KeyNotFoundException", `The given key '${n}' was not present in the dictionary.`))]) }); // prettier-ignore
const text = (m: Map<string, unknown>, k: string, d: unknown) => m.get(k) ?? d;
define("Policy", "interface IStrings", { "string this[string k]": (m: Map<string, string>, k: string) => m.get(k) ?? raise("KeyNotFoundException", `The given key '${k}' was not present in the dictionary.`), "string GetValueOrDefault(string k, string d = null)": text, "bool ContainsKey(string k)": (m: Map<string, string>, k: string) => m.has(k) }); // prettier-ignore
const variable = (m: Map<string, unknown>, k: string, ...rest: unknown[]) => {
  const t = (rest.at(-1) as T)[0]!;
  if (!m.has(k)) return rest.length > 1 ? rest[0] : defaultOf(t);
  const v = m.get(k)!;
  if (v === null || v === undefined) return defaultOf(t);
  const target = t.definition?.name === "Nullable" ? t.element : t;
  if (!isSubtype(typeOf(v)!, target))
    raise(
      "InvalidCastException",
      `Unable to cast object of type '${typeOf(v)!.fullName}' to type '${target.fullName}'.`,
    );
  return t.isValueType ? unwrap(v) : v;
};
define("Policy", "interface IVariables", { "object this[string k]": (m: Map<string, unknown>, k: string) => (m.has(k) ? (m.get(k) ?? null) : raise("KeyNotFoundException", `The given key '${k}' was not present in the dictionary.`)), "bool ContainsKey(string k)": (m: Map<string, unknown>, k: string) => m.has(k), "V GetValueOrDefault<V>(string k)": variable, "V GetValueOrDefault<V>(string k, V d)": variable, "IEnumerable<string> Keys": (m: Map<string, unknown>) => new NetList(named("string"), [...m.keys()]), "int Count": (m: Map<string, unknown>) => m.size }); // prettier-ignore
define("Policy", "interface IContext", { "Guid RequestId": (x: PolicyContext) => guid(x.requestId), "DateTime Timestamp": (x: PolicyContext) => fromMs(x.timestamp), "TimeSpan Elapsed": (x: PolicyContext) => new Span(BigInt(Math.round(x.elapsedMs() * 10000))), "bool Tracing": (x: PolicyContext) => x.tracing, "void Trace(string m)": (x: PolicyContext, m: string) => x.trace(m ?? ""), "IDeployment Deployment": (x: PolicyContext) => x.deployment, "IApi Api": (x: PolicyContext) => x.api ?? null, "IOperation Operation": (x: PolicyContext) => x.operation ?? null, "IProduct Product": (x: PolicyContext) => x.product ?? null, "ISubscription Subscription": (x: PolicyContext) => x.subscription ?? null, "IUser User": (x: PolicyContext) => x.user ?? null, "IRequest Request": (x: PolicyContext) => x.request, "IResponse Response": (x: PolicyContext) => (x.response ? new ResponseValue(x.response) : null), "ILastError LastError": (x: PolicyContext) => x.lastError ?? null, "IVariables Variables": (x: PolicyContext) => x.variables }); // prettier-ignore
