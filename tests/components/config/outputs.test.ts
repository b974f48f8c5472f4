import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import fc from "fast-check";
import { formatProblem } from "../../../packages/common/problem";
import { parseGatewayConfig } from "../../../components/config/parse";
import { gatewayConfigSchema } from "../../../components/config/schema";
import { configJsonSchema, type KeySchema } from "../../../components/config/schema/jsonSchema";
import { configOf, devStack } from "./stackFile";

type Path = readonly (string | number)[];

/** The dev stack with a value at a path. */
function withValue(path: Path, value: unknown): Record<string, unknown> {
  const config = configOf(devStack);
  let node = config as Record<string | number, unknown>;
  for (const [depth, part] of path.slice(0, -1).entries()) {
    node[part] ??= typeof path[depth + 1] === "number" ? [] : {};
    node = node[part] as Record<string | number, unknown>;
  }
  node[path.at(-1)!] = value;
  return config;
}
const keyOf = (path: Path) =>
  path.map((part, at) => (typeof part === "number" ? `[${part}]` : at === 0 ? part : `.${part}`)).join("");
const problemsAt = (path: Path, value: unknown) =>
  parseGatewayConfig(withValue(path, value)).problems.map(({ code, subject }) => `${code} ${subject}`);
const valueAt = (node: unknown, path: Path) =>
  path.reduce<unknown>((at, part) => (at as Record<string | number, unknown>)[part], node);

/** Every text of the schema, lists with one item. */
function texts(schema: KeySchema, path: Path = []): readonly (readonly [path: Path, schema: KeySchema])[] {
  if (schema.type === "string") return [[path, schema]];
  if (schema.items) return texts(schema.items, [...path, 0]);
  if (typeof schema.additionalProperties === "object")
    return texts(schema.additionalProperties, [...path, "key"]);
  return Object.entries(schema.properties ?? {}).flatMap(([key, child]) => texts(child, [...path, key]));
}
const all = texts(configJsonSchema());

const group = "/subscriptions/s/resourceGroups/g";
const vault = `${group}/providers/Microsoft.KeyVault/vaults/kv`;

describe("outputs in the config", () => {
  it("are taken by every text that nothing is planned from, and by the others refused by name", () => {
    const [inputs, plain] = [all.filter(([, s]) => s.takesOutput), all.filter(([, s]) => !s.takesOutput)];
    expect(inputs.length).to.be.greaterThan(20);
    for (const [path] of inputs)
      expect(
        problemsAt(path, pulumi.output("x")).filter((problem) =>
          /^CONFIG_(NOT_PLAIN|NOT_DATA|WRONG_TYPE|INVALID_FORMAT|INVALID_VALUE) /.test(problem),
        ),
        keyOf(path),
      ).to.deep.equal([]);
    expect(plain.length).to.be.greaterThan(20);
    for (const [path] of plain)
      expect(problemsAt(path, pulumi.output("x")), keyOf(path)).to.include(`CONFIG_NOT_PLAIN ${keyOf(path)}`);
  });

  const plain: readonly (readonly [what: string, path: Path, value: unknown, code: string])[] = [
    ["an output as a whole list", ["backends"], pulumi.output([]), "CONFIG_NOT_PLAIN"],
    ["an output as a whole map", ["existing"], pulumi.output({}), "CONFIG_NOT_PLAIN"],
    ["an output as a list item", ["products", 1], pulumi.output({}), "CONFIG_NOT_PLAIN"],
    ["a secret", ["environment"], pulumi.secret("dev"), "CONFIG_NOT_PLAIN"],
    ["an output as a number", ["backends", 0, "weight"], pulumi.output(3), "CONFIG_NOT_PLAIN"],
    ["an output as a switch", ["ingress", "enabled"], pulumi.output(true), "CONFIG_NOT_PLAIN"],
    ["a promise", ["location"], Promise.resolve("swedencentral"), "CONFIG_NOT_PLAIN"],
    ["a function", ["tags"], () => ({}), "CONFIG_NOT_DATA"],
    ["a function as a text", ["location"], () => "x", "CONFIG_NOT_DATA"],
    ["a Map", ["tags"], new Map([["a", "b"]]), "CONFIG_NOT_DATA"],
    ["a Date", ["backends", 0, "deployments", 0, "version"], new Date(0), "CONFIG_NOT_DATA"],
    ["an instance of a class", ["network"], new (class Network {})(), "CONFIG_NOT_DATA"],
    ["a bigint", ["backends", 0, "weight"], 3n, "CONFIG_NOT_DATA"],
    ["a symbol", ["location"], Symbol("x"), "CONFIG_NOT_DATA"],
    ["null", ["network"], null, "CONFIG_WRONG_TYPE"],
    ["null for a text that may be an output", ["existing", "keyVaultId"], null, "CONFIG_WRONG_TYPE"],
    ["a number for a text that may be an output", ["existing", "keyVaultId"], 7, "CONFIG_WRONG_TYPE"],
    ["a plain text of the wrong form", ["existing", "keyVaultId"], "kv", "CONFIG_INVALID_FORMAT"],
    [
      "an unknown key that holds an output",
      ["existing", "vaultId"],
      pulumi.output(vault),
      "CONFIG_UNKNOWN_KEY",
    ],
  ];
  for (const [what, path, value, code] of plain)
    it(`have company: ${what} is refused at ${keyOf(path)}, and nothing else`, () => {
      expect(problemsAt(path, value)).to.deep.equal([`${code} ${keyOf(path)}`]);
    });

  it("says what to do", () => {
    const [problem] = parseGatewayConfig(withValue(["location"], pulumi.output("x"))).problems;
    expect(formatProblem(problem!)).to.match(
      /^error CONFIG_NOT_PLAIN location: The value comes from a resource, or is secret, .* config; .* under existing$/,
    );
  });

  it("finds an unknown key beside an output", () => {
    const existing = { keyVaultId: pulumi.output(vault), keyVaultID: vault };
    expect(problemsAt(["existing"], existing)).to.deep.equal(["CONFIG_UNKNOWN_KEY existing.keyVaultID"]);
  });

  it("refuses what contains itself", () => {
    const network: Record<string, unknown> = { private: true };
    network["subnets"] = network;
    expect(problemsAt(["network"], network)).to.deep.equal(["CONFIG_CYCLE network.subnets"]);
    const tags: Record<string, unknown> = {};
    tags["a"] = tags;
    expect(problemsAt(["tags"], tags)).to.deep.equal(["CONFIG_CYCLE tags.a"]);
    const list: unknown[] = [];
    list.push(list);
    expect(problemsAt(["location"], list)).to.deep.equal(["CONFIG_WRONG_TYPE location"]);
  });

  it("never trips, whatever stands at any key", () => {
    const strange = fc.oneof(
      fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }),
      fc.constant(pulumi.output({ a: 1 })),
      fc.constant(pulumi.secret("x")),
      fc.constant(gatewayConfigSchema),
      fc.constant(Promise.resolve(1)),
    );
    const places = all.flatMap(([path]) => path.map((_, depth) => path.slice(0, depth + 1)));
    fc.assert(
      fc.property(fc.constantFrom(...places), strange, (path, value) => {
        const { config, problems } = parseGatewayConfig(withValue(path, value));
        expect(config !== undefined).to.equal(problems.every(({ severity }) => severity !== "error"));
      }),
    );
  });
});

describe("an output that the config took", () => {
  const path = ["existing", "keyVaultId"];
  const read = (value: unknown) =>
    valueAt(parseGatewayConfig(withValue(path, value)).config, path) as pulumi.Output<string>;
  const known = (output: pulumi.Output<string>) =>
    (output as unknown as { promise(): Promise<string> }).promise();
  const failure = async (output: pulumi.Output<string>) =>
    known(output).then(
      () => "nothing",
      (error: Error) => error.message,
    );

  it("has its text when it resolves", async () => {
    expect(await known(read(pulumi.output(vault)))).to.equal(vault);
    expect(await known(read(Promise.resolve(vault)))).to.equal(vault);
  });

  it("stays secret", async () => {
    expect(await pulumi.isSecret(read(pulumi.secret(vault)))).to.equal(true);
    expect(await pulumi.isSecret(read(pulumi.output(vault)))).to.equal(false);
  });

  it("fails by name when what it becomes has the wrong form, and does not show it", async () => {
    for (const wrong of ["kv-of-mine", `${vault}/secrets/x`, "", 7, undefined]) {
      const message = await failure(read(pulumi.secret(wrong)));
      expect(message).to.include("error CONFIG_OUTPUT_FORMAT existing.keyVaultId");
      expect(message).to.not.include("kv-of-mine");
    }
    expect(await failure(read(pulumi.output("kv")))).to.include("Write the resource's id: /subscriptions/");
    for (const [wrong, kind] of [
      [7, "a number"],
      [undefined, "nothing"],
      [null, "null"],
      [[], "a list"],
    ] as const)
      expect(await failure(read(pulumi.output(wrong)))).to.include(`The output became ${kind}, not a text`);
  });
});
