import { define, named } from "../../types/registry";
import { NetObject } from "../../values/runtime";
import { NetList } from "../../values/sequences";
import { fromMs } from "../dates";
import { StringListsView } from "./dictionaries";

/** What `AsBasic()` gives. */
class BasicCredentials extends NetObject {
  constructor(
    readonly userId: string,
    readonly password: string,
  ) {
    super();
  }
  get netType() {
    return named("BasicAuthCredentials");
  }
}

/** The value of an Authorization header; null when it is no Basic one. */
function parseBasic(header: string | null): BasicCredentials | null {
  const encoded = /^\s*basic\s+([A-Za-z0-9+/]+={0,2})\s*$/i.exec(header ?? "")?.[1];
  if (encoded === undefined || encoded.length % 4 !== 0) return null;
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon < 0 ? null : new BasicCredentials(text.slice(0, colon), text.slice(colon + 1));
}

type Json = Readonly<Record<string, unknown>>;

/** A token's parts, read and not verified: that is validate-jwt's work. */
class Token extends NetObject {
  constructor(
    private readonly head: Json,
    private readonly payload: Json,
  ) {
    super();
  }
  get netType() {
    return named("Jwt");
  }
  header(name: string): string | null {
    return typeof this.head[name] === "string" ? this.head[name] : null;
  }
  claim(name: string): string | null {
    return this.claims().get(name)?.[0] ?? null;
  }
  /** A NumericDate, in seconds since the epoch. */
  date(name: string) {
    const seconds = this.payload[name];
    return typeof seconds === "number" ? fromMs(seconds * 1000) : null;
  }
  claims(): Map<string, string[]> {
    return new Map(
      Object.entries(this.payload).map(([name, value]) => [
        name,
        (Array.isArray(value) ? value : [value]).map(claimText),
      ]),
    );
  }
}

function claimText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function parsePart(part: string): Json | undefined {
  if (!/^[A-Za-z0-9_-]+$/.test(part)) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
  } catch {
    return undefined;
  }
}

/** A compact JWT, with or without "Bearer" before it; null when it is none. */
function parseJwt(text: string | null): Token | null {
  const parts = (text ?? "")
    .trim()
    .replace(/^bearer\s+/i, "")
    .split(".");
  if (parts.length !== 3) return null;
  const [head, payload] = parts.map(parsePart);
  return head && payload ? new Token(head, payload) : null;
}

define("Policy", "class BasicAuthCredentials", {
  "string UserId": (one: BasicCredentials) => one.userId,
  "string Password": (one: BasicCredentials) => one.password,
});
define("Policy", "class Jwt", {
  "string Algorithm": (token: Token) => token.header("alg"),
  "string Type": (token: Token) => token.header("typ"),
  "string Id": (token: Token) => token.claim("jti"),
  "string Issuer": (token: Token) => token.claim("iss"),
  "string Subject": (token: Token) => token.claim("sub"),
  "IEnumerable<string> Audiences": (token: Token) =>
    new NetList(named("string"), token.claims().get("aud") ?? []),
  "DateTime? ExpirationTime": (token: Token) => token.date("exp"),
  "DateTime? NotBefore": (token: Token) => token.date("nbf"),
  "DateTime? IssuedAt": (token: Token) => token.date("iat"),
  "IStringLists Claims": (token: Token) => new StringListsView(token.claims()),
});
define("Policy", "class CredentialExtensions", {
  "static BasicAuthCredentials AsBasic(this string input)": parseBasic,
  "static bool TryParseBasic(this string input, out BasicAuthCredentials result)": (text: string | null) => {
    const parsed = parseBasic(text);
    return [parsed !== null, parsed];
  },
  "static Jwt AsJwt(this string input)": parseJwt,
  "static bool TryParseJwt(this string input, out Jwt result)": (text: string | null) => {
    const parsed = parseJwt(text);
    return [parsed !== null, parsed];
  },
});
