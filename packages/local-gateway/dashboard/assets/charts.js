import uPlot from "/assets/uplot.js";
import { byId, el, time } from "/assets/elements.js";

const SERIES = 6;
const dark = matchMedia("(prefers-color-scheme: dark)");

/** Two line charts with a line per backend; drawn anew when the colours or the backends change. */
export function createCharts() {
  const charts = [chart(byId("requests-chart"), "requests"), chart(byId("tokens-chart"), "tokens")];
  let latest;
  let names = "";
  const update = ({ history, backends }) => {
    latest = { history, backends };
    const ids = backends.map(({ id }) => id);
    if (history.some((second) => second.backends[""])) ids.push("");
    if (names !== ids.join()) {
      names = ids.join();
      byId("legend").replaceChildren(...ids.map(legendItem));
    }
    for (const one of charts) one.draw(history, ids);
  };
  const again = () => {
    for (const one of charts) one.forget();
    if (latest) update(latest);
  };
  dark.addEventListener("change", again);
  new ResizeObserver(() => charts.forEach((one) => one.resize())).observe(byId("requests-chart"));
  return update;
}

function legendItem(id, index) {
  return el("li", {}, el("span", { class: `swatch series-${(index % SERIES) + 1}` }), id || "no backend");
}

function chart(container, measure) {
  let plot;
  let drawn = "";
  return {
    draw(history, ids) {
      const data = [
        history.map(({ second }) => second),
        ...ids.map((id) => history.map(({ backends }) => backends[id]?.[measure] ?? 0)),
      ];
      if (plot && drawn === ids.join()) {
        plot.setData(data);
        return;
      }
      this.forget();
      drawn = ids.join();
      plot = new uPlot(options(container, ids), data, container);
    },
    forget() {
      plot?.destroy();
      plot = undefined;
    },
    resize() {
      plot?.setSize({ width: container.clientWidth, height: 180 });
    },
  };
}

function options(container, ids) {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const axis = {
    stroke: colour("--soft"),
    grid: { stroke: colour("--line"), width: 1 },
    ticks: { stroke: colour("--line"), width: 1 },
  };
  return {
    width: container.clientWidth,
    height: 180,
    legend: { show: false },
    cursor: { y: false },
    scales: { y: { range: (_plot, _min, max) => [0, Math.max(1, max * 1.1)] } },
    axes: [
      { ...axis, values: (_plot, ticks) => ticks.map((tick) => time(tick * 1_000)), space: 80 },
      { ...axis, size: 56 },
    ],
    series: [
      {},
      ...ids.map((id, index) => ({
        label: id || "no backend",
        stroke: colour(`--series-${(index % SERIES) + 1}`),
        width: 2,
        points: { show: false },
      })),
    ],
  };
}
