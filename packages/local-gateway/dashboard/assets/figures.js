import {
  byId,
  dollars,
  el,
  exactly,
  keyedRows,
  percent,
  row,
  setText,
  took,
  whole,
} from "/assets/elements.js";

/** Headline figures, usage by one of its names, and why calls were refused: all of the range and product looked at. */
export function createFigures() {
  const usage = keyedRows(byId("usage-table").tBodies[0], usageRow, updateUsage);
  const refusals = keyedRows(
    byId("refusal-table").tBodies[0],
    ({ reason }) => row(reason, "", "number"),
    updateRefusal,
  );
  let latest;
  const showUsage = () => {
    const by = byId("usage-by").querySelector("input:checked").value;
    const lines = latest.by[by];
    byId("usage-table").hidden = lines.length === 0;
    byId("no-usage").hidden = lines.length > 0;
    usage(lines.slice(0, 100), ({ name }) => `${by} ${name}`);
  };
  byId("usage-by").addEventListener("change", () => latest && showUsage());
  return (state) => {
    latest = state.usage;
    showHeadline(latest.headline);
    showUsage();
    byId("refusal-table").hidden = latest.refusals.length === 0;
    byId("no-refusals").hidden = latest.refusals.length > 0;
    refusals(latest.refusals.slice(0, 50), ({ status, cause }) => `${status} ${cause}`);
  };
}

function showHeadline(sums) {
  const { calls, refused, failed, asked, spilled, promptTokens, completionTokens, costMicros, unpriced } =
    sums;
  const errors = refused + failed;
  const figures = [
    ["Calls", whole(calls), ""],
    [
      "Errors",
      whole(errors),
      `${percent(errors, calls)}: ${whole(refused)} refused, ${whole(failed)} failed`,
    ],
    ["Spilled", percent(spilled, asked), `${whole(spilled)} of ${whole(asked)} went on to pay-as-you-go`],
    ["Duration", took(sums.p50), `half of the calls; 95 % within ${took(sums.p95)}`],
    ["Time to first token", took(sums.first50), `half of the streams; 95 % within ${took(sums.first95)}`],
    [
      "Tokens",
      whole(promptTokens + completionTokens),
      `${whole(promptTokens)} in, ${whole(completionTokens)} out`,
    ],
    [
      "Cost",
      dollars(costMicros / 1_000_000),
      unpriced > 0 ? `${exactly(costMicros)}; ${whole(unpriced)} calls have no price` : exactly(costMicros),
    ],
  ];
  const list = byId("figures");
  if (list.childElementCount === 0)
    list.replaceChildren(
      ...figures.map(([name]) => el("div", {}, el("dt", {}, name), el("dd"), el("dd", { class: "soft" }))),
    );
  figures.forEach(([, figure, more], index) => {
    const [, value, soft] = list.children[index].children;
    setText(value, figure);
    setText(soft, more);
  });
}

const usageRow = ({ name }) => row(name || "none", ...Array.from({ length: 6 }, () => "number"));

function updateUsage(line, { calls, refused, failed, promptTokens, completionTokens, costMicros, unpriced }) {
  const [, all, no, bad, prompt, completion, money] = line.cells;
  setText(all, whole(calls));
  setText(no, whole(refused));
  setText(bad, whole(failed));
  setText(prompt, whole(promptTokens));
  setText(completion, whole(completionTokens));
  setText(
    money,
    unpriced > 0 ? `${exactly(costMicros)}, ${whole(unpriced)} without a price` : exactly(costMicros),
  );
}

function updateRefusal(line, { status, calls }) {
  const [, code, count] = line.cells;
  code.className = status === 429 ? "warn" : "bad";
  setText(code, String(status));
  setText(count, whole(calls));
}
