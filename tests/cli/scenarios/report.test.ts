import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { compare } from "../../../packages/cli/scenarios/report/comparison";
import { renderHtml } from "../../../packages/cli/scenarios/report/html";
import { renderJunit } from "../../../packages/cli/scenarios/report/junit";
import { recorded } from "../../../packages/cli/scenarios/report/recordsFile";
import type { Report } from "../../../packages/cli/scenarios/report/report";
import { launchedBrowser } from "../../browser";
import { call, records, resultOf, served } from "./madeRuns";

const calls = Array.from({ length: 30 }, (_, at) => call({ at, costMicros: 10 }));
const good = records(
  calls,
  calls.map(({ at }) => served({ at, backend: "ptu-1", promptTokens: 10 })),
);
const bad = records(
  calls.map((one) => ({ ...one, status: one.at > 12 && one.at < 20 ? 503 : 200 })),
  good.backendCalls,
);
const events = [
  { at: 12, backends: ["ptu-1"], fault: { kind: "status" as const, status: 503 } },
  { at: 20, backends: ["ptu-1"], fault: "none" as const },
];
const results = [
  resultOf({ name: "fine" }, good),
  // The names of things that a page may have itself.
  resultOf({ name: "plots", events, description: "<script>alert(1)</script>" }, bad),
  resultOf({ name: "fine", seed: 2 }, good),
];
const unrun = [{ name: "files/gone.yaml", message: "SCENARIO_MISSING <b>no such file</b>" }];
const comparison = compare(
  "before.json",
  [resultOf({ name: "plots", events }, good), resultOf({ name: "old" }, good)].map(recorded),
  results.map(recorded),
);
const whole: Report = { results, unrun, comparison };

describe("reports of several scenarios", () => {
  it("have what could not run in JUnit too, as an error", () => {
    const xml = renderJunit({ results, unrun });
    expect(xml.match(/<testsuite /g)).to.have.length(4);
    expect(xml).to.match(/<testsuite name="files\/gone.yaml" tests="1" failures="0" errors="1"/);
    expect(xml).to.contain("SCENARIO_MISSING &lt;b&gt;");
  });

  it("begin with what failed, and give each section an id of its own", () => {
    const html = renderHtml(whole);
    expect(html).to.contain("<title>Scenarios: 2 passed, 1 failed, 1 could not run</title>");
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(ids).to.have.length(new Set(ids).size);
    const sections = [...html.matchAll(/<details[^>]* id="([^"]+)"( open)?/g)].map(([, id, open]) => [
      id,
      open !== undefined,
    ]);
    expect(sections).to.deep.equal([
      ["page.totals", false],
      ["page.unrun.1", true],
      ["plots", true],
      ["fine", false],
      ["fine.2", false],
    ]);
    for (const [, target] of html.matchAll(/href="#([^"]+)"/g)) expect(ids).to.include(target);
    expect(html).to.not.match(/(?:src|href)="(?!#)/);
    expect(html).to.not.contain("<b>no such file").and.not.contain("<script>alert");
  });

  it("open the section of a scenario that runs alone", () => {
    expect(renderHtml({ results: [results[0]!], unrun: [] })).to.match(
      /<details class="run" id="fine" open>/,
    );
  });
});

/** What a person sees and does. */
describe("a report of scenarios in a browser", function () {
  let browser: Browser;
  let folder: string | undefined;
  let complaints: string[] = [];
  const lowContrast = readFileSync(join(__dirname, "../../local-gateway/dashboard/lowContrast.js"), "utf8");

  before(async function () {
    const launched = await launchedBrowser();
    if (!launched) return this.skip();
    browser = launched;
    folder = mkdtempSync(join(tmpdir(), "report-"));
    writeFileSync(join(folder, "report.html"), renderHtml(whole));
  });
  after(async () => {
    await browser?.close();
    if (folder !== undefined) rmSync(folder, { recursive: true });
  });
  beforeEach(() => (complaints = []));
  afterEach(() => expect(complaints).to.deep.equal([]));

  async function open(options: BrowserContextOptions = {}, hash = ""): Promise<Page> {
    const page = await (await browser.newContext(options)).newPage();
    page.setDefaultTimeout(0);
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => {
      if (!request.url().startsWith("file:")) complaints.push(request.url());
    });
    await page.goto(`${pathToFileURL(join(folder!, "report.html")).href}${hash}`);
    return page;
  }

  it("tells what went from passed to failed before all else, with words and figures", async () => {
    const page = await open();
    const compared = (await page.textContent("section"))!;
    expect(compared)
      .to.contain("Passed before, fails now (1)plots: all are answered: 1 → 0.7667 (equals 1)")
      .and.contain("Not compared, in before.json alone: old")
      .and.contain("Not compared, not in before.json: fine, fine");
    const [first, second] = await page.locator("nav tbody tr").allTextContents();
    expect(first).to.contain("could not run");
    expect(second).to.contain("plots").and.contain("failed");
    expect(await page.textContent("nav tfoot")).to.match(/^all2 of 3 hold9083070 %1,350\$0\.0009$/);
    expect(await page.locator("#plots tr", { hasText: "answers 503" }).textContent()).to.equal(
      "answers 50307+7",
    );
    await page.context().close();
  });

  it("draws the plots of a section when it is opened, by its link, its summary or all at once", async () => {
    const page = await open();
    const canvases = (id: string) => page.locator(`[id="${id}"] canvas`);
    expect(await canvases("plots").count()).to.equal(4);
    expect(await canvases("fine.2").count()).to.equal(0);
    await page.click(`nav a[href="#fine.2"]`);
    await canvases("fine.2").first().waitFor();
    // Folded and asked for again, at the address that it has.
    await page.click(`[id="fine.2"] summary`);
    await page.click(`nav a[href="#fine.2"]`);
    expect(await page.locator(`[id="fine.2"][open]`).count()).to.equal(1);
    await page.click("text=Fold all");
    expect(await page.locator("main > details[open]").count()).to.equal(0);
    await page.click("text=Open all");
    await canvases("fine").first().waitFor();
    await page.context().close();
    const linked = await open({}, "#fine");
    await linked.locator(`[id="fine"] canvas`).first().waitFor();
    await linked.context().close();
  });

  it("marks faults on the plots, and has them in words beside and for screen readers", async () => {
    const page = await open();
    expect(await page.locator("#plots ol li").allTextContents()).to.deep.equal([
      "12 s: fault begins: ptu-1 answers 503",
      "20 s: fault ends: ptu-1",
    ]);
    const canvas = page.locator("#plots canvas").first();
    expect(await canvas.getAttribute("aria-label")).to.equal(
      "Calls served, per 10 s, over 30 s. 12 s: fault begins: ptu-1 answers 503; 20 s: fault ends: ptu-1",
    );
    // Left to right through the middle of the plot, above its line: pixels that anything is drawn on, by second.
    const drawn: unknown = await page.evaluate(`(() => {
      const canvas = document.querySelector("#plots canvas");
      const plot = document.querySelector("#plots .u-over");
      const ratio = devicePixelRatio;
      const left = plot.offsetLeft * ratio, width = plot.offsetWidth * ratio;
      const top = plot.offsetTop * ratio;
      const image = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      const inked = (from, to, y, height) => {
        const [first, end] = [from, to].map((second) => Math.round(left + (width * second) / 30));
        let count = 0;
        for (let row = Math.round(y); row < y + height; row++)
          for (let x = first; x < end; x++) if (image.data[4 * (row * canvas.width + x) + 3] > 0) count++;
        return count;
      };
      const words = [[1, 11], [12, 18], [20, 27]].map(([from, to]) => inked(from, to, top - 20, 18) > 20);
      const hatched = [[6, 9], [13, 16], [22, 25]].map(([from, to]) => inked(from, to, top + 2, 40));
      return { words, hatched: hatched.map((count) => count > 2 * Math.min(...hatched)) };
    })()`);
    expect(drawn).to.deep.equal({ words: [false, true, true], hatched: [false, true, false] });
    await page.context().close();
  });

  it("is readable on a phone, in light and in dark", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      const page = await open({ colorScheme, viewport: { width: 390, height: 800 } });
      await page.click("text=Open all");
      await page.locator(`[id="fine.2"] canvas`).first().waitFor();
      expect(await page.evaluate("document.documentElement.scrollWidth"), colorScheme).to.equal(390);
      const cut: unknown = await page.evaluate(
        `[...document.querySelectorAll("td")].filter((one) => one.getBoundingClientRect().right > 390).map((one) => one.textContent)`,
      );
      expect(cut, colorScheme).to.deep.equal([]);
      expect(await page.evaluate(lowContrast), colorScheme).to.deep.equal([]);
      await page.context().close();
    }
  });
});
