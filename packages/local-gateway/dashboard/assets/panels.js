import { byId, dollars, el, exactly, keyedRows, row, setText, whole } from "/assets/elements.js";

/** The tables of backends and of limits, as they are now. */
export function createPanels() {
  const backends = keyedRows(
    byId("backends").tBodies[0],
    ({ id }) => row(id, "", "", "", "number", "number", "number"),
    updateBackend,
  );
  const limits = keyedRows(
    byId("limits").tBodies[0],
    ({ whose, instance }) => row(several ? `${whose}, instance ${instance}` : whose, "", "", "number"),
    updateLimit,
  );
  let several = false;
  return (state) => {
    backends(state.backends, ({ id }) => id);
    const { asOf, unpriced } = state.prices;
    const total = dollars(state.backends.reduce((sum, { cost }) => sum + cost, 0));
    setText(
      byId("prices"),
      `In US dollars: PTUs by the hour, calls as the bill has them, others at the list prices of ${asOf}: ${total} in all.` +
        (unpriced.length > 0 ? ` Without a price: ${unpriced.join(", ")}.` : ""),
    );
    several = state.instances > 1;
    byId("no-limits").hidden = state.limits.length > 0;
    byId("limits").hidden = state.limits.length === 0;
    limits(state.limits, ({ key }) => key);
  };
}

function updateBackend(line, state) {
  const { kind, utilization, paidBy, breakerOpen, promptTokens, completionTokens, cost, id } = state;
  const [, what, use, breaker, prompt, completion, money] = line.cells;
  setText(what, kind);
  if (utilization === undefined) setText(use, paidBy ? `by the ${paidBy}` : "–");
  else level(use, utilization, 1, `${id} in use`, `${Math.round(utilization * 100)} %`);
  setText(breaker, breakerOpen ? "open" : "closed");
  breaker.className = breakerOpen ? "bad" : "good";
  setText(prompt, whole(promptTokens));
  setText(completion, whole(completionTokens));
  setText(money, dollars(cost));
}

const amounts = {
  money: (micros) => (micros < 1_000_000 ? exactly(micros) : dollars(micros / 1_000_000)),
  tokens: (count) => `${whole(count)} ${count === 1 ? "token" : "tokens"}`,
  calls: (count) => `${whole(count)} ${count === 1 ? "call" : "calls"}`,
  counted: whole,
};

function updateLimit(line, { used, limit, unit, windowSeconds, whose }) {
  const [, window, use, left] = line.cells;
  const amount = amounts[unit];
  setText(window, windowText(windowSeconds));
  if (limit === undefined) {
    setText(use, amount(used));
    setText(left, "–");
    return;
  }
  level(
    use,
    used,
    limit,
    `${whose} used`,
    `${unit === "money" ? amount(used) : whole(used)} of ${amount(limit)}`,
  );
  setText(left, amount(Math.max(0, limit - used)));
  left.className = used >= limit ? "number bad" : used >= limit * 0.9 ? "number warn" : "number";
}

function windowText(seconds) {
  if (seconds === null) return "for good";
  if (seconds === 60) return "a minute";
  const [unit, length] =
    seconds % 86_400 === 0 ? ["day", 86_400] : seconds % 3_600 === 0 ? ["hour", 3_600] : ["s", 1];
  const count = seconds / length;
  if (unit === "s") return `${whole(count)} s`;
  return count === 1 ? `a ${unit}`.replace("a hour", "an hour") : `${whole(count)} ${unit}s`;
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
