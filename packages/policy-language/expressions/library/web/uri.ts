import { define, named } from "../../types/registry";
import { argumentNull, NetError, NetObject, raise, tick } from "../../values/runtime";
import { NetArray } from "../../values/sequences";
import { defineEnum } from "../core/enums";
import { defineException } from "../core/exceptions";
import { readers } from "../json/readers";
import { escapeData, unescapeData, unescapeSafe, wellFormed } from "./escaping";

defineEnum("System", "UriKind", "RelativeOrAbsolute Absolute Relative");
defineEnum("System", "UriPartial", "Scheme Authority Path Query");
defineException("System", "UriFormatException", "FormatException");

const Kind = { any: 0, absolute: 1, relative: 2 } as const;
const ports: Readonly<Record<string, number>> = {
  http: 80,
  https: 443,
  ftp: 21,
  ws: 80,
  wss: 443,
  ldap: 389,
};

/** System.Uri. https://learn.microsoft.com/dotnet/api/system.uri */
export class NetUri extends NetObject {
  /** Absent for a relative one. */
  readonly url?: URL;

  constructor(
    readonly original: string,
    kind: number = Kind.absolute,
  ) {
    super();
    const trimmed = original.trim();
    if (kind !== Kind.relative && /^[a-zA-Z][a-zA-Z0-9+.-]*:/.test(trimmed) && URL.canParse(trimmed))
      this.url = new URL(trimmed);
    else if (kind === Kind.absolute || /^[a-zA-Z][a-zA-Z0-9+.-]*:\/\//.test(trimmed)) invalid(trimmed);
  }

  get netType() {
    return named("Uri");
  }
  /** The parts that only an absolute URI has. */
  get absolute(): URL {
    return (
      this.url ?? raise("InvalidOperationException", "This operation is not supported for a relative URI.")
    );
  }
  get scheme(): string {
    return this.absolute.protocol.slice(0, -1);
  }
  get port(): number {
    return this.absolute.port ? Number(this.absolute.port) : (ports[this.scheme] ?? -1);
  }
  get isDefaultPort(): boolean {
    return this.absolute.port === "";
  }
  get path(): string {
    return this.absolute.pathname || (this.absolute.host ? "/" : "");
  }
  get authority(): string {
    return this.absolute.hostname + (this.isDefaultPort ? "" : `:${this.port}`);
  }
  get segments(): string[] {
    return this.path.match(/[^/]*\/|[^/]+$/g) ?? [];
  }
  get href(): string {
    return this.absolute.href;
  }
  override text(): string {
    return this.url ? unescapeSafe(this.url.href) : this.original;
  }
  get json(): string {
    return this.original;
  }
  get keyText(): string {
    return `uri${this.url ? this.url.href.replace(this.url.hash, "") : this.original}`;
  }
  override equals(other: unknown): boolean {
    return other instanceof NetUri && other.keyText === this.keyText;
  }
  /** Another one as seen from here; null when it leads nowhere. */
  resolved(relative: string): NetUri | null {
    const { href } = this.absolute;
    return URL.canParse(relative, href) ? new NetUri(new URL(relative, href).href) : null;
  }
  left(part: number): string {
    const { protocol, username, password } = this.absolute;
    const user = username ? `${username}${password ? `:${password}` : ""}@` : "";
    const scheme = `${protocol}//`;
    if (part === 0) return scheme;
    const authority = `${scheme}${user}${this.authority}`;
    return part === 1 ? authority : authority + this.path + (part === 3 ? this.absolute.search : "");
  }
}

function invalid(text: string): never {
  raise(
    "UriFormatException",
    text === ""
      ? "Invalid URI: The URI is empty."
      : /^[a-zA-Z][a-zA-Z0-9+.-]*:/.test(text)
        ? "Invalid URI: The hostname could not be parsed."
        : "Invalid URI: The format of the URI could not be determined.",
  );
}

export const uriOf = (text: string | null, kind: number = Kind.absolute): NetUri =>
  new NetUri(text ?? argumentNull("uriString"), kind);

function relativeTo(base: NetUri | null, relative: string): NetUri {
  const from = (base ?? argumentNull("baseUri")).absolute;
  return URL.canParse(relative, from.href)
    ? new NetUri(new URL(relative, from.href).href)
    : invalid(relative);
}

function attempt(make: () => NetUri): [boolean, NetUri | null] {
  try {
    return [true, make()];
  } catch (error) {
    if (error instanceof NetError) return [false, null];
    throw error;
  }
}

const texts = (items: string[]) => new NetArray(named("string"), items);

/** What leads from one to the other when both are on one host. */
function relativePath(from: NetUri, to: NetUri): NetUri {
  if (from.left(1) !== to.left(1)) return to;
  const source = from.path.split("/").slice(0, -1);
  const target = to.path.split("/");
  let common = 0;
  while (common < source.length && common < target.length - 1 && source[common] === target[common]) {
    tick();
    common++;
  }
  const path = [...source.slice(common).map(() => ".."), ...target.slice(common)].join("/");
  return new NetUri(path + to.absolute.search + to.absolute.hash, Kind.relative);
}

define("System", "class Uri", {
  "new(string uriString)": (text: string | null) => uriOf(text),
  "new(string uriString, UriKind uriKind)": uriOf,
  "new(Uri baseUri, string relativeUri)": relativeTo,
  "new(Uri baseUri, Uri relativeUri)": (base: NetUri | null, relative: NetUri | null) =>
    relativeTo(base, (relative ?? argumentNull("relativeUri")).original),
  "string AbsoluteUri": (uri: NetUri) => uri.href,
  "string AbsolutePath": (uri: NetUri) => uri.path,
  "string LocalPath": (uri: NetUri) => unescapeData(uri.path),
  "string PathAndQuery": (uri: NetUri) => uri.path + uri.absolute.search,
  "string Authority": (uri: NetUri) => uri.authority,
  "string Host": (uri: NetUri) => uri.absolute.hostname,
  "string DnsSafeHost": (uri: NetUri) => uri.absolute.hostname,
  "string IdnHost": (uri: NetUri) => uri.absolute.hostname,
  "int Port": (uri: NetUri) => uri.port,
  "string Scheme": (uri: NetUri) => uri.scheme,
  "string Query": (uri: NetUri) => uri.absolute.search,
  "string Fragment": (uri: NetUri) => uri.absolute.hash,
  "string UserInfo": ({ absolute: { username, password } }: NetUri) =>
    username + (password ? `:${password}` : ""),
  "string[] Segments": (uri: NetUri) => texts(uri.segments),
  "string OriginalString": (uri: NetUri) => uri.original,
  "bool IsAbsoluteUri": (uri: NetUri) => uri.url !== undefined,
  "bool IsDefaultPort": (uri: NetUri) => uri.isDefaultPort,
  "bool IsLoopback": (uri: NetUri) => /^(localhost|127\.[\d.]+|\[::1\])$/.test(uri.absolute.hostname),
  "bool IsFile": (uri: NetUri) => uri.scheme === "file",
  "string GetLeftPart(UriPartial part)": (uri: NetUri, part: number) => uri.left(part),
  "Uri MakeRelativeUri(Uri uri)": (uri: NetUri, other: NetUri | null) =>
    relativePath(uri, other ?? argumentNull("uri")),
  "bool IsBaseOf(Uri uri)": (uri: NetUri, other: NetUri | null) =>
    (other ?? argumentNull("uri")).href.startsWith(uri.left(2).replace(/[^/]*$/, "")),
  "static bool TryCreate(string uriString, UriKind uriKind, out Uri result)": (text: string | null, kind: number) =>
    text === null ? [false, null] : attempt(() => uriOf(text, kind)),
  "static bool TryCreate(Uri baseUri, string relativeUri, out Uri result)": (base: NetUri | null, text: string | null) =>
    base === null || text === null ? [false, null] : attempt(() => relativeTo(base, text)),
  "static bool IsWellFormedUriString(string uriString, UriKind uriKind)": (text: string | null, kind: number) =>
    text !== null && !/[\s<>"{}|\\^`]/.test(text) && attempt(() => uriOf(text, kind))[0],
  "static bool CheckSchemeName(string schemeName)": (name: string | null) => /^[a-zA-Z][a-zA-Z0-9+.-]*$/.test(name ?? ""),
  "static string EscapeDataString(string stringToEscape)": (text: string | null) =>
    escapeData(text ?? argumentNull("stringToEscape")),
  "static string UnescapeDataString(string stringToUnescape)": (text: string | null) =>
    unescapeData(text ?? argumentNull("stringToUnescape")),
  "static string EscapeUriString(string stringToEscape)": (text: string | null) =>
    encodeURI(wellFormed(text ?? argumentNull("stringToEscape"))),
  "operator bool ==(Uri a, Uri b)": (a: NetUri | null, b: NetUri | null) => (a === null ? b === null : a.equals(b)),
  "operator bool !=(Uri a, Uri b)": (a: NetUri | null, b: NetUri | null) => !(a === null ? b === null : a.equals(b)),
}); // prettier-ignore
readers.Uri = (text: string) => uriOf(text, Kind.any);
