import { byId, copyable, el, setText, took, whole } from "/assets/elements.js";
import { money, mostText } from "/assets/requests.js";
import { traceOf } from "/assets/trace.js";

/** One call, for as long as the address names it: `#call=ID` opens it, also after a reload, and can be handed on. */
export function createCall() {
  const dialog = byId("trace");
  const follow = () => {
    const id = /^#call=(.+)$/.exec(globalThis.location.hash)?.[1];
    if (id === undefined) return dialog.close();
    void open(dialog, decoded(id));
  };
  dialog.addEventListener("close", () => {
    if (!globalThis.location.hash.startsWith("#call=")) return;
    globalThis.history.replaceState(null, "", globalThis.location.pathname);
  });
  globalThis.addEventListener("hashchange", follow);
  follow();
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

async function open(dialog, id) {
  setText(byId("trace-title"), "A call");
  byId("trace-body").replaceChildren(el("p", { class: "soft" }, "Loading"));
  // Focus goes back to where it was, the call's own line of the list.
  if (!dialog.open) dialog.showModal();
  const response = await fetch(`/api/requests/${encodeURIComponent(id)}`);
  const answer = await response.json();
  if (!response.ok) {
    byId("trace-body").replaceChildren(el("p", { class: "bad" }, answer.error.message));
    return;
  }
  const { request, trace, notTraced } = answer;
  const { status, method, path } = request ?? { ...trace, path: trace.url };
  setText(byId("trace-title"), `${status} ${method} ${path}`);
  byId("trace-body").replaceChildren(
    summaryOf(request, trace, id),
    ...(trace ? traceOf(trace) : [el("p", { class: "soft" }, notTraced)]),
  );
}

/** What one wants to know before any step. */
function summaryOf(request, trace, id) {
  const attempts = (trace?.entries ?? []).filter(({ source }) => source === "backend");
  const limit = (trace?.entries ?? []).findLast(({ changed }) => changed["response.headers.x-genai-limit"]);
  const facts = [
    ["Id", copyable(id, "request id")],
    ["Link", copyable(linkTo(id), "link to this call", el("a", { href: linkTo(id) }, "this call"))],
    ...(request ? factsOf(request) : []),
    ["Attempts", attempts.length === 0 ? undefined : attempts.map(attemptText).join(", then ")],
    ["Limit", limit?.changed["response.headers.x-genai-limit"]],
  ];
  return el(
    "dl",
    { class: "summary" },
    ...facts.flatMap(([name, value]) => (value ? [el("dt", {}, name), el("dd", {}, value)] : [])),
  );
}

function factsOf(request) {
  const { at, ms, firstMs, product, subscription, model, backend, spilled, reason } = request;
  const { promptTokens, completionTokens, costMicros, costEstimated, streamed } = request;
  return [
    ["Refused", reason && el("strong", { class: "bad" }, reason)],
    ["Ended", new Date(at).toLocaleString("en-GB")],
    [
      "Took",
      `${took(ms)}${firstMs === undefined ? "" : `, began after ${took(firstMs)}`}${streamed ? ", streamed" : ""}`,
    ],
    ["Product", product],
    ["Subscription", subscription],
    ["Model", model],
    ["Backend", backend && `${backend}${spilled ? ", where it has spilled to" : ""}`],
    ["Tokens", promptTokens ? `${whole(promptTokens)} in, ${whole(completionTokens)} out` : ""],
    [
      "Cost",
      costMicros === undefined
        ? ""
        : el("span", costEstimated ? { title: mostText } : {}, money(costMicros, costEstimated)),
    ],
  ];
}

const attemptText = ({ message, data = {} }) => `${data.backendId ?? "backend"}: ${data.status ?? message}`;

function linkTo(id) {
  return `${globalThis.location.origin}/#call=${encodeURIComponent(id)}`;
}
