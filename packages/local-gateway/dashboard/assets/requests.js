import { byId, el, exactly, keyedRows, setOptions, setText, time, took, whole } from "/assets/elements.js";

/** The list of requests: one page of those that match, and the way to the others. */
export function createRequests(view) {
  const filters = byId("filters");
  const body = byId("list").tBodies[0];
  const rows = keyedRows(body, requestRow, () => undefined);
  let shown = 0;
  body.addEventListener("keydown", moveFocus);
  byId("newer").addEventListener("click", () => view.turn(-shown));
  byId("older").addEventListener("click", () => view.turn(shown));
  return ({ requests: { total, kept, page, size, backends, subscriptions } }) => {
    shown = size;
    setOptions(filters.elements.backend, choices(backends));
    setOptions(filters.elements.subscription, choices(subscriptions));
    byId("no-requests").hidden = total > 0;
    setText(
      byId("no-requests"),
      kept > 0 ? "No request matches." : "No requests yet. Send a chat, or call the gateway.",
    );
    byId("list").hidden = page.length === 0;
    rows(page, ({ id }) => id);
    const offset = view.offset();
    byId("pages").hidden = total <= size && offset === 0;
    byId("newer").disabled = offset === 0;
    byId("older").disabled = offset + page.length >= total;
    setText(
      byId("page-of"),
      `${page.length === 0 ? 0 : whole(offset + 1)} to ${whole(offset + page.length)} of ${whole(total)}`,
    );
  };
}

function choices(found) {
  return [{ value: "", text: "all" }, ...found.map((value) => ({ value, text: value }))];
}

function requestRow(request) {
  const {
    id,
    at,
    status,
    backend,
    subscription,
    method,
    path,
    model,
    reason,
    promptTokens,
    completionTokens,
  } = request;
  const { costMicros, costEstimated, ms } = request;
  const open = el("a", { href: `#call=${encodeURIComponent(id)}`, class: "link" }, time(at));
  const call = `${method} ${path}`;
  return el(
    "tr",
    { "data-id": id },
    el("td", {}, open),
    el("td", { class: status < 400 ? "good" : status === 429 ? "warn" : "bad" }, String(status)),
    el("td", {}, backend || "–"),
    el("td", {}, subscription || "–"),
    el(
      "td",
      { class: "path", title: [call, model, reason].filter(Boolean).join("\n") },
      el("span", {}, call),
      el("small", { class: reason ? "bad" : "soft" }, reason || model),
    ),
    el("td", { class: "number" }, promptTokens ? `${whole(promptTokens)} + ${whole(completionTokens)}` : "–"),
    el(
      "td",
      costEstimated ? { class: "number", title: mostText } : { class: "number" },
      money(costMicros, costEstimated),
    ),
    el("td", { class: "number" }, took(ms)),
  );
}

export const mostText =
  "The most that it can have cost: what a stream has spent is in the log of calls to models, and no row of it has come.";

/** To the millionth, as the bill says. */
export function money(micros, estimated) {
  return micros === undefined ? "–" : `${estimated ? "≤ " : ""}${exactly(micros)}`;
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
  next.querySelector("a").focus();
}
