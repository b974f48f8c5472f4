// Runs in the report's page: draws the plots of a scenario once its section is open, again when the page's width or
// colours change, and opens the section that a link leads to.
(() => {
  const runs = JSON.parse(document.getElementById("page.data").textContent);
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const colours = {
    light: ["#0b63c4", "#b5480a", "#18794e", "#8e2aa8", "#6b6b00", "#c2185b"],
    dark: ["#6cb6ff", "#ffa657", "#57d59a", "#d8a6ff", "#e3d26f", "#ff8fb1"],
  };
  // Whoever does not tell the colours apart tells the lines apart; the first is whole.
  const dashes = [undefined, [8, 4], [2, 4], [14, 3], [4, 2], [1, 2]];
  // The legend has borders for that, of three kinds.
  const borders = ["solid", "dashed", "dotted"];
  const row = 18;

  function fontOf(ratio) {
    return `${Math.round(12 * ratio)}px system-ui, sans-serif`;
  }

  /** Stretches with a fault are hatched, beneath the lines. */
  function drawFaults(plot, faults, style) {
    const { ctx, bbox } = plot;
    const ratio = window.devicePixelRatio;
    for (const { from, to } of faults) {
      const left = Math.max(bbox.left, plot.valToPos(from, "x", true));
      const right = Math.min(bbox.left + bbox.width, plot.valToPos(to, "x", true));
      if (right <= left) continue;
      ctx.save();
      ctx.beginPath();
      ctx.rect(left, bbox.top, right - left, bbox.height);
      ctx.clip();
      ctx.strokeStyle = style.soft;
      ctx.globalAlpha = 0.35;
      ctx.lineWidth = ratio;
      ctx.beginPath();
      for (let x = left - bbox.height; x < right; x += 9 * ratio) {
        ctx.moveTo(x, bbox.top + bbox.height);
        ctx.lineTo(x + bbox.height, bbox.top);
      }
      ctx.stroke();
      ctx.restore();
    }
  }

  /** A line with the number that the list beside the plots has, and in words where there is room. */
  function drawMarks(plot, marks, style) {
    const { ctx, bbox } = plot;
    const ratio = window.devicePixelRatio;
    const end = bbox.left + bbox.width;
    const places = marks.map(({ at }) => plot.valToPos(at, "x", true));
    ctx.save();
    ctx.font = fontOf(ratio);
    ctx.textBaseline = "middle";
    ctx.textAlign = "left";
    ctx.lineWidth = ratio;
    ctx.strokeStyle = style.text;
    ctx.fillStyle = style.text;
    let taken = -Infinity;
    marks.forEach(({ label }, index) => {
      const x = places[index];
      if (x < bbox.left || x > end) return;
      const number = String(index + 1);
      const width = ctx.measureText(number).width + 8 * ratio;
      // A number that would cover the one before it stands a row lower.
      const low = x < taken;
      const top = bbox.top - (low ? 0 : row * ratio);
      ctx.setLineDash([4 * ratio, 3 * ratio]);
      ctx.beginPath();
      ctx.moveTo(x, top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
      ctx.setLineDash([]);
      ctx.strokeRect(x, top, width, (row - 3) * ratio);
      const middle = top + ((row - 3) / 2) * ratio;
      ctx.fillText(number, x + 4 * ratio, middle);
      const room = Math.min(places[index + 1] ?? end, end) - x - width - 6 * ratio;
      const fits = !low && ctx.measureText(label).width <= room;
      if (fits) ctx.fillText(label, x + width + 4 * ratio, middle);
      if (!low) taken = x + width;
    });
    ctx.restore();
  }

  function draw(holder) {
    holder.replaceChildren();
    const computed = getComputedStyle(document.body);
    const style = Object.fromEntries(
      ["text", "soft", "line"].map((name) => [name, computed.getPropertyValue(`--${name}`).trim()]),
    );
    const palette = colours[dark.matches ? "dark" : "light"];
    const columns = holder.clientWidth >= 900 ? 2 : 1;
    const width = Math.floor((holder.clientWidth - (columns - 1) * 24) / columns);
    const { plots, timeline, duration } = runs[Number(holder.dataset.plots)];
    for (const plot of plots) {
      const axis = {
        stroke: style.text,
        grid: { stroke: style.line, width: 1 },
        ticks: { stroke: style.line, width: 1 },
      };
      // A value holds for its whole window: the last one's end closes the line.
      const times = [...plot.times, duration];
      const drawn = new uPlot(
        {
          title: `${plot.title} (${plot.unit})`,
          width,
          height: 238,
          padding: [timeline.marks.length > 0 ? row + 4 : null, null, null, null],
          scales: {
            x: { time: false, range: [0, duration] },
            y: { range: (_, low, high) => [0, Math.max(1, high * 1.05)] },
          },
          axes: [
            { ...axis, values: (_, ticks) => ticks.map((tick) => `${tick} s`) },
            { ...axis, size: 64 },
          ],
          legend: { markers: { dash: (_, index) => borders[(index - 1) % borders.length] } },
          hooks: {
            drawAxes: [(self) => drawFaults(self, timeline.faults, style)],
            draw: [(self) => drawMarks(self, timeline.marks, style)],
          },
          series: [
            { label: "from", value: (_, second) => (second === null ? "–" : `${second} s`) },
            ...plot.series.map((series, index) => ({
              label: series.name,
              stroke: palette[index % palette.length],
              dash: dashes[index % dashes.length],
              width: 2,
              paths: uPlot.paths.stepped({ align: 1 }),
              points: { show: false },
              value: (_, number) => (number === null ? "–" : String(Math.round(number))),
            })),
          ],
        },
        [times, ...plot.series.map(({ values }) => [...values, values.at(-1)])],
        holder,
      );
      const canvas = drawn.root.querySelector("canvas");
      canvas.setAttribute("role", "img");
      const events = timeline.marks.map(({ at, text }) => `${at} s: ${text}`).join("; ");
      canvas.setAttribute("aria-label", `${plot.title}, ${plot.unit}, over ${duration} s. ${events}`);
    }
  }

  const sections = [...document.querySelectorAll("details.run")];
  function drawOpen() {
    for (const section of sections) {
      const holder = section.querySelector("[data-plots]");
      if (section.open) draw(holder);
      else holder.replaceChildren();
    }
  }

  function show(id) {
    const target = document.getElementById(id);
    if (target?.tagName !== "DETAILS") return;
    target.open = true;
    target.scrollIntoView();
  }

  for (const section of sections)
    section.addEventListener("toggle", () => {
      const holder = section.querySelector("[data-plots]");
      if (section.open && holder.childElementCount === 0) draw(holder);
    });
  drawOpen();
  // A link to where the page already is changes no address.
  document.addEventListener("click", ({ target }) => {
    const href = target.closest("a[href^='#']")?.getAttribute("href");
    if (href) show(href.slice(1));
  });
  const follow = () => show(decodeURIComponent(window.location.hash.slice(1)));
  window.addEventListener("hashchange", follow);
  follow();
  for (const button of document.querySelectorAll("[data-fold]"))
    button.addEventListener("click", () => {
      for (const section of document.querySelectorAll("main > details"))
        section.open = button.dataset.fold === "open";
    });
  dark.addEventListener("change", drawOpen);
  let width = window.innerWidth;
  window.addEventListener("resize", () => {
    if (window.innerWidth === width) return;
    width = window.innerWidth;
    drawOpen();
  });
})();
