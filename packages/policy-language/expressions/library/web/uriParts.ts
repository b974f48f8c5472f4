import { constant, extend } from "../../types/registry";
import { argumentNull, outOfRange, raise } from "../../values/runtime";
import { defineEnum } from "../core/enums";
import { compareTexts } from "../text/comparison";
import { unescapeData, unescapeSafe } from "./escaping";
import type { NetUri } from "./uri";

defineEnum("System", "UriHostNameType", "Unknown Basic Dns IPv4 IPv6");
defineEnum("System", "UriFormat", { UriEscaped: 1, Unescaped: 2, SafeUnescaped: 3 });
const Part = {
  Scheme: 1, UserInfo: 2, Host: 4, Port: 8, Path: 16, Query: 32, Fragment: 64, StrongPort: 128, NormalizedHost: 256,
  KeepDelimiter: 0x40000000,
} as const; // prettier-ignore
defineEnum(
  "System",
  "UriComponents",
  {
    ...Part, SerializationInfoString: -2147483648, AbsoluteUri: 127, HostAndPort: 132, StrongAuthority: 134,
    SchemeAndServer: 13, HttpRequestUrl: 61, PathAndQuery: 48,
  },
  "flags",
); // prettier-ignore

/** Uri.GetComponents: the wanted parts one after the other, with what stands between those that are there. */
function componentsOf(uri: NetUri, wanted: number, format: number): string {
  const { url } = uri;
  if (!url) return raise("InvalidOperationException", "This operation is not supported for a relative URI.");
  const has = (part: number) => (wanted & part) !== 0;
  const alone = (part: number) => (wanted & ~Part.KeepDelimiter) === part && !has(Part.KeepDelimiter);
  let text = "";
  if (has(Part.Scheme)) text += alone(Part.Scheme) ? uri.scheme : `${url.protocol}${url.host || uri.scheme === "file" ? "//" : ""}`;
  const user = url.username + (url.password ? `:${url.password}` : "");
  if (has(Part.UserInfo) && user) text += alone(Part.UserInfo) ? user : `${user}@`;
  if (has(Part.Host)) text += url.hostname;
  const port = has(Part.StrongPort) ? uri.port : url.port ? Number(url.port) : -1;
  if ((has(Part.Port) || has(Part.StrongPort)) && port >= 0)
    text += has(Part.Host) || has(Part.KeepDelimiter) ? `:${port}` : String(port);
  if (has(Part.Path)) text += alone(Part.Path) ? uri.path.replace(/^\//, "") : uri.path;
  if (has(Part.Query)) text += alone(Part.Query) ? url.search.slice(1) : url.search;
  if (has(Part.Fragment)) text += alone(Part.Fragment) ? url.hash.slice(1) : url.hash;
  if (format === 2) return unescapeData(text);
  return format === 3 ? unescapeSafe(text) : text;
} // prettier-ignore

function hostKind(name: string | null): number {
  const host = name ?? "";
  if (/^\d+\.\d+\.\d+\.\d+$/.test(host) && host.split(".").every((part) => Number(part) < 256)) return 3;
  if (/^\[?[\da-fA-F:.]+\]?$/.test(host) && host.includes(":") && URL.canParse(`http://[${host.replace(/[[\]]/g, "")}]/`)) return 4;
  return /^[\p{L}\p{Nd}_]([\p{L}\p{Nd}_-]*[\p{L}\p{Nd}_])?(\.[\p{L}\p{Nd}_]([\p{L}\p{Nd}_-]*[\p{L}\p{Nd}_])?)*\.?$/u.test(host) ? 2 : 0;
} // prettier-ignore

const hexDigit = (code: number) => /[\da-fA-F]/.test(String.fromCharCode(code));

/** %41 at that place is A; anything else is the character there. */
function hexUnescape(pattern: string | null, index: number): unknown[] {
  const text = pattern ?? argumentNull("pattern");
  if (index < 0 || index >= text.length) outOfRange("index");
  const hex = /^%([\da-fA-F]{2})/.exec(text.slice(index));
  return hex ? [parseInt(hex[1]!, 16), index + 3] : [text.charCodeAt(index), index + 1];
}

const schemes: Readonly<Record<string, string>> = {
  File: "file", Ftp: "ftp", Gopher: "gopher", Http: "http", Https: "https", Mailto: "mailto", NetPipe: "net.pipe",
  NetTcp: "net.tcp", News: "news", Nntp: "nntp", Ws: "ws", Wss: "wss", Ssh: "ssh", Sftp: "sftp", Ftps: "ftps",
}; // prettier-ignore

extend("System.Uri", {
  ...Object.fromEntries(Object.entries(schemes).map(([name, scheme]) => [`string UriScheme${name}`, constant(scheme)])),
  "string SchemeDelimiter": constant("://"),
  "UriHostNameType HostNameType": (uri: NetUri) => {
    const { hostname } = uri.absolute;
    return hostname === "" ? 1 : hostKind(hostname);
  },
  "bool IsUnc": (uri: NetUri) => uri.scheme === "file" && uri.absolute.hostname !== "",
  "bool UserEscaped": () => false,
  "bool IsWellFormedOriginalString()": (uri: NetUri) =>
    !/[\s<>"{}|\\^`]|%(?![\da-fA-F]{2})/.test(uri.original) && (uri.url === undefined || encodeURI(decodeURI(uri.original)) !== ""),
  "string GetComponents(UriComponents components, UriFormat format)": componentsOf,
  "static UriHostNameType CheckHostName(string name)": hostKind,
  "static int Compare(Uri uri1, Uri uri2, UriComponents partsToCompare, UriFormat compareFormat, StringComparison comparisonType)":
    (a: NetUri | null, b: NetUri | null, parts: number, format: number, comparison: number) =>
      a === null || b === null ? Number(a !== null) - Number(b !== null) : compareTexts(componentsOf(a, parts, format), componentsOf(b, parts, format), comparison),
  "static int FromHex(char digit)": (code: number) =>
    hexDigit(code) ? parseInt(String.fromCharCode(code), 16) : raise("ArgumentException", "The specified value is not a valid hexadecimal digit. (Parameter 'digit')"),
  "static string HexEscape(char character)": (code: number) =>
    code > 255 ? outOfRange("character") : `%${code.toString(16).toUpperCase().padStart(2, "0")}`,
  "static char HexUnescape(string pattern, ref int index)": hexUnescape,
  "static bool IsHexDigit(char character)": hexDigit,
  "static bool IsHexEncoding(string pattern, int index)": (pattern: string | null, index: number) =>
    /^%[\da-fA-F]{2}/.test((pattern ?? argumentNull("pattern")).slice(index)),
  "static bool TryCreate(Uri baseUri, Uri relativeUri, out Uri result)": (base: NetUri | null, relative: NetUri | null) => {
    if (!base?.url || !relative) return [false, null];
    const made = base.resolved(relative.original);
    return [made !== null, made];
  },
}); // prettier-ignore
