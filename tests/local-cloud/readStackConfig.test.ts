import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { Problem } from "../../packages/common/problem";
import { ProblemsError } from "../../packages/common/problem";
import type { ReadStackConfigOptions } from "../../packages/local-cloud";
import { readStackConfig } from "../../packages/local-cloud";

describe("readStackConfig", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "stack-config-"));
    write(
      "Pulumi.yaml",
      "name: shop\nruntime: nodejs\nmain: index.ts\nconfig:\n  size: 1\n  azure-native:location: norwayeast\n",
    );
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);

  function problemsOf(
    stack: string,
    options: ReadStackConfigOptions = { environment: {} },
  ): readonly Problem[] {
    try {
      readStackConfig(folder, stack, options);
    } catch (error) {
      if (error instanceof ProblemsError) return error.problems;
      throw error;
    }
    return [];
  }

  it("lays the stack's values over the project's, structured ones as JSON", () => {
    write("Pulumi.dev.yaml", "config:\n  shop:size: 2\n  backends: [{ name: ptu, on: true }]\n  text: '3'\n");
    expect(readStackConfig(folder, "dev")).to.deep.equal({
      project: "shop",
      stack: "dev",
      directory: folder,
      program: join(folder, "index.ts"),
      config: {
        "shop:size": "2",
        "azure-native:location": "norwayeast",
        "shop:backends": '[{"name":"ptu","on":true}]',
        "shop:text": "3",
      },
      secretConfigKeys: [],
    });
  });

  it("lists the stacks there are when one is missing", () => {
    write("Pulumi.prod.yaml", "");
    write("Pulumi.dev.yaml", "");
    const [problem] = problemsOf("pord");
    expect(problem?.code).to.equal("CONFIG_FILE_MISSING");
    expect(problem?.hint).to.equal("the stacks there are: dev, prod");
  });

  it("points at YAML that does not parse", () => {
    write("Pulumi.dev.yaml", "config:\n  a: [1\n  b: 2\n");
    const problems = problemsOf("dev");
    expect(problems[0]?.code).to.equal("CONFIG_YAML");
    expect(problems[0]?.place?.line).to.be.greaterThan(1);
  });

  it("asks for a replacement of what only Pulumi can decrypt", () => {
    write(
      "Pulumi.dev.yaml",
      "config:\n  key:\n    secure: AAABBB\n  deep:\n    list:\n      - secure: CCC\n",
    );
    const problems = problemsOf("dev");
    expect(problems.map(({ subject, place }) => [subject, place?.line])).to.deep.equal([
      ["shop:key", 2],
      ["shop:deep.list[0]", 4],
    ]);
    expect(problems[0]?.hint).to.contain("PULUMI_SECRET_SHOP_KEY");
    const environment = { PULUMI_SECRET_SHOP_KEY: "one" };
    const secrets = (key: string) => (key === "shop:deep.list[0]" ? "two" : undefined);
    expect(readStackConfig(folder, "dev", { environment, secrets })).to.deep.include({
      config: {
        "shop:size": "1",
        "azure-native:location": "norwayeast",
        "shop:key": "one",
        "shop:deep": '{"list":["two"]}',
      },
      secretConfigKeys: ["shop:key", "shop:deep"],
    });
  });
});
