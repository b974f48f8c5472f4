import { Boxed, raise } from "../runtime";
import { named } from "../registry";
import { JArray, JObject, JValue, readers, type JToken } from "./json";

/** Reads JSON as Newtonsoft does: single quotes, bare names and comments are fine; ISO dates become dates. */
export function parseJson(text: string): JToken {
  let at = 0;
  const fail = (): never =>
    raise(
      "JsonReaderException",
      `Unexpected character encountered while parsing value: ${text[at] ?? "end"}. Path '', line 1, position ${at}.`,
    );
  const blank = () => { for (;;) { while (/[\s\ufeff]/.test(text[at] ?? "")) at++; const m = /^(\/\*[\s\S]*?\*\/|\/\/[^\n]*)/.exec(text.slice(at, at + 2) === "//" || text.slice(at, at + 2) === "/*" ? text.slice(at) : ""); if (!m) return; at += m[0].length; } }; // prettier-ignore
  const str = () => {
    const q = text[at++];
    let out = "";
    for (;;) {
      const ch = text[at++];
      if (ch === undefined) return fail();
      if (ch === q) return out;
      if (ch !== "\\") { out += ch; continue; }
      const e = text[at++] ?? "";
      if (e === "u") { out += String.fromCharCode(parseInt(text.slice(at, at + 4), 16)); at += 4; }
      else out += ({ n: "\n", t: "\t", r: "\r", b: "\b", f: "\f", '"': '"', "'": "'", "\\": "\\", "/": "/" } as Record<string, string>)[e] ?? fail();
    }
  }; // prettier-ignore
  const value = (depth: number): JToken => {
    if (depth > 64) raise("JsonReaderException", "The reader's MaxDepth of 64 has been exceeded.");
    blank();
    const ch = text[at];
    if (ch === "{") {
      at++;
      const o = new JObject();
      for (blank(); text[at] !== "}"; blank()) {
        const name =
          text[at] === '"' || text[at] === "'"
            ? str()
            : (/^[\w$]+/.exec(text.slice(at, at + 200))?.[0] ?? fail());
        if (text[at - 1] !== '"' && text[at - 1] !== "'") at += name.length;
        blank();
        if (text[at++] !== ":") fail();
        o.set(name, value(depth + 1));
        blank();
        if (text[at] === ",") at++;
        else if (text[at] !== "}") fail();
      }
      at++;
      return o;
    }
    if (ch === "[") {
      at++;
      const a = new JArray();
      for (blank(); text[at] !== "]"; blank()) {
        a.push(value(depth + 1));
        blank();
        if (text[at] === ",") at++;
        else if (text[at] !== "]") fail();
      }
      at++;
      return a;
    }
    if (ch === '"' || ch === "'") {
      const s = str();
      return new JValue(
        /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?(Z|[+-]\d\d:\d\d)?$/.test(s) && readers.DateTime
          ? readers.DateTime(s)
          : s,
      );
    }
    const word =
      /^(true|false|null|undefined|NaN|-?(?:\d+\.?\d*(?:[eE][+-]?\d+)?))(?![\w.])/.exec(
        text.slice(at, at + 400),
      )?.[0] ?? fail();
    at += word.length;
    if (word === "true" || word === "false") return new JValue(word === "true");
    if (word === "null" || word === "undefined") return new JValue(null);
    return new JValue(/^-?\d+$/.test(word) ? BigInt(word) : new Boxed(named("double"), Number(word)));
  };
  const root = value(0);
  blank();
  if (at < text.length)
    raise(
      "JsonReaderException",
      `Additional text encountered after finished reading JSON content: ${text[at]}. Path '', line 1, position ${at}.`,
    );
  return root;
}
