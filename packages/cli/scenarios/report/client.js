// Runs in the report's page: draws each scenario's plots, again when the page's width or colours change.
(() => {
  const all = JSON.parse(document.getElementById("plots").textContent);
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const colours = {
    light: ["#0b63c4", "#b5480a", "#18794e", "#8e2aa8", "#6b6b00", "#c2185b"],
    dark: ["#6cb6ff", "#ffa657", "#57d59a", "#d8a6ff", "#e3d26f", "#ff8fb1"],
  };

  function draw(holder) {
    holder.replaceChildren();
    const style = getComputedStyle(document.body);
    const text = style.getPropertyValue("--text").trim();
    const grid = style.getPropertyValue("--line").trim();
    const palette = colours[dark.matches ? "dark" : "light"];
    const columns = holder.clientWidth >= 900 ? 2 : 1;
    const width = Math.floor((holder.clientWidth - (columns - 1) * 24) / columns);
    for (const plot of all[Number(holder.dataset.plots)]) {
      const axis = { stroke: text, grid: { stroke: grid, width: 1 }, ticks: { stroke: grid, width: 1 } };
      new uPlot(
        {
          title: `${plot.title} (${plot.unit})`,
          width,
          height: 220,
          scales: { x: { time: false }, y: { range: (_, low, high) => [0, Math.max(1, high * 1.05)] } },
          axes: [
            { ...axis, values: (_, ticks) => ticks.map((tick) => `${tick} s`) },
            { ...axis, size: 64 },
          ],
          series: [
            { label: "from", value: (_, second) => (second === null ? "–" : `${second} s`) },
            ...plot.series.map((series, index) => ({
              label: series.name,
              stroke: palette[index % palette.length],
              width: 2,
              points: { show: false },
              value: (_, number) => (number === null ? "–" : String(Math.round(number))),
            })),
          ],
        },
        [plot.times, ...plot.series.map((series) => series.values)],
        holder,
      );
    }
  }

  const drawAll = () => document.querySelectorAll("[data-plots]").forEach(draw);
  drawAll();
  dark.addEventListener("change", drawAll);
  let width = window.innerWidth;
  window.addEventListener("resize", () => {
    if (window.innerWidth === width) return;
    width = window.innerWidth;
    drawAll();
  });
})();
