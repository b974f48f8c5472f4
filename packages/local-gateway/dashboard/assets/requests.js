import { byId, el, keyedRows, setOptions, setText, time, whole } from "/assets/elements.js";

/** The list of requests with its filters, and the trace of the one that is opened. */
export function createRequests() {
  const filters = byId("filters");
  const body = byId("list").tBodies[0];
  const rows = keyedRows(body, requestRow, () => undefined);
  let latest = [];
  const show = () => {
    const wanted = latest.filter(matches);
    byId("no-requests").hidden = wanted.length > 0;
    setText(
      byId("no-requests"),
      latest.length > 0 ? "No request matches." : "No requests yet. Send a chat, or call the gateway.",
    );
    byId("list").hidden = wanted.length === 0;
    rows(wanted, ({ id }) => id);
  };
  const matches = ({ status, backend, subscription }) => {
    const { status: statuses, backend: backends, subscription: subscriptions } = filters.elements;
    return (
      String(status).startsWith(statuses.value) &&
      (backends.value === "" || backends.value === backend) &&
      (subscriptions.value === "" || subscriptions.value === subscription)
    );
  };
  filters.addEventListener("change", show);
  filters.addEventListener("submit", (event) => event.preventDefault());
  body.addEventListener("keydown", moveFocus);
  return ({ requests }) => {
    latest = requests;
    setOptions(filters.elements.backend, choices(requests.map(({ backend }) => backend)));
    setOptions(filters.elements.subscription, choices(requests.map(({ subscription }) => subscription)));
    show();
  };
}

function choices(values) {
  const found = [...new Set(values)].filter(Boolean).sort();
  return [{ value: "", text: "all" }, ...found.map((value) => ({ value, text: value }))];
}

function requestRow(request) {
  const { id, at, status, backend, subscription, method, path, promptTokens, completionTokens, ms } = request;
  const { costMicros, costEstimated } = request;
  const open = el("button", { type: "button", class: "link" }, time(at));
  open.addEventListener("click", () => void openTrace(request));
  return el(
    "tr",
    { "data-id": id },
    el("td", {}, open),
    el("td", { class: status < 400 ? "good" : status === 429 ? "warn" : "bad" }, String(status)),
    el("td", {}, backend || "–"),
    el("td", {}, subscription || "–"),
    el("td", { class: "path", title: `${method} ${path}` }, `${method} ${path}`),
    el("td", { class: "number" }, promptTokens ? `${whole(promptTokens)} + ${whole(completionTokens)}` : "–"),
    el(
      "td",
      costEstimated ? { class: "number", title: mostText } : { class: "number" },
      money(costMicros, costEstimated),
    ),
    el("td", { class: "number" }, whole(ms)),
  );
}

const mostText = "The most that it can have cost: what a stream has spent is in the log of calls to models.";

/** To the millionth, as the usage event says. */
function money(micros, estimated) {
  if (micros === undefined) return "–";
  return `${estimated ? "≤ " : ""}$${(micros / 1_000_000).toFixed(6)}`;
}

function moveFocus(event) {
  const row = event.target.closest("tr");
  const next =
    event.key === "ArrowDown"
      ? row?.nextElementSibling
      : event.key === "ArrowUp"
        ? row?.previousElementSibling
        : null;
  if (!next) return;
  event.preventDefault();
  next.querySelector("button").focus();
}

async function openTrace({ id, status, method, path }) {
  const dialog = byId("trace");
  setText(byId("trace-title"), `${status} ${method} ${path}`);
  byId("trace-body").replaceChildren(el("p", { class: "soft" }, "Loading the trace"));
  dialog.showModal();
  const response = await fetch(`/api/requests/${encodeURIComponent(id)}`);
  const answer = await response.json();
  byId("trace-body").replaceChildren(
    ...(response.ok ? traceOf(answer) : [el("p", { class: "bad" }, answer.error.message)]),
  );
}

function traceOf({ requestId, entries }) {
  const sections = new Map();
  for (const entry of entries) sections.set(entry.section, [...(sections.get(entry.section) ?? []), entry]);
  return [
    el("p", { class: "soft" }, `Request ${requestId}, ${entries.length} steps`),
    ...[...sections].flatMap(([name, list]) => [
      el("h3", {}, name),
      el("ol", { class: "timeline" }, ...list.map(traceEntry)),
    ]),
  ];
}

function traceEntry({ source, message, atMs, data = {}, changed }) {
  const kind =
    source === "backend" ? "backend" : /fail/.test(message) || source === "on-error" ? "failed" : "";
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
