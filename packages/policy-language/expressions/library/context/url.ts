import { define, named } from "../../types/registry";
import { NetObject } from "../../values/runtime";
import { StringListsView } from "./dictionaries";

/** A byte sequence that is no UTF-8 stays as it stands: a policy is not to fail on what a client sends. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const defaultPorts: Readonly<Record<string, number>> = { "https:": 443, "http:": 80, "wss:": 443, "ws:": 80 };

/** An IUrl. */
export class UrlValue extends NetObject {
  private readonly url: URL;
  private lists?: StringListsView;
  private decodedPath?: string;

  constructor(text: string) {
    super();
    this.url = new URL(text);
  }

  get netType() {
    return named("IUrl");
  }
  get scheme(): string {
    return this.url.protocol.slice(0, -1);
  }
  get host(): string {
    return this.url.hostname;
  }
  get port(): number {
    return this.url.port ? Number(this.url.port) : (defaultPorts[this.url.protocol] ?? -1);
  }
  get path(): string {
    return (this.decodedPath ??= decoded(this.url.pathname));
  }
  get queryString(): string {
    return this.url.search;
  }
  get query(): StringListsView {
    this.lists ??= new QueryView(parseQuery(this.url.search));
    return this.lists;
  }
  override text(): string {
    const port = this.url.port ? `:${this.url.port}` : "";
    return `${this.url.protocol}//${this.url.hostname}${port}${this.path}${decoded(this.url.search)}`;
  }
}

/** Parameters by name in any case. */
class QueryView extends StringListsView {
  override find(key: string): readonly string[] | undefined {
    const exact = super.find(key);
    if (exact) return exact;
    const wanted = key.toLowerCase();
    for (const [name, values] of this.entries()) if (name.toLowerCase() === wanted) return values;
    return undefined;
  }
}

/** Names that differ in case only are one parameter, written as it came first. */
function parseQuery(search: string): Map<string, string[]> {
  const lists = new Map<string, string[]>();
  const spelling = new Map<string, string>();
  for (const part of search.slice(1).split("&")) {
    if (part === "") continue;
    const at = part.indexOf("=");
    const given = form(at < 0 ? part : part.slice(0, at));
    const folded = given.toLowerCase();
    const name = spelling.get(folded) ?? given;
    spelling.set(folded, name);
    const value = at < 0 ? "" : form(part.slice(at + 1));
    const list = lists.get(name);
    if (list) list.push(value);
    else lists.set(name, [value]);
  }
  return lists;
}

/** One name or value of a query or a form. */
export const form = (text: string): string => decoded(text.replaceAll("+", " "));

const recent = new Map<string, UrlValue | null>();
const mostRecent = 64;

/** The value for an absolute URL, parsed once for the expressions of a call; null for none. */
export function urlOf(text: string): UrlValue | null {
  let url = recent.get(text);
  if (url === undefined) {
    if (recent.size >= mostRecent) recent.clear();
    recent.set(text, (url = URL.canParse(text) ? new UrlValue(text) : null));
  }
  return url;
}

define("Policy", "interface IUrl", {
  "string Host": (url: UrlValue) => url.host,
  "string Path": (url: UrlValue) => url.path,
  "int Port": (url: UrlValue) => url.port,
  "IStringLists Query": (url: UrlValue) => url.query,
  "string QueryString": (url: UrlValue) => url.queryString,
  "string Scheme": (url: UrlValue) => url.scheme,
});
