import { createHash, createHmac } from "node:crypto";

/** A request as it is signed. */
export interface SignedRequest {
  readonly method: string;
  /** As it is sent, percent signs and all. */
  readonly path: string;
  /** Behind the question mark, as it is sent. */
  readonly query: string;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly body: Uint8Array;
}

/** What an Authorization header of Signature Version 4 says. */
export interface Authorization {
  readonly accessKeyId: string;
  /** YYYYMMDD */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

const sha256 = (data: string | Uint8Array) => createHash("sha256").update(data).digest("hex");
const hmac = (key: string | Uint8Array, data: string) => createHmac("sha256", key).update(data).digest();

/** Reads the header; undefined for what is none of Signature Version 4. */
export function parseAuthorization(header: string): Authorization | undefined {
  const match = /^AWS4-HMAC-SHA256\s+(.*)$/s.exec(header.trim());
  if (!match) return undefined;
  const parts = Object.fromEntries(
    match[1]!.split(",").map((part) => {
      const at = part.indexOf("=");
      return [part.slice(0, at).trim(), part.slice(at + 1).trim()];
    }),
  );
  const { Credential: credential, SignedHeaders: signed, Signature: signature } = parts;
  const scope = /^(.+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request$/.exec(credential ?? "");
  if (!scope || !signed || !signature) return undefined;
  const [, accessKeyId, date, region, service] = scope;
  return {
    ...{ accessKeyId: accessKeyId!, date: date!, region: region!, service: service! },
    signedHeaders: signed.split(";"),
    signature,
  };
}

/**
 * The request in the one form that both sides sign.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function canonicalRequest(request: SignedRequest, signedHeaders: readonly string[]): string {
  const headers = signedHeaders.map((name) => {
    const values = request.headers[name] ?? [];
    return `${name}:${values.map((value) => value.trim().replace(/\s+/g, " ")).join(",")}\n`;
  });
  return [
    request.method,
    canonicalPath(request.path),
    canonicalQuery(request.query),
    headers.join(""),
    signedHeaders.join(";"),
    sha256(request.body),
  ].join("\n");
}

/** @param time x-amz-date: YYYYMMDDTHHMMSSZ */
export function stringToSign(canonical: string, time: string, { date, region, service }: Scope): string {
  return ["AWS4-HMAC-SHA256", time, `${date}/${region}/${service}/aws4_request`, sha256(canonical)].join(
    "\n",
  );
}

type Scope = Pick<Authorization, "date" | "region" | "service">;

/** The signature that a secret access key gives, in hexadecimal digits. */
export function signatureOf(secret: string, toSign: string, { date, region, service }: Scope): string {
  const key = hmac(hmac(hmac(hmac(`AWS4${secret}`, date), region), service), "aws4_request");
  return hmac(key, toSign).toString("hex");
}

/** Every service but S3 escapes the path that is sent once more, after its dots and double slashes are taken out. */
function canonicalPath(path: string): string {
  const steps: string[] = [];
  const parts = path.split("/");
  for (const step of parts) {
    if (step === "" || step === ".") continue;
    if (step === "..") steps.pop();
    else steps.push(escape(step));
  }
  const last = parts.at(-1);
  const ended = steps.length > 0 && (last === "" || last === "." || last === "..");
  return `/${steps.join("/")}${ended ? "/" : ""}`;
}

function canonicalQuery(query: string): string {
  if (query === "") return "";
  return query
    .split("&")
    .map((pair) => {
      const at = pair.indexOf("=");
      const [name, value] = at < 0 ? [pair, ""] : [pair.slice(0, at), pair.slice(at + 1)];
      return [escape(unescape(name)), escape(unescape(value))] as const;
    })
    .sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : x > y ? 1 : 0))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

/** All but letters, digits and -._~ */
function escape(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function unescape(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
