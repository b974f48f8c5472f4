import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { launchedBrowser } from "../../browser";
import { servedDashboard, type ServedDashboard } from "./served";

// Scripts for the page are texts: this project's own code is not compiled for browsers.
const lowContrast = readFileSync(join(__dirname, "lowContrast.js"), "utf8");
const focusedRow = `document.activeElement.closest("tr").dataset.id`;

/** What a person sees and does. Each page has its own profile, which is thrown away. */
describe("the dashboard in a browser", function () {
  let served: ServedDashboard;
  let prod: ServedDashboard | undefined;
  let browser: Browser;
  let complaints: string[] = [];

  before(async function () {
    const launched = await launchedBrowser();
    if (!launched) return this.skip();
    browser = launched;
    served = await servedDashboard();
  });
  after(async () => {
    await browser?.close();
    await served?.close();
    await prod?.close();
  });
  beforeEach(() => (complaints = []));
  afterEach(() => expect(complaints).to.deep.equal([]));

  async function open(options: BrowserContextOptions = {}, url = served.url): Promise<Page> {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    // A slow machine is no fault of the page: what hangs is caught by the limit of all tests.
    page.setDefaultTimeout(0);
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(url);
    await page.locator("#connection", { hasText: "live" }).waitFor();
    return page;
  }

  async function chat(page: Page): Promise<void> {
    await page.click("#chat button[type=submit]");
    await page.locator("#chat-status", { hasText: /^200 in/ }).waitFor();
  }

  it("sends a chat that appears in answer, list, charts and limits as it happens", async () => {
    const page = await open();
    await chat(page);
    expect((await page.textContent("#chat-answer"))!.length).to.be.greaterThan(50);
    await page.waitForSelector("#list tbody tr");
    expect(await page.textContent("#list tbody tr td:nth-child(2)")).to.equal("200");
    await page.waitForSelector("#limits tbody tr");
    expect(await page.textContent("#limits tbody")).to.contain("product premium");
    expect(await page.locator("#requests-chart canvas").count()).to.equal(1);
    await page.context().close();
  });

  it("opens a trace from the keyboard and closes it again", async () => {
    const page = await open();
    await chat(page);
    await chat(page);
    await page.locator("#list tbody tr").nth(1).waitFor();
    await page.focus("#list tbody tr:first-child a");
    const first = await page.evaluate(focusedRow);
    await page.keyboard.press("ArrowDown");
    const second = await page.evaluate(focusedRow);
    expect(second).not.to.equal(first);
    await page.keyboard.press("ArrowUp");
    expect(await page.evaluate(focusedRow)).to.equal(first);
    await page.keyboard.press("Enter");
    await page.waitForSelector(".waterfall .backend .bar");
    const trace = (await page.textContent("#trace-body"))!;
    for (const part of ["inbound", "backend", "outbound", "llm-token-limit", "ptu-1"])
      expect(trace).to.contain(part);
    await page.keyboard.press("Escape");
    expect(await page.evaluate(`document.querySelector("dialog").open`)).to.equal(false);
    expect(await page.evaluate(focusedRow)).to.equal(first);
    await page.context().close();
  });

  it("says what a backend is paid by", async () => {
    const hub = await servedDashboard("hub");
    const page = await open({}, hub.url);
    const use = (id: string) =>
      page.locator("#backends tr", { hasText: id }).locator("td").nth(1).textContent();
    expect(await use("service-papers")).to.equal("by the page");
    expect(await use("payg-1")).to.equal("by the token");
    await page.context().close();
    await hub.close();
  });

  it("sets a fault, which the next call meets, and takes it away", async () => {
    const page = await open();
    const [, account] = [...served.stack.accounts].find(([, one]) => /ptu/.test(one.subdomain))!;
    // By the backend's name of the stack file, not by the account's, which is made up.
    const control = page.getByLabel("Fault of ptu-1: gpt-5.4", { exact: true });
    await control.selectOption("500");
    await page.locator("#faults-status", { hasText: /fault set/ }).waitFor();
    expect(account.behaviourOf("gpt-5.4").fault).to.deep.equal({ kind: "status", status: 500 });
    await chat(page);
    await page.locator("#list tbody tr:first-child td:nth-child(3)", { hasText: /payg/ }).waitFor();
    await control.selectOption("");
    await page.locator("#faults-status", { hasText: /no fault/ }).waitFor();
    expect(account.behaviourOf("gpt-5.4").fault).to.equal(undefined);
    await page.context().close();
  });

  it("takes a region away where a stack stands in several", async () => {
    prod = await servedDashboard("prod");
    const page = await open({}, prod.url);
    const control = page.getByLabel("Fault of region francecentral", { exact: true });
    await control.selectOption("lost");
    await page.locator("#faults-status", { hasText: /fault set/ }).waitFor();
    expect(prod.stack.regions[1]!.lostAt).to.be.a("number");
    await control.selectOption("");
    await page.locator("#faults-status", { hasText: /no fault/ }).waitFor();
    expect(prod.stack.regions[1]!.lostAt).to.equal(undefined);
    await page.context().close();
  });

  it("filters its list", async () => {
    const page = await open();
    await chat(page);
    await page.waitForSelector("#list tbody tr");
    await page.selectOption("#filters select[name=status]", "5");
    await page.waitForSelector("#no-requests:not([hidden])");
    expect(await page.textContent("#no-requests")).to.equal("No request matches.");
    await page.context().close();
  });

  it("opens a call by its address, again after a reload, and closes it for good", async () => {
    const page = await open();
    await chat(page);
    await page.locator("#list tbody a").first().click();
    await page.waitForSelector(".waterfall .backend .bar");
    expect(page.url()).to.match(/#call=[\w-]{36}$/);
    const summary = (await page.textContent(".summary"))!;
    for (const part of ["premium", "gpt-5.4", "ptu-1: 200", "$0.", page.url().slice(-36)])
      expect(summary).to.contain(part);
    await page.reload();
    await page.waitForSelector(".waterfall .backend .bar");
    expect(await page.textContent(".summary")).to.equal(summary);
    await page.keyboard.press("Escape");
    // The browser tells of a dialog's end a moment later.
    await page.waitForFunction('location.hash === ""');
    await page.goto(`${served.url}/#call=nobody`);
    await page.locator("#trace-body", { hasText: "no such call" }).waitFor();
    // The browser notes the 404 itself.
    complaints = complaints.filter((text) => !text.includes("404"));
    await page.context().close();
  });

  it("has one time and one product for every figure, and finds what is searched for", async () => {
    const page = await open();
    await chat(page);
    const calls = page.locator("#figures div").first().locator("dd").first();
    const listed = page.locator("#list tbody tr");
    await listed.first().waitFor();
    const before = await calls.textContent();
    expect(Number(before)).to.equal(await listed.count());
    await page.selectOption("#view select[name=product]", "standard");
    await page.locator("#no-usage:not([hidden])").waitFor();
    expect(await calls.textContent()).to.equal("0");
    expect(await listed.count()).to.equal(0);
    await page.selectOption("#view select[name=product]", "premium");
    await listed.first().waitFor();
    await page.check("#usage-by input[value=model]");
    await page.locator("#usage-table th[scope=row]", { hasText: "gpt-5.4" }).waitFor();
    await page.fill("#filters input[name=search]", "NOTHING like it");
    await page.locator("#no-requests", { hasText: "No request matches." }).waitFor();
    await page.fill("#filters input[name=search]", "Chat/Completions");
    await listed.first().waitFor();
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("#export-csv")]);
    expect(readFileSync(await download.path(), "utf8").split("\r\n")).to.have.length(
      (await listed.count()) + 2,
    );
    await page.context().close();
  });

  it("shows a phone every cell of its tables", async () => {
    const page = await open({ viewport: { width: 390, height: 800 } });
    await chat(page);
    await page.locator("#list tbody tr").first().waitFor();
    const hidden =
      await page.evaluate(`[...document.querySelectorAll("table.cards:not([hidden]) tbody > tr > *")]
      .filter((cell) => { const { left, right, width } = cell.getBoundingClientRect(); return width > 0 && (left < 0 || right > 390); })
      .map((cell) => cell.textContent)`);
    expect(hidden).to.deep.equal([]);
    expect(await page.evaluate(`document.querySelectorAll("td[data-label]").length`)).to.be.greaterThan(10);
    await page.context().close();
  });

  for (const [what, options] of [
    ["a phone", { viewport: { width: 390, height: 800 }, hasTouch: true }],
    ["a phone in the dark", { viewport: { width: 390, height: 800 }, colorScheme: "dark" }],
    ["a small window", { viewport: { width: 320, height: 600 } }],
  ] as const) {
    it(`fits ${what} without scrolling sideways`, async () => {
      const page = await open(options);
      await chat(page);
      const width = await page.evaluate(`document.documentElement.scrollWidth`);
      expect(width).to.equal(options.viewport.width);
      await page.context().close();
    });
  }

  it("has texts that stand out from their ground, in light and dark", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      const page = await open({ colorScheme });
      const low: unknown = await page.evaluate(lowContrast);
      expect(low, colorScheme).to.deep.equal([]);
      await page.context().close();
    }
  });
});
