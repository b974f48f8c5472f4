import { checkSize } from "../../values/runtime";

const hex = (byte: number) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;

/** The bytes of percent-encoded runs as UTF-8; a run that is none stays as it is. */
export function decodePercent(text: string): string {
  return text.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => {
    const bytes = Buffer.from(run.replaceAll("%", ""), "hex");
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      return run;
    }
  });
}

/** A lone surrogate cannot be encoded: it becomes the replacement character, as in .NET. */
export const wellFormed = (text: string): string =>
  text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd");

/** Uri.EscapeDataString: all but letters, digits and -._~ */
export function escapeData(text: string): string {
  checkSize(text.length * 3);
  return encodeURIComponent(wellFormed(text)).replace(/[!'()*]/g, (one) => hex(one.charCodeAt(0)));
}

export const unescapeData = decodePercent;

/** A URI to be read by people: what would change its meaning stays escaped. */
// eslint-disable-next-line no-control-regex
const reserved = /[\x00-\x1f\x7f%#?/\\:@&=+$,;[\]]/;

export function unescapeSafe(text: string): string {
  return text.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) =>
    Array.from(decodePercent(run), (one) => (reserved.test(one) ? escapeData(one) : one)).join(""),
  );
}

/** WebUtility.UrlEncode: for forms, a plus for a space. */
export function urlEncode(text: string | null): string | null {
  if (text === null) return null;
  checkSize(text.length * 3);
  let result = "";
  for (const byte of Buffer.from(text, "utf8")) {
    const one = String.fromCharCode(byte);
    result += one === " " ? "+" : byte < 128 && /[A-Za-z0-9\-_.!*()]/.test(one) ? one : hex(byte);
  }
  return result;
}

export function urlDecode(text: string | null): string | null {
  return text === null ? null : decodePercent(text.replaceAll("+", " "));
}
