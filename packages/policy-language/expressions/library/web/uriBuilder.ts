import { define, named } from "../../types/registry";
import { argumentNull, NetObject, raise } from "../../values/runtime";
import type { NetUri } from "./uri";
import { uriOf } from "./uri";

class Builder extends NetObject {
  scheme = "http";
  host = "localhost";
  port = -1;
  path = "/";
  query = "";
  fragment = "";
  userName = "";
  password = "";

  get netType() {
    return named("UriBuilder");
  }
  from(uri: NetUri): this {
    const { absolute } = uri;
    this.scheme = uri.scheme;
    this.host = absolute.hostname;
    this.port = uri.port;
    this.path = uri.path;
    this.query = absolute.search;
    this.fragment = absolute.hash;
    this.userName = decodeURIComponent(absolute.username);
    this.password = decodeURIComponent(absolute.password);
    return this;
  }
  override text(): string {
    const user = this.userName ? `${this.userName}${this.password ? `:${this.password}` : ""}@` : "";
    const port = this.port < 0 ? "" : `:${this.port}`;
    return `${this.scheme}://${user}${this.host}${port}${this.path}${this.query}${this.fragment}`;
  }
  get uri(): NetUri {
    return uriOf(this.text());
  }
}

const led = (text: string | null, mark: string) =>
  !text || text.startsWith(mark) ? (text ?? "") : mark + text;
const pathOf = (text: string | null) => led(text ? text.replaceAll("\\", "/") : "/", "/");

function made(scheme: string | null, host: string | null, port = -1, path: string | null = "/"): Builder {
  if (port < -1 || port > 65535)
    raise(
      "ArgumentOutOfRangeException",
      "Specified argument was out of the range of valid values. (Parameter 'port')",
    );
  const builder = new Builder();
  builder.scheme = (scheme ?? "").replace(/:.*$/, "").toLowerCase();
  builder.host = host ?? "";
  builder.port = port;
  builder.path = pathOf(path);
  return builder;
}

/** A property that is a text of the builder. */
function text(name: "host" | "userName" | "password", or = "") {
  return [
    (builder: Builder) => builder[name],
    (builder: Builder, value: string | null) => {
      builder[name] = value ?? or;
    },
  ] as const;
}

define("System", "class UriBuilder", {
  "new()": () => new Builder(),
  "new(string uri)": (uri: string | null) => {
    const given = uri ?? argumentNull("uri");
    return new Builder().from(uriOf(given.includes("://") ? given : `http://${given}`));
  },
  "new(Uri uri)": (uri: NetUri | null) => new Builder().from(uri ?? argumentNull("uri")),
  "new(string schemeName, string hostName)": (scheme: string | null, host: string | null) => made(scheme, host),
  "new(string scheme, string host, int portNumber)": (scheme: string | null, host: string | null, port: number) => made(scheme, host, port),
  "new(string scheme, string host, int port, string pathValue)": made,
  "string Scheme": [(builder: Builder) => builder.scheme, (builder: Builder, value: string | null) => { builder.scheme = (value ?? "").replace(/:.*$/, "").toLowerCase(); }],
  "string Host": text("host"),
  "int Port": [(builder: Builder) => builder.port, (builder: Builder, value: number) => { builder.port = made("", "", value).port; }],
  "string Path": [(builder: Builder) => builder.path, (builder: Builder, value: string | null) => { builder.path = pathOf(value); }],
  "string Query": [(builder: Builder) => builder.query, (builder: Builder, value: string | null) => { builder.query = led(value, "?"); }],
  "string Fragment": [(builder: Builder) => builder.fragment, (builder: Builder, value: string | null) => { builder.fragment = led(value, "#"); }],
  "string UserName": text("userName"),
  "string Password": text("password"),
  "Uri Uri": (builder: Builder) => builder.uri,
}); // prettier-ignore
