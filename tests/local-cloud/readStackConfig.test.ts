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

  /**
   * What `LoadProjectStack` and `Map.Decrypt` of Pulumi's own packages for Go (sdk/v3 3.259.0) made of the same files.
   */
  const asPulumi: readonly (readonly [config: string, handedOver: Record<string, string>])[] = [
    ["  a: 2024-07-18\n", { "shop:a": "2024-07-18 00:00:00 +0000 UTC" }],
    ["  a: {v: [2024-7-8]}\n", { "shop:a": '{"v":["2024-07-08 00:00:00 +0000 UTC"]}' }],
    ["  a: '2024-07-18'\n", { "shop:a": "2024-07-18" }],
    ["  a: 2024-02-30\n", { "shop:a": "2024-02-30" }],
    ["  a: 2001-12-14t21:59:43.10-05:00\n", { "shop:a": "2001-12-14 21:59:43.1 -0500 -0500" }],
    ["  a: 12:30:45\n", { "shop:a": "12:30:45" }],
    ["  a: [yes, on, True]\n", { "shop:a": '["yes","on",true]' }],
    ["  a: [0123, 0o17, 0b11, 0x1F, 1_000, 09, 1e3, 1_0.5]\n", { "shop:a": "[83,15,3,31,1000,9,1000,10.5]" }],
    [
      "  a: [-0x1F, 1__0, -1_0, 1_, 0_, 0x_1F, 00, +0b1, 12ab, ._5]\n",
      { "shop:a": '[-31,10,-10,1,0,31,0,1,"12ab","._5"]' },
    ],
    [
      "  a: [2024-01-01 10:11:12, 2024-01-01T10:11:12, 2024-01-01T1:2:3Z, 2024-01-01 25:00:00]\n",
      {
        "shop:a":
          '["2024-01-01 10:11:12 +0000 UTC","2024-01-01T10:11:12","2024-01-01 01:02:03 +0000 UTC","2024-01-01 25:00:00"]',
      },
    ],
    ["  a: 1_000\n", { "shop:a": "1000" }],
    ["  a:\n  b: ~\n  c: {x: }\n", { "shop:a": "", "shop:b": "", "shop:c": '{"x":null}' }],
    ["  a: &x {p: 1, q: 2}\n  b: {<<: *x, q: 3}\n", { "shop:a": '{"p":1,"q":2}', "shop:b": '{"p":1,"q":3}' }],
    ["  a: &x {p: 1}\n  b: {<<: [*x, {r: 2}]}\n", { "shop:a": '{"p":1}', "shop:b": '{"p":1,"r":2}' }],
    ["  <<: {a: 1, b: 1}\n  b: 2\n", { "shop:a": "1", "shop:b": "2" }],
    ["  shop:a: 2\n  '<<': 1\n", { "shop:a": "2", "shop:<<": "1" }],
    [
      "  a: 9007199254740993\n  b: [-9007199254740993, 9223372036854775807, 18446744073709551615, 18446744073709551616]\n",
      {
        "shop:a": "9007199254740993",
        "shop:b": "[-9007199254740993,9223372036854775807,18446744073709551615,18446744073709552000]",
      },
    ],
    [
      "  a: [-9223372036854775808, -9223372036854775809, +9223372036854775808, {n: 9_007_199_254_740_993}]\n",
      { "shop:a": '[-9223372036854775808,-9223372036854776000,9223372036854776000,{"n":9007199254740993}]' },
    ],
    [
      "  a: [0x1FFFFFFFFFFFFF1, 0777777777777777777777, 07777777777777777777777, 0xFFFFFFFFFFFFFFFFF, -0x8000000000000001]\n",
      {
        "shop:a":
          '[144115188075855857,9223372036854775807,7.777777777777777e+21,"0xFFFFFFFFFFFFFFFFF","-0x8000000000000001"]',
      },
    ],
    [
      "  a: 1e400\n  b: [-1e400, 1.5e999, .5e999, 1e3, 1e+3, 5., 09e1, 0b2, 1e-400, -0, +.5]\n",
      { "shop:a": "1e400", "shop:b": '["-1e400","1.5e999",".5e999",1000,1000,5,90,"0b2",0,0,0.5]' },
    ],
    [
      "  a: '.inf'\n  b: [\".nan\", .infinity, inf]\n",
      { "shop:a": ".inf", "shop:b": '[".nan",".infinity","inf"]' },
    ],
    ["  shop:config:a: 1\n  x:config:b: 2\n  x:config: 3\n", { "shop:a": "1", "x:b": "2", "x:config": "3" }],
    [
      "  'x:config:': 1\n  :config:y: 2\n  ':z': 3\n  'v:': 4\n",
      { "x:": "1", ":y": "2", ":z": "3", "v:": "4" },
    ],
    [
      "  a: {shop:config:b: 1}\n  '1': 2\n  a.b: 3\n",
      { "shop:a": '{"shop:config:b":1}', "shop:1": "2", "shop:a.b": "3" },
    ],
  ];
  for (const [text, handedOver] of asPulumi)
    it(`hands over what Pulumi does of ${JSON.stringify(text)}`, () => {
      write("Pulumi.yaml", "name: shop\nruntime: nodejs\n");
      write("Pulumi.dev.yaml", `config:\n${text}`);
      expect(readStackConfig(folder, "dev").config).to.deep.equal(handedOver);
    });

  for (const [text, place] of [
    ["config: []\n", "Pulumi.dev.yaml:1:9"],
    ["config: text\n", "Pulumi.dev.yaml:1:9"],
    ["- config\n", "Pulumi.dev.yaml:1:1"],
    ["config:\n  a: {<<: 1}\n", "Pulumi.dev.yaml:2:7"],
    ...[
      "a:b:c",
      "a:b:c:d",
      "'::'",
      "'::a'",
      "shop:Config:a",
      "1",
      "true",
      "1.0",
      "1_0",
      "0x10",
      "2024-01-01",
      "[a]",
    ].map((key) => [`config:\n  ok: 1\n  ${key}: 1\n`, "Pulumi.dev.yaml:3:3"] as const),
    ...[".inf", "-.inf", "+.Inf", ".nan", ".NaN", "[.inf]", "{b: [-.INF]}"].map(
      (value) => [`config:\n  ok: 1\n  a: ${value}\n`, "Pulumi.dev.yaml:3:3"] as const,
    ),
  ] as const)
    it(`refuses ${JSON.stringify(text)} as Pulumi does`, () => {
      write("Pulumi.dev.yaml", text);
      const [problem, ...more] = problemsOf("dev");
      expect(more).to.deep.equal([]);
      expect(problem?.code).to.equal("CONFIG_YAML");
      expect(`${problem?.place?.file}:${problem?.place?.line}:${problem?.place?.column}`).to.contain(place);
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
