import { cpSync, mkdtempSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { parseContract } from "../../../components";
import { run } from "../../../packages/cli/main";

/** Runs the command with what it needs of the process replaced. */
async function command(...args: readonly string[]) {
  let [out, error] = ["", ""];
  const code = await run(args, {
    out: (text) => void (out += text),
    error: (text) => void (error += text),
    readInput: () => "",
    write: (file, text) => writeFileSync(file, text),
  });
  return { code, out, error };
}

/** A folder with a gateway's stack that takes contracts, and the program of contracts. */
function projects(contracts: Readonly<Record<string, string>>, more = ""): string {
  const folder = mkdtempSync(join(tmpdir(), "onboard-"));
  for (const name of ["components", "policies", "queries", "packages", "node_modules"])
    symlinkSync(resolve(name), join(folder, name));
  for (const name of ["index.ts", "Pulumi.yaml", "tsconfig.json", "package.json"])
    cpSync(name, join(folder, name));
  const stack = readFileSync("Pulumi.ptu.yaml", "utf8");
  writeFileSync(
    join(folder, "Pulumi.ptu.yaml"),
    `${stack}  azure-genai-gateway:contracts:\n    enabled: true\n${more}`,
  );
  mkdirSync(join(folder, "contracts"));
  for (const name of ["index.ts", "Pulumi.yaml"])
    cpSync(join("contracts", name), join(folder, "contracts", name));
  for (const [name, text] of Object.entries(contracts)) {
    mkdirSync(join(folder, "contracts", name, ".."), { recursive: true });
    writeFileSync(join(folder, "contracts", name), text);
  }
  return folder;
}

const contract = (businessUnit: string, more: string) =>
  `useCase: { businessUnit: ${businessUnit}, name: x, environment: dev }\n${more}\n`;
const check = (folder: string, ...more: readonly string[]) =>
  command("onboard", "check", "--cwd", folder, "--contracts", join(folder, "contracts"), ...more);

describe("onboard new", () => {
  it("writes a contract that is sound, once", async () => {
    const folder = mkdtempSync(join(tmpdir(), "onboard-"));
    const make = () =>
      command("onboard", "new", "sales/deep-search", "--environment", "prod", "--contracts", folder);
    const { code, out } = await make();
    const file = join(folder, "sales", "deep-search", "prod.yaml");
    expect(code).to.equal(0);
    expect(out.trim().split("\n").at(-1)).to.equal(file);
    expect(parseContract(readFileSync(file, "utf8"), file).problems).to.deep.equal([]);
    const again = await make();
    expect(again.code).to.equal(1);
    expect(again.error).to.match(/CONTRACT_THERE/);
  });

  it("writes the program beside it where there is none, and the stack of a new environment", async () => {
    const folder = join(mkdtempSync(join(tmpdir(), "onboard-")), "contracts");
    const make = (...more: string[]) => command("onboard", "new", ...more, "--contracts", folder);
    const written = ({ out }: { out: string }) =>
      out
        .trim()
        .split("\n")
        .map((file) => relative(folder, file));
    writeFileSync(join(folder, "..", "Pulumi.yaml"), "name: our-gateway\n");
    expect(written(await make("hr/x"))).to.deep.equal([
      "Pulumi.yaml",
      "index.ts",
      "Pulumi.dev.yaml",
      "hr/x/dev.yaml",
    ]);
    expect(written(await make("hr/y"))).to.deep.equal(["hr/y/dev.yaml"]);
    expect(written(await make("hr/x", "--environment", "prod"))).to.deep.equal([
      "Pulumi.prod.yaml",
      "hr/x/prod.yaml",
    ]);
    const { config } = parse(readFileSync(join(folder, "Pulumi.prod.yaml"), "utf8")) as { config: object };
    expect(config).to.deep.equal({ "genai-contracts:gateway": "organization/our-gateway/prod" });
  });

  it("is refused by check where its file is spelled otherwise than its environment", async () => {
    const folder = projects({ "hr/x/Dev.YAML": contract("hr", "grants: [{ api: openAiV1 }]") });
    const { code, error } = await check(folder, "--environment", "dev");
    expect(code).to.equal(1);
    expect(error)
      .to.match(/hr\/x\/Dev\.YAML:1:1.*CONTRACT_PATH/)
      .and.include("dev.yaml");
  });

  it("writes no second contract of names that Azure takes for the same", async () => {
    const folder = mkdtempSync(join(tmpdir(), "onboard-"));
    mkdirSync(join(folder, "hr", "x"), { recursive: true });
    writeFileSync(join(folder, "hr", "x", "dev.yml"), "");
    for (const name of ["hr/x", "HR/X", "hr/X"]) {
      const { code, error } = await command("onboard", "new", name, "--contracts", folder);
      expect(code, name).to.equal(1);
      expect(error).to.match(/CONTRACT_THERE .*hr\/x\/dev\.yml/);
    }
    expect((await command("onboard", "new", "hr/y", "--contracts", folder)).code).to.equal(0);
  });

  for (const name of ["hr", "h-r/x", "hr/../x", "hr/x/y", "hr/-x", `hr/${"a-".repeat(16)}b`])
    it(`does not take ${name} for a use case`, async () => {
      const { code, error } = await command(
        "onboard",
        "new",
        name,
        "--contracts",
        mkdtempSync(join(tmpdir(), "o-")),
      );
      expect(code).to.equal(1);
      expect(error).to.match(/CONTRACT_NAME/);
    });
});

describe("onboard check", () => {
  it("adds up what contracts ask for, against what the gateway has", async () => {
    const folder = projects({
      // 408,000 is what gpt-5.4 has room for: 45 PTUs at 2,400, and 300 thousands.
      "hr/x/dev.yaml": contract(
        "hr",
        "grants: [{ api: openAiV1, models: [gpt-5.4], tokensPerMinute: 250000 }, { api: azureOpenAi, models: [gpt-5.4], tokensPerMinute: 100000 }]\ntokensPerMinute: 300000\nbudget: { dollars: 10, period: Daily }",
      ),
      "it/x/dev.yaml": contract(
        "it",
        "grants: [{ api: openAiV1, models: [gpt-5.4], tokensPerMinute: 200000 }]",
      ),
      "qa/x/dev.yaml": contract("qa", "grants: [{ api: openAiV1 }]\nbudget: { dollars: 70, period: Weekly }"),
    });
    const { code, out } = await check(folder, "--json");
    expect(code).to.equal(0);
    expect(JSON.parse(out)).to.deep.equal({
      useCases: [
        { useCase: "hr/x/dev", tokensPerMinute: 300000, dollars: 300 },
        { useCase: "it/x/dev", tokensPerMinute: 200000, dollars: null },
        { useCase: "qa/x/dev", tokensPerMinute: null, dollars: 300 },
      ],
      models: [
        { model: "gpt-5.4", asked: 500000, unlimited: 1, room: 408000 },
        { model: "text-embedding-3-small", asked: 0, unlimited: 1, room: 300000 },
      ],
      dollars: 600,
      withoutBudget: 1,
    });
    const { out: told } = await check(folder);
    expect(told).to.match(/gpt-5\.4 +500,000 and 1 without a limit +408,000 +1\.2 times the room/);
    expect(told).to.match(/budgets: 600 dollars in 30 days; 1 without one/);
  });

  it("tells all that is wrong with any contract, and where", async () => {
    const folder = projects({
      "hr/x/dev.yaml": contract("hr", "grants: [{ api: openAiV3 }]"),
      "HR/x/dev.yaml": contract("HR", "grants: [{ api: openAiV1, models: [gpt-6] }]"),
    });
    const { code, error } = await check(folder);
    expect(code).to.equal(1);
    expect(error).to.match(/hr\/x\/dev\.yaml:2:17 error CONTRACT_UNKNOWN_API grants\[0\]\.api/);
    expect(error).to.match(/HR\/x\/dev\.yaml:2:36 error CONTRACT_UNKNOWN_MODEL/);
    expect(error).to.match(/CONTRACT_DUPLICATE/);
  });

  it("runs what `onboard new` has written in a folder that had nothing", async () => {
    const folder = projects({});
    rmSync(join(folder, "contracts"), { recursive: true });
    const contracts = join(folder, "contracts");
    expect((await command("onboard", "new", "sales/search", "--contracts", contracts)).code).to.equal(0);
    // This clone is no package, so the component is reached by its path.
    const program = join(contracts, "index.ts");
    writeFileSync(program, readFileSync(program, "utf8").replace("azure-genai-gateway", "../components"));
    const { code, out, error } = await check(folder);
    expect(code, error).to.equal(0);
    expect(out).to.match(/^sales\/search\/dev +10,000 +50$/m);
  });

  it("names files as whoever runs it would type them, from any folder", async () => {
    const folder = projects({ "hr/x/dev.yaml": contract("hr", "grants: []\ntokenPerMinute: 5") });
    const home = process.cwd();
    const errorIn = async (path: string, ...args: readonly string[]) => {
      process.chdir(join(folder, path));
      try {
        return (await command("onboard", "check", ...args)).error;
      } finally {
        process.chdir(home);
      }
    };
    expect(await errorIn(".")).to.match(/^ {2}contracts\/hr\/x\/dev\.yaml:3:1 error CONTRACT_UNKNOWN_KEY/m);
    expect(await errorIn("contracts")).to.match(/^ {2}hr\/x\/dev\.yaml:3:1 error CONTRACT_UNKNOWN_KEY/m);
    expect(await errorIn("contracts", "hr/x/prod.yaml")).to.match(
      /^ {2}hr\/x\/prod\.yaml:1:1 error CONTRACT_MISSING/m,
    );
    expect(await errorIn(".", "contracts/hr/x")).to.match(
      /^ {2}contracts\/hr\/x:1:1 error CONTRACT_MISSING.*folder/m,
    );
  });

  it("takes the contracts of one environment, and tells what it leaves out", async () => {
    const sound = (environment: string) =>
      `useCase: { businessUnit: hr, name: x, environment: ${environment} }\ngrants: [{ api: openAiV1 }]\n`;
    const folder = projects({
      "hr/x/ptu.yaml": sound("ptu"),
      "hr/x/dev.yaml": sound("dev"),
      "hr/x/test.yaml": `${sound("test")}quota: 5\n`,
    });
    const checked = async (...more: readonly string[]) => {
      const { code, out, error } = await check(folder, "--json", ...more);
      const { useCases } = (code === 0 ? JSON.parse(out) : { useCases: [] }) as {
        useCases: { useCase: string }[];
      };
      return { useCases: useCases.map(({ useCase }) => useCase), error };
    };
    const usual = await checked();
    expect(usual.useCases).to.deep.equal(["hr/x/ptu"]);
    expect(usual.error).to.match(/Left out: those of dev, test/);
    expect((await checked("--environment", "dev")).useCases).to.deep.equal(["hr/x/dev"]);
    expect((await checked("--environment", "prod")).error).to.match(
      /CONTRACT_MISSING prod: .*dev, ptu, test/,
    );
    expect((await checked("--environment", "test")).error).to.match(
      /hr\/x\/test\.yaml:3:8 error CONTRACT_WRONG_TYPE/,
    );
  });

  it("finds contracts where no stack would look for them", async () => {
    const sound = contract("hr", "grants: [{ api: openAiV1 }]");
    const { code, error } = await check(projects({ "hr/dev.yaml": sound, "hr/x/y/dev.yaml": sound }));
    expect(code).to.equal(1);
    expect(error.match(/(hr\/dev|hr\/x\/y\/dev)\.yaml:1:1 error CONTRACT_PATH/g)).to.have.length(2);
  });

  it("says so where the files are in the gateway's own project, or in one of something else", async () => {
    const folder = projects({ "hr/x/dev.yaml": contract("hr", "grants: [{ api: openAiV1 }]") });
    const program = join(folder, "contracts", "index.ts");
    writeFileSync(program, "export const nothing = 1;\n");
    expect((await check(folder)).error).to.match(
      /CONTRACT_PROGRAM .*contracts\/index\.ts: .*declareContracts/,
    );
    for (const name of ["index.ts", "Pulumi.yaml"]) rmSync(join(folder, "contracts", name));
    expect((await check(folder)).error).to.match(/CONTRACT_PROGRAM .*onboard new/);
  });

  it("says so where there is nothing to check", async () => {
    const { code, error } = await check(projects({}));
    expect(code).to.equal(1);
    expect(error).to.match(/CONTRACT_MISSING/);
  });
});

describe("onboard env", () => {
  const outputs = {
    useCases: {
      "hr/chatbot/dev": {
        endpoints: {
          openAiV1: "https://g.example/openai/v1",
          azureOpenAi: "https://g.example/openai",
          anthropic: "https://g.example/anthropic",
        },
        models: { openAiV1: ["gpt-5.4"], azureOpenAi: ["gpt-5.4"], anthropic: ["haiku"] },
      },
    },
    keys: { "hr/chatbot/dev": "secret-key" },
  };
  const file = (value: unknown) => {
    const path = join(mkdtempSync(join(tmpdir(), "onboard-")), "outputs.json");
    writeFileSync(path, typeof value === "string" ? value : JSON.stringify(value));
    return path;
  };
  const env = (value: unknown, useCase = "hr/chatbot") =>
    command("onboard", "env", "dev", useCase, "--outputs", file(value));

  it("prints what each client reads", async () => {
    const { out } = await env(outputs);
    const variables = Object.fromEntries(
      out.split("\n").flatMap((line) => (/^[A-Z]/.test(line) ? [line.split("=") as [string, string]] : [])),
    );
    expect(variables).to.deep.equal({
      OPENAI_BASE_URL: "https://g.example/openai/v1",
      OPENAI_API_KEY: "secret-key",
      AZURE_OPENAI_ENDPOINT: "https://g.example",
      OPENAI_API_VERSION: "2024-10-21",
      AZURE_OPENAI_API_KEY: "secret-key",
      ANTHROPIC_BASE_URL: "https://g.example/anthropic",
      ANTHROPIC_API_KEY: "secret-key",
      ANTHROPIC_MODEL: "haiku",
    });
  });

  it("prints what clients of services read, of two of a kind the first, and where tools are", async () => {
    const { out } = await env({
      ...outputs,
      useCases: {
        "hr/chatbot/dev": {
          endpoints: {
            "service-knowledge": "https://g.example/knowledge",
            "service-other": "https://g.example/other",
            "service-papers": "https://g.example",
            "mcp-orders": "https://g.example/orders/mcp",
            "a2a-travel": "https://g.example/travel/a2a",
          },
          models: {},
          services: {
            "service-knowledge": { kind: "search", allowed: ["hotels", "rooms"] },
            "service-other": { kind: "search", allowed: ["a"] },
            "service-papers": { kind: "documentIntelligence", allowed: ["prebuilt-read"] },
          },
        },
      },
    });
    expect(out.trim().split("\n")).to.deep.equal([
      "# hr/chatbot/dev",
      "",
      "# Azure AI Search: knowledge",
      "# indexes: hotels, rooms",
      "AZURE_SEARCH_SERVICE_ENDPOINT=https://g.example/knowledge",
      "AZURE_SEARCH_API_KEY=secret-key",
      "AZURE_SEARCH_INDEX_NAME=hotels",
      "",
      "# Azure AI Search: other",
      "# indexes: a",
      "# AZURE_SEARCH_SERVICE_ENDPOINT=https://g.example/other",
      "",
      "# Document Intelligence: papers",
      "# models: prebuilt-read",
      "DOCUMENTINTELLIGENCE_ENDPOINT=https://g.example",
      "DOCUMENTINTELLIGENCE_API_KEY=secret-key",
      "",
      "# MCP server orders: https://g.example/orders/mcp",
      "# Agent travel: https://g.example/travel/a2a",
      "# The key goes into the header api-key.",
      "GATEWAY_KEY=secret-key",
    ]);
  });

  it("prints no key that it does not have", async () => {
    const { out } = await env({ ...outputs, keys: "[secret]" });
    expect(out).to.match(/^OPENAI_API_KEY=$/m);
  });

  it("shows nothing of a file that it cannot read", async () => {
    const { code, error } = await env("secret-key, and no JSON");
    expect(code).to.equal(1);
    expect(error)
      .to.match(/CONTRACT_OUTPUTS/)
      .and.not.match(/secret-key/);
    const one = { "hr/chatbot/dev": {} };
    for (const other of [[], null, {}, { useCases: null }, { useCases: [] }, { useCases: one }])
      expect((await env(other)).error, JSON.stringify(other)).to.match(/CONTRACT_OUTPUTS/);
    expect((await env(`\ufeff${JSON.stringify(outputs)}`)).code).to.equal(0);
    expect((await env(outputs, "hr/other")).error).to.match(/CONTRACT_MISSING .*hr\/chatbot\/dev/);
  });
});
