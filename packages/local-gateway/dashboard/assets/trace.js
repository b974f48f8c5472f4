import { el, took, whole } from "/assets/elements.js";

/** Steps that only hold others. */
const holders = new Set([
  "choose",
  "retry",
  "include-fragment",
  "forward-request",
  "wait",
  "when",
  "otherwise",
]);
/** Bars of one waterfall. */
const BARS = 30;

/** A call's trace: where its time went, then what its policies did, section by section. */
export function traceOf({ entries }) {
  const sections = new Map();
  for (const entry of entries) sections.set(entry.section, [...(sections.get(entry.section) ?? []), entry]);
  return [
    el("h3", {}, "Where the time went"),
    waterfall(entries, sections),
    ...[...sections].map(([name, list]) =>
      el(
        "details",
        { open: list.some(failed) || undefined },
        el("summary", {}, el("strong", {}, name), ` ${list.length} ${list.length === 1 ? "step" : "steps"}`),
        el("ol", { class: "timeline" }, ...list.map(traceEntry)),
      ),
    ),
  ];
}

const failed = ({ source, message }) => /fail/.test(message) || source === "on-error";
const startOf = ({ atMs, data = {} }) => data.startedMs ?? atMs - (data.tookMs ?? 0);

/** A bar for each section, each attempt at a backend, and each step that took a fiftieth of the whole or more. */
function waterfall(entries, sections) {
  const total = Math.max(1, ...entries.map(({ atMs }) => atMs));
  const bars = [];
  for (const [name, list] of sections) {
    const from = Math.min(...list.map(startOf));
    bars.push([name, "section", from, Math.max(...list.map(({ atMs }) => atMs))]);
    for (const entry of list) {
      const from = startOf(entry);
      const { source, message, atMs, data = {} } = entry;
      if (source === "backend") bars.push([`${data.backendId ?? ""} ${message}`, "backend", from, atMs]);
      else if (failed(entry)) bars.push([`${source} ${message}`, "failed", from, atMs]);
      else if (!holders.has(source) && atMs - from >= total / 50) bars.push([source, "step", from, atMs]);
    }
  }
  return el("ol", { class: "waterfall" }, ...bars.slice(0, BARS).map((bar) => barOf(bar, total)));
}

function barOf([name, kind, from, to], total) {
  const bar = el("span", { class: "bar" });
  // By script, as the page's own style: no text of a gateway's becomes style.
  bar.style.setProperty("margin-inline-start", `${(from / total) * 100}%`);
  bar.style.setProperty("width", `${Math.max(0.5, ((to - from) / total) * 100)}%`);
  return el(
    "li",
    { class: kind },
    el("span", { class: "name" }, name),
    el("span", { class: "track" }, bar),
    el("span", { class: "number" }, took(to - from)),
  );
}

function traceEntry(entry) {
  const { source, message, atMs, data = {}, changed } = entry;
  const kind = source === "backend" ? "backend" : failed(entry) ? "failed" : "";
  const facts = [
    ...(data.expressions ?? []).map(({ code, type, text }) => [
      code,
      type === undefined ? `threw: ${text}` : `${type} ${text}`,
    ]),
    ...["url", "backendId", "retryAfter", "breakerOpen", "reason"].flatMap((name) =>
      data[name] === undefined || data[name] === false ? [] : [[name, String(data[name])]],
    ),
    ...Object.entries(changed).map(([name, text]) => [name, text ?? "(gone)"]),
  ];
  const detail = [
    message,
    data.scope,
    data.path,
    data.tookMs === undefined ? undefined : `${whole(data.tookMs)} ms`,
  ];
  return el(
    "li",
    { class: kind },
    el(
      "h4",
      {},
      source,
      el("span", {}, ` ${[...detail.filter(Boolean), `at ${whole(atMs)} ms`].join(" · ")}`),
    ),
    facts.length === 0
      ? undefined
      : el(
          "dl",
          {},
          ...facts.flatMap(([name, text]) => [el("dt", {}, el("code", {}, name)), el("dd", {}, text)]),
        ),
  );
}
