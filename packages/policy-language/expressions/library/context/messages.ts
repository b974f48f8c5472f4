import type { HostBody, HostRequest } from "../../host";
import { define, named } from "../../types/registry";
import { raise } from "../../values/runtime";
import { NetList, NetMap } from "../../values/sequences";
import type { Type } from "../../types/types";
import type { ResponseValue } from "../../values/values";
import { toByteArray } from "../core/bytes";
import { bodyReaders } from "./bodyReaders";
import { HeadersView, StringsView } from "./dictionaries";
import { form, urlOf } from "./url";

const spent = new WeakSet<HostBody>();

/**
 * The body's bytes; null when there is none. One that was read before without preserveContent is not available any
 * more. https://learn.microsoft.com/azure/api-management/api-management-policy-expressions#ContextVariables
 */
function take(body: HostBody, preserve: boolean): Uint8Array | null {
  const bytes = body.bytes();
  if (bytes === undefined && spent.has(body)) {
    raise(
      "InvalidOperationException",
      "The message body has been read already and is not available any more. To read it again, read it with preserveContent set to true.",
    );
  }
  if (!preserve) {
    spent.add(body);
    body.consume();
  }
  return bytes ?? null;
}

const decoder = new TextDecoder("utf-8");

/** https://learn.microsoft.com/azure/api-management/api-management-policy-expressions#ContextVariables */
function bodyAs(body: HostBody, preserve: boolean, types: readonly Type[]): unknown {
  const { name } = types[0]!;
  const read = bodyReaders.get(name);
  if (!read && name !== "byte[]" && name !== "string")
    raise("InvalidOperationException", `The message body cannot be converted to ${name}.`);
  const bytes = take(body, preserve);
  if (bytes === null) return null;
  if (name === "byte[]") return toByteArray(bytes);
  const text = decoder.decode(bytes);
  return read ? read(text) : text;
}

/** A form's fields, several values for each. */
function formOf(body: HostBody, preserve: boolean): NetMap | null {
  const bytes = take(body, preserve);
  if (bytes === null) return null;
  const fields = new NetMap(named("string"), named("IList<string>"));
  for (const part of decoder.decode(bytes).split("&")) {
    if (part === "") continue;
    const [name = "", ...rest] = part.split("=");
    const list = fields.get(form(name))?.value as NetList | undefined;
    if (list) list.items.push(form(rest.join("=")));
    else fields.set(form(name), new NetList(named("string"), [form(rest.join("="))]));
  }
  return fields;
}

define("Policy", "interface IMessageBody", {
  "V As<V>(bool preserveContent = false)": bodyAs,
  "IDictionary<string,IList<string>> AsFormUrlEncodedContent(bool preserveContent = false)": formOf,
});
define("Policy", "interface IMessage");
define("Policy", "interface IRequest : IMessage", {
  "string Method": (request: HostRequest) => request.method,
  "IUrl Url": (request: HostRequest) => urlOf(request.url),
  "IUrl OriginalUrl": (request: HostRequest) => urlOf(request.originalUrl),
  "string IpAddress": (request: HostRequest) => request.ipAddress,
  "IMessageBody Body": (request: HostRequest) => request.body,
  "IHeaders Headers": (request: HostRequest) => new HeadersView(request.headers),
  "IStrings MatchedParameters": (request: HostRequest) => new StringsView(request.matchedParameters),
  "X509Certificate2 Certificate": (request: HostRequest) => request.certificate ?? null,
});
define("Policy", "interface IResponse : IMessage", {
  "int StatusCode": ({ response }: ResponseValue) => response.statusCode,
  "string StatusReason": ({ response }: ResponseValue) => response.statusReason,
  "IMessageBody Body": ({ response }: ResponseValue) => response.body,
  "IHeaders Headers": ({ response }: ResponseValue) => new HeadersView(response.headers),
});
