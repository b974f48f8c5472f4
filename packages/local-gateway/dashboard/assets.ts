import { readFileSync } from "node:fs";
import { join } from "node:path";
import { HttpHeaders, type HttpResponse } from "@azure-genai-gateway/common/http";

const folder = join(__dirname, "assets");
const plots = () => join(require.resolve("uplot"), "../../dist");

const types = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
} as const;

/** The page's files by path: a fixed list, so that no path can lead anywhere else. */
const files: ReadonlyMap<string, () => string> = new Map([
  ["/", () => join(folder, "index.html")],
  ["/assets/uplot.css", () => join(plots(), "uPlot.min.css")],
  ["/assets/uplot.js", () => join(plots(), "uPlot.esm.js")],
  ...[
    "dashboard.css",
    "icon.svg",
    "main.js",
    "elements.js",
    "charts.js",
    "view.js",
    "figures.js",
    "panels.js",
    "requests.js",
    "call.js",
    "trace.js",
    "chat.js",
    "faults.js",
    "access.js",
  ].map((name) => [`/assets/${name}`, () => join(folder, name)] as const),
]);
const read = new Map<string, Buffer>();

/** A file of the page; undefined for any other path. */
export function asset(path: string): HttpResponse | undefined {
  const file = files.get(path)?.();
  if (file === undefined) return undefined;
  let bytes = read.get(file);
  if (!bytes) read.set(file, (bytes = readFileSync(file)));
  const type = types[file.slice(file.lastIndexOf(".") + 1) as keyof typeof types];
  return { status: 200, headers: new HttpHeaders({ "Content-Type": type }), body: bytes };
}
