/** URLs are taken apart by hand: the gateway reads a few fixed pieces of each, and new URL costs more than all of them. */

export interface UrlParts {
  /** Scheme, host and port. */
  readonly origin: string;
  /** With its leading slash; still encoded. */
  readonly path: string;
  /** Without the question mark; still encoded. */
  readonly query: string;
}

/** Takes an absolute URL apart; a fragment is dropped. */
export function splitUrl(url: string): UrlParts {
  const hash = url.indexOf("#");
  const whole = hash < 0 ? url : url.slice(0, hash);
  const scheme = whole.indexOf("://");
  const question = whole.indexOf("?");
  const end = question < 0 ? whole.length : question;
  const slash = whole.indexOf("/", scheme < 0 ? 0 : scheme + 3);
  const pathStart = slash < 0 || slash > end ? end : slash;
  return {
    origin: whole.slice(0, pathStart),
    path: whole.slice(pathStart, end) || "/",
    query: question < 0 ? "" : whole.slice(question + 1),
  };
}

/** `base` may have a path of its own; exactly one slash stands between it and `path`. */
export function joinUrl(base: string, path: string, query: string): string {
  const left = base.endsWith("/") ? base.slice(0, -1) : base;
  const right = path === "" || path.startsWith("/") ? path : `/${path}`;
  return query ? `${left}${right}?${query}` : left + right;
}

/** Name and value of each parameter, both still encoded; the value is undefined where there is no equals sign. */
export function parseQuery(query: string): (readonly [string, string | undefined])[] {
  return query
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => {
      const equals = pair.indexOf("=");
      return equals < 0 ? [pair, undefined] : [pair.slice(0, equals), pair.slice(equals + 1)];
    });
}

export function formatQuery(pairs: readonly (readonly [string, string | undefined])[]): string {
  return pairs.map(([name, value]) => (value === undefined ? name : `${name}=${value}`)).join("&");
}

/** The first value of a parameter, decoded; its name compares without case. */
export function queryValue(query: string, name: string): string | undefined {
  if (query === "") return undefined;
  const found = parseQuery(query).find(([key]) => sameName(key, name));
  return found && decode(found[1] ?? "");
}

/** Sets, adds or removes a parameter; `action` is one of exists-action's values. */
export function changeQuery(query: string, name: string, action: string, values: readonly string[]): string {
  const pairs = parseQuery(query);
  const exists = pairs.some(([key]) => sameName(key, name));
  if (action === "skip" && exists) return query;
  const kept = action === "append" ? pairs : pairs.filter(([key]) => !sameName(key, name));
  const added =
    action === "delete"
      ? []
      : values.map(
          (value) => [encodeURIComponent(wellFormed(name)), encodeURIComponent(wellFormed(value))] as const,
        );
  return formatQuery([...kept, ...added]);
}

function sameName(encoded: string, name: string): boolean {
  return decode(encoded).toLowerCase() === name.toLowerCase();
}

/** Percent-decoding that leaves what is no valid encoding as it stands. */
export function decode(text: string): string {
  if (!/[%+]/.test(text)) return text;
  try {
    return decodeURIComponent(text.replace(/\+/g, " "));
  } catch {
    return text;
  }
}

/** Halves of characters that stand alone have no encoding: they become U+FFFD, as in .NET. */
export function wellFormed(text: string): string {
  return text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, "\uFFFD");
}
