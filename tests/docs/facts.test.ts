import { readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { schedule } from "../../packages/cli/automation/plan/schedule";
import { startCommand } from "../../packages/cli/start/options";
import { armIdentity } from "../../packages/local-cloud/azure/armId";
import { typicalDuration } from "../../packages/local-cloud/azure/durations";
import { runCommand } from "../../packages/local-gateway/command/runOptions";
import { policyDefinitions } from "../../packages/local-gateway/gateway/policies";
import { evaluated } from "../components/evaluated";
import { pages } from "./commands";

const root = resolve(__dirname, "../..");
const text = (path: string) => readFileSync(join(root, path), "utf8");
const manifest = JSON.parse(text("package.json")) as {
  engines: { node: string };
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
};

/** Everything that the pages say by a pattern's group, with the page; each pattern is said somewhere. */
function said(pattern: RegExp, wanted = pages): readonly { readonly page: string; readonly value: string }[] {
  const found = wanted.flatMap((page) =>
    [...text(page).matchAll(pattern)].map(([, ...groups]) => ({ page, value: groups.find(Boolean)! })),
  );
  expect(found, String(pattern)).to.not.be.empty;
  return found;
}
function only(pattern: RegExp, fact: string): void {
  expect(said(pattern).filter(({ value }) => value !== fact)).to.deep.equal([]);
}

const defaultOf = (command: ReturnType<typeof runCommand>, option: string) =>
  String(command.options.find(({ long }) => long === option)!.defaultValue);

/** Minutes until a stack stands, and those of its API Management. */
async function minutes(stack: string): Promise<{ all: number; service: number }> {
  const { deployment } = await evaluated(stack);
  const tasks = deployment.resources.map((resource) => ({
    name: resource.urn,
    duration: typicalDuration(
      resource.custom ? (armIdentity(resource)?.type.arm ?? "") : "",
      "create",
      resource.inputs,
    ),
    waitsFor: [...resource.dependencies, ...(resource.parent ? [resource.parent] : [])],
  }));
  const service = tasks.find(({ name }) => name.includes(":ApiManagementService::"))!;
  return { all: Math.round(schedule(tasks, 32).makespan / 60), service: service.duration / 60 };
}

describe("what the pages say of one fact is what is so", () => {
  it("the oldest Node.js", () =>
    only(/Node(?:\.js)? (\d+\.\d+)\b/g, manifest.engines.node.replace(">=", "")));

  it("the versions that a program installs", () => {
    const { dependencies, devDependencies } = manifest;
    only(/@pulumi\/pulumi@([\d.]+)/g, dependencies["@pulumi/pulumi"]!.replace("^", ""));
    only(/typescript@(\S+)/g, devDependencies["typescript"]!);
  });

  it("the ports", () => {
    const noAction = async (): Promise<void> => {};
    for (const command of [startCommand("dev", noAction), runCommand(noAction)]) {
      only(/dashboard[^.\n]*? at (?:http:\/\/)?127\.0\.0\.1:(\d+)/g, defaultOf(command, "--dashboard-port"));
      only(/served on 127\.0\.0\.1:(\d+)/g, defaultOf(command, "--port"));
    }
  });

  it("how many policies run, and how many expressions are held against .NET's answers", () => {
    const rows = ["vectors.json", "vectors-2.json"].map(
      (file) => (JSON.parse(text(`tests/policy-language/conformance/${file}`)) as unknown[]).length,
    );
    only(/It runs (\d+) policies/g, String(policyDefinitions.length));
    only(/hold ([\d,]+) expressions/g, (rows[0]! + rows[1]!).toLocaleString("en-US"));
  });

  it("how long a first deployment takes", async function () {
    const dev = await minutes("dev");
    const ptu = await minutes("ptu");
    only(/some (\d+) minutes, (?:\d+ of them for )?API Management/g, String(dev.all));
    only(/(\d+) of them for API Management|API Management takes (?=40)(\d+)/g, String(dev.service));
    only(/with an ingress(?: they are)? (\d+)|some (?=\d+ with an ingress)(\d+)/g, String(ptu.all));
  });

  it("names of headers", () => {
    const documents = readdirSync(join(root, "policies"), { recursive: true, encoding: "utf8" })
      .filter((name) => /\.(xml|json)$/.test(name))
      .map((name) => text(join("policies", name)))
      // The steps of aliases and of caches are put into the templates.
      .concat(text("components/genAiApi/aliasPolicies.ts"), text("components/genAiApi/semanticCache.ts"))
      .join("\n")
      .toLowerCase();
    const named = said(/`(x-(?:gateway|genai|ratelimit)-[\w-]+)/g);
    expect(named.filter(({ value }) => !documents.includes(value.toLowerCase()))).to.deep.equal([]);
  });

  it("the hub that usage events go to", () =>
    only(
      /`(apim-[\w-]+-reporting)`/g,
      /"(apim-[\w-]+-reporting)"/.exec(text("components/eventHub.ts"))![1]!,
    ));
});
