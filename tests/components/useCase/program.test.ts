import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { declareContracts } from "../../../components";
import { azureProvider, evaluateProgram } from "../../../packages/local-cloud";
import { devConfig } from "../../endToEnd/devStack";
import { hubStack } from "./onBoard";

/** The program of contracts over some files, as `pulumi up` runs it in a stack of an environment's name. */
async function deploy(
  files: readonly string[],
  environment: string,
  config: Record<string, string> = {},
  more = "",
) {
  const directory = mkdtempSync(join(tmpdir(), "contracts-"));
  for (const file of files) {
    const [businessUnit, name, last] = file.split("/");
    mkdirSync(join(directory, file, ".."), { recursive: true });
    writeFileSync(
      join(directory, file),
      `useCase: { businessUnit: ${businessUnit}, name: ${name}, environment: ${last!.split(".")[0]} }\ngrants: [{ api: openAiV1 }]\n${more}`,
    );
  }
  const warnings: string[] = [];
  const hub = await hubStack(devConfig);
  const { outputs } = await evaluateProgram({
    program: async () => ({ ...(await declareContracts(directory)) }),
    project: "genai-contracts",
    stack: environment,
    config: { "genai-contracts:gateway": "organization/azure-genai-gateway/hub", ...config },
    // The second takes no contracts.
    stacks: [hub, { ...hub, stack: "closed", resources: [], outputs: {} }],
    provider: azureProvider,
    onEvent: (event) =>
      void (event.kind === "log" && event.severity === "warning" && warnings.push(event.message)),
  });
  return { useCases: Object.keys(outputs["useCases"]!.value as object), warnings };
}

describe("a stack of contracts", () => {
  const files = ["hr/chatbot/dev.yaml", "hr/chatbot/prod.yaml", "sales/search/dev.yml"];

  it("has every contract of its environment, whichever way YAML is spelled", async () => {
    expect(await deploy(files, "dev")).to.deep.equal({
      useCases: ["hr/chatbot/dev", "sales/search/dev"],
      warnings: [],
    });
  });

  it("says so where its config's files are no list of paths", async () => {
    for (const files of ['"hr/chatbot/dev.yaml"', "[1]", "{}", '[""]']) {
      const failure = await deploy([], "dev", { "genai-contracts:files": files }).catch(String);
      expect(failure, files).to.match(/CONTRACT_FILES genai-contracts:files/);
    }
  });

  it("says which file it would leave out for the case of its name", async () => {
    for (const name of ["Dev.yaml", "dev.YAML", "DEV.yml"]) {
      const failure = await deploy(["hr/chatbot/dev.yaml", `sales/search/${name}`], "dev").catch(String);
      expect(failure, name).to.match(new RegExp(`sales/search/${name}:1:1.*CONTRACT_PATH`));
    }
    // Who names files names them as they are.
    const { useCases } = await deploy(["hr/chatbot/Dev.yaml"], "dev", {
      "genai-contracts:files": '["hr/*/Dev.yaml"]',
    });
    expect(useCases).to.deep.equal(["hr/chatbot/Dev"]);
  });

  it("says at which line a gateway is named that takes no contracts", async () => {
    for (const [more, line] of [
      ["gateway: { stack: organization/azure-genai-gateway/closed }\n", 3],
      ["mirror:\n  - gateway: { stack: organization/azure-genai-gateway/closed }\n", 4],
    ] as const) {
      const failure = await deploy(["hr/chatbot/dev.yaml"], "dev", {}, more).catch(String);
      expect(failure).to.match(new RegExp(`hr/chatbot/dev.yaml:${line}:\\d+.*CONTRACT_HUB_MISSING`));
    }
  });

  it("says so where it has none, for what it had goes then", async () => {
    const { useCases, warnings } = await deploy(files, "production");
    expect(useCases).to.deep.equal([]);
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.match(
      /CONTRACT_NONE production: .*There are: hr\/chatbot\/dev\.yaml, hr\/chatbot\/prod\.yaml/,
    );
    expect(
      (await deploy(files, "dev", { "genai-contracts:files": '["hrr/*/dev.yaml"]' })).warnings[0],
    ).to.match(/CONTRACT_NONE/);
    expect((await deploy([], "dev")).warnings[0]).to.match(/onboard new BU\/NAME --environment dev/);
  });
});
