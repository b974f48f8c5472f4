import { byId, dollars, el, keyedRows, setText, whole } from "/assets/elements.js";

/** The tables of backends and of limits. */
export function createPanels() {
  const backends = keyedRows(byId("backends").tBodies[0], backendRow, updateBackend);
  const limits = keyedRows(byId("limits").tBodies[0], limitRow, updateLimit);
  return (state) => {
    backends(state.backends, ({ id }) => id);
    const { asOf, unpriced } = state.prices;
    const total = dollars(state.backends.reduce((sum, { cost }) => sum + cost, 0));
    setText(
      byId("prices"),
      `In US dollars: PTUs by the hour, calls as their usage events say, others at the list prices of ${asOf}: ${total} in all.` +
        (unpriced.length > 0 ? ` Without a price: ${unpriced.join(", ")}.` : ""),
    );
    const counters = [...state.counters].sort((a, b) => share(b) - share(a)).slice(0, 50);
    byId("no-limits").hidden = counters.length > 0;
    byId("limits").hidden = counters.length === 0;
    limits(counters, ({ instance, windowSeconds, key }) => `${instance} ${windowSeconds} ${key}`);
  };
}

const share = ({ used, limit }) => (limit === undefined ? 0 : used / limit);

function backendRow({ id, kind }) {
  return el(
    "tr",
    {},
    el("th", { scope: "row" }, id),
    el("td", {}, kind),
    el("td"),
    el("td"),
    el("td", { class: "number" }),
    el("td", { class: "number" }),
    el("td", { class: "number" }),
  );
}

function updateBackend(row, { utilization, breakerOpen, promptTokens, completionTokens, cost, id }) {
  const [, , use, breaker, prompt, completion, money] = row.cells;
  if (utilization === undefined) setText(use, "by the token");
  else level(use, utilization, 1, `${id} in use`, `${Math.round(utilization * 100)} %`);
  setText(breaker, breakerOpen ? "open" : "closed");
  breaker.className = breakerOpen ? "bad" : "good";
  setText(prompt, whole(promptTokens));
  setText(completion, whole(completionTokens));
  setText(money, dollars(cost));
}

function limitRow({ key, instance, windowSeconds }) {
  return el(
    "tr",
    {},
    el("th", { scope: "row" }, key),
    el("td", {}, String(instance)),
    el("td", {}, windowText(windowSeconds)),
    el("td"),
  );
}

function updateLimit(row, { used, limit, key }) {
  const cell = row.cells[3];
  if (limit === undefined) setText(cell, whole(used));
  else level(cell, used, limit, `${key} used`, `${whole(used)} of ${whole(limit)}`);
}

function windowText(seconds) {
  if (seconds === 60) return "per minute";
  return seconds % 3_600 === 0 ? `${seconds / 3_600} h` : `${seconds} s`;
}

/** A meter with its figure beside it. */
function level(cell, value, max, name, text) {
  if (!cell.firstElementChild) {
    cell.replaceChildren(el("meter", { min: 0, high: 0, "aria-label": name }), el("span"));
  }
  const [meter, label] = cell.children;
  meter.max = max;
  meter.high = max * 0.9;
  meter.optimum = 0;
  meter.value = Math.min(value, max);
  setText(label, text);
}
