import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect } from "chai";
import { panels } from "../../../components/operations/panels";
import { evaluated } from "../evaluated";

interface Item {
  readonly type: number;
  readonly name: string;
  readonly content: {
    readonly query?: string;
    readonly title?: string;
    readonly timeContextFromParameter?: string;
    readonly exportParameterName?: string;
    readonly parameters?: readonly { readonly name: string; readonly id: string }[];
  };
}

const page = readFileSync(resolve("packages/local-gateway/dashboard/assets/index.html"), "utf8");

/** Sections of the dashboard that the workbook has no panel for, and why. */
const onlyHere: Readonly<Record<string, string>> = {
  "backends-now":
    "utilisation and breakers as they are this second: on Azure metrics of the accounts, and an alert",
  try: "sends a call",
  "fault-panel": "simulated accounts alone have faults to switch on",
  access: "keys of a run on this machine",
};

describe("the panels", () => {
  it("are those of the dashboard's page, under the same names", () => {
    for (const { dashboard, title, query } of panels) {
      const [, section] = new RegExp(
        `<(?:section|dialog) id="${dashboard}"([\\s\\S]*?)</(?:section|dialog)>`,
      ).exec(page) ?? [undefined, ""];
      // A call's own title is what it called.
      const name = query === "one-call" ? 'id="trace-body"' : title;
      expect(section, dashboard).to.contain(name);
    }
    const sections = [...page.matchAll(/<section id="([\w-]+)"/g)].map(([, id]) => id!);
    expect(page.match(/<section\b/g)).to.have.length(sections.length);
    expect(sections).to.have.members([
      ...panels.map(({ dashboard }) => dashboard).filter((id) => id !== "trace"),
      ...Object.keys(onlyHere),
    ]);
  });

  it("are those of the page for operators", () => {
    const rows = readFileSync(resolve("docs/operate.md"), "utf8")
      .split("### Panels")[1]!
      .split("\n")
      .flatMap(
        (line) =>
          /^\| (?!panel|---)([^|]+) \| ([^|]+) \|$/
            .exec(line)
            ?.slice(1, 3)
            .map((cell) => [cell]) ?? [],
      )
      .flat();
    const told = panels.flatMap(({ title, shows }) => [title, shows]);
    expect(rows.slice(0, told.length)).to.deep.equal(told);
  });

  it("make the workbook, with one time and one product for all that is no limit", async () => {
    const { resources } = (await evaluated("ptu")).deployment;
    const workbook = resources.find(({ type }) => type.endsWith(":Workbook"))!;
    const { items } = JSON.parse(workbook.inputs["serializedData"] as string) as { items: readonly Item[] };
    const [chosen, ...shown] = items;
    const names = chosen!.content.parameters!.map(({ name }) => name);
    expect(names).to.deep.equal(["TimeRange", "Product", "By", "Search", "RequestId"]);
    expect(shown.map(({ name }) => name)).to.deep.equal(panels.map(({ query }) => query));
    const used = new Set<string>();
    for (const { name, content } of shown) {
      expect(content.query, name).to.contain("in ({Product})").and.not.match(/\$\[/);
      expect(content.timeContextFromParameter, name).to.equal(
        name === "near-limits" ? undefined : "TimeRange",
      );
      for (const [, parameter] of content.query!.matchAll(/\{(\w+)(?::\w+)?\}/g))
        if (!/^\d+$/.test(parameter!)) used.add(parameter!);
    }
    expect([...used].sort()).to.deep.equal([...names].sort());
    expect(shown.find(({ name }) => name === "requests")!.content.exportParameterName).to.equal("RequestId");
    // A workbook's parameters are known by ids of their own.
    const ids = chosen!.content.parameters!.map(({ id }) => id);
    expect(new Set(ids).size).to.equal(ids.length);
  });
});
