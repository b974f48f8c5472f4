import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { run } from "../../packages/cli/main";
import { commandBlocks, commandsOf, namedBlocks, pages, type Command } from "./commands";
import { isNotRun, notRun, pagesOf, runBy } from "./whereCommandsRun";

const root = resolve(__dirname, "../..");
const commands = pages.flatMap(commandsOf);
const said = ({ page, line, text }: Command) => `${page}:${line}: ${text}`;

async function call(args: readonly string[]): Promise<{ code: number; out: string }> {
  let out = "";
  const add = (text: string) => void (out += text);
  const code = await run(args, {
    out: add,
    error: add,
    readInput: () => "",
    write: (file, text) => writeFileSync(file, text),
  });
  return { code, out };
}

describe("the commands of the pages", () => {
  it("stand in ```sh, where a test runs them, or in ```text, where they are listed with the reason", () => {
    expect(commands.length).to.be.above(100);
    const elsewhere = commands.filter(({ shown }) => !["sh", "text", "inline"].includes(shown));
    expect(elsewhere.map(said)).to.deep.equal([]);
  });

  it("in ```sh are of pages that a suite runs", () => {
    const run = new Set(commands.filter(({ shown }) => shown === "sh").map(({ page }) => page));
    expect([...run]).to.have.members(Object.keys(runBy));
  });

  it("in ```text are listed as not run", () => {
    expect(
      commands.filter((one) => one.shown === "text" && !isNotRun(one.page, one.text)).map(said),
    ).to.deep.equal([]);
  });

  it("that are listed as not run stand on a page", () => {
    const blocks = commands.filter(({ shown }) => shown !== "inline");
    const stale = notRun.filter(
      ({ command, page: only }) =>
        !blocks.some(({ page, text }) => (only ?? page) === page && command.test(text)),
    );
    expect(stale.map(({ command }) => String(command))).to.deep.equal([]);
  });

  it("that CI runs by itself are steps of it", () => {
    const ci = readFileSync(join(root, ".ci/run"), "utf8");
    for (const step of [/^npm ci\b/m, /step test npm test$/m, /npm start\b/, /npm run .*scenario -- all/])
      expect(ci).to.match(step);
  });

  it("name scripts that package.json has", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    const named = commands.flatMap((one) =>
      [...one.text.matchAll(/\bnpm (?:run (?:--silent )?([\w:-]+)|(start|test)\b)/g)].map(
        ([, script, short]) => ({ one, script: script ?? short! }),
      ),
    );
    expect(named.length).to.be.above(20);
    expect(named.filter(({ script }) => !(script in scripts)).map(({ one }) => said(one))).to.deep.equal([]);
  });

  it("of this project's own have such commands and options", async function () {
    const helps = new Map<string, string>();
    const helpOf = async (words: string): Promise<string> => {
      if (!helps.has(words))
        helps.set(words, (await call([...words.split(" ").filter(Boolean), "--help"])).out);
      return helps.get(words)!;
    };
    const subcommands = (help: string) =>
      [...(help.split(/^Commands:$/m)[1] ?? "").matchAll(/^ {2}([a-z][\w-]*)/gm)].map(([, name]) => name!);
    const own = subcommands(await helpOf(""));
    expect(own).to.include.members(["run", "eval", "lint", "up", "catalogue"]);
    const wrong: string[] = [];
    let seen = 0;
    for (const { page, line, text } of [...commands, ...pages.flatMap(spansOf)]) {
      const given = /^(?:npx )?(?:azure-genai-gateway|apim-local|apim-policy) (.*)$/.exec(text)?.[1] ?? text;
      const words = given.split(/[\s[\]]+/);
      if (given === text ? !own.includes(words[0]!) || !/ --/.test(text) : words[0]!.startsWith("--"))
        continue;
      seen++;
      const deeper = subcommands(await helpOf(words[0]!));
      const path = deeper.includes(words[1]!) ? `${words[0]} ${words[1]}` : words[0]!;
      const help = own.includes(words[0]!) ? await helpOf(path) : "";
      const options = words.filter((word) => /^--\w/.test(word)).map((word) => word.replace(/=.*$/, ""));
      const unknown = options.filter(
        (name) => name !== "--help" && !new RegExp(`${name}\\b(?!-)`).test(help),
      );
      if (help === "" || unknown.length > 0) wrong.push(`${page}:${line}: ${text} (${unknown.join(", ")})`);
    }
    expect(seen).to.be.above(60);
    expect(wrong).to.deep.equal([]);
  });

  /** Commands in sentences, without the name before them. */
  function spansOf(page: string): readonly Command[] {
    const text = readFileSync(join(root, page), "utf8").replace(/```[\s\S]*?```/g, (block) =>
      block.replace(/[^\n]/g, " "),
    );
    return [...text.matchAll(/`([a-z]+ [^`\n]*--[^`\n]*)`/g)].map(({ 1: span, index }) => ({
      page,
      line: text.slice(0, index).split("\n").length,
      text: span!,
      shown: "inline",
    }));
  }
});

describe("the commands of pages that need neither packages nor an engine, in a clean folder", () => {
  /** Of the day on which they were last looked at: what is for sale on another is no matter of the page. */
  const today = ["--today", "2026-11-01"];
  let folder: string;
  const home = process.cwd();
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "pages-"));
    for (const part of ["Pulumi.yaml", "Pulumi.dev.yaml", "index.ts", "package.json", "tsconfig.json"])
      cpSync(join(root, part), join(folder, part));
    for (const room of ["components", "policies", "queries", "packages", "node_modules"])
      symlinkSync(join(root, room), join(folder, room));
    // What the page says to save.
    const price = {
      productName: "Event Hubs",
      meterName: "Standard Throughput Unit",
      unitOfMeasure: "1 Hour",
    };
    const item = { ...price, retailPrice: 0.04, armRegionName: "swedencentral", currencyCode: "USD" };
    const more = { type: "Consumption", effectiveStartDate: "2026-01-01T00:00:00Z" };
    writeFileSync(join(folder, "prices.json"), JSON.stringify({ Items: [{ ...item, ...more }] }));
    process.chdir(folder);
  });
  after(() => {
    process.chdir(home);
    rmSync(folder, { recursive: true, force: true });
  });

  for (const page of pagesOf("test"))
    it(page, async () => {
      for (const [name, text] of namedBlocks(page)) writeFileSync(join(folder, name), text);
      const lines = commandBlocks(page).flatMap((block) => block.split("\n"));
      expect(lines).to.not.be.empty;
      for (const line of lines) {
        const [, words] = /^npx azure-genai-gateway (.*)$/.exec(line)!;
        const args = words!.split(" ");
        const { code, out } = await call([...args, ...(/^(plan|check) /.test(words!) ? today : [])]);
        expect(code, `${line}\n${out}`).to.equal(0);
        expect(out.trim(), line).to.not.equal("");
      }
    });
});
