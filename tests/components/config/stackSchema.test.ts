import { readdirSync, readFileSync } from "node:fs";
import Ajv from "ajv";
import { expect } from "chai";
import fc from "fast-check";
import { parse } from "yaml";
import { gatewayConfigSchema } from "../../../components/config/schema";
import { configJsonSchema, type KeySchema } from "../../../components/config/schema/jsonSchema";
import { configOf, devStack, readStackFile } from "./stackFile";

const schemaOf = (file: string) => JSON.parse(readFileSync(`schemas/${file}`, "utf8")) as object;
const ajv = new Ajv({
  strict: true,
  allowUnionTypes: true,
  allErrors: true,
  keywords: ["markdownDescription"],
});
ajv.addSchema(schemaOf("Pulumi.stack.schema.json"), "Pulumi.stack.schema.json");
const validate = ajv.getSchema("Pulumi.stack.schema.json")!;
const errorsOf = (text: string) => {
  void validate(parse(text));
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
};
const changed = (from: string, to: string) => {
  expect(devStack).to.include(from);
  return devStack.replace(from, to);
};

describe("the JSON Schema of stack files", function () {
  for (const file of readdirSync(".").filter((name) => /^Pulumi\..+\.yaml$/.test(name)))
    it(`takes ${file}, which names the schema on its first line`, () => {
      const text = readFileSync(file, "utf8");
      expect(errorsOf(text)).to.deep.equal([]);
      expect(text.split("\n")[0]).to.equal(
        "# yaml-language-server: $schema=schemas/Pulumi.stack.schema.json",
      );
    });

  const taken: readonly (readonly [what: string, from: string, to: string])[] = [
    ["a secret text", "publisherName: GenAI platform team", "publisherName: { secure: v1:abc }"],
    ["a secret number", "weight: 2", "weight: { secure: v1:abc }"],
    [
      "a secret list item",
      "config:",
      "config:\n  azure-genai-gateway:alerts: { emails: [{ secure: v1:abc }] }",
    ],
    ["a secret as a whole", "config:", "config:\n  azure-genai-gateway:existing: { secure: v1:abc }"],
    [
      "what `pulumi config set` writes for a switch",
      "config:",
      'config:\n  azure-genai-gateway:protect: "true"',
    ],
    [
      "what it writes for a map",
      "config:",
      `config:\n  azure-genai-gateway:monitoring: '{"retentionDays": 60}'`,
    ],
    ["keys of other projects", "config:", "config:\n  azure-native:tenantId: x\n  shop:sku: [1, { a: 2 }]"],
    [
      "what Pulumi writes beside the config",
      "config:",
      "secretsprovider: passphrase\nencryptionsalt: v1:x\nconfig:",
    ],
    ["environments of ESC", "config:", "environment: [shop/dev]\nconfig:"],
  ];
  for (const [what, from, to] of taken)
    it(`takes ${what}`, () => {
      expect(errorsOf(changed(from, to))).to.deep.equal([]);
    });

  // What a hand makes of a stack file: the schema in the editor and the program both refuse it.
  const mistakes: readonly (readonly [what: string, from: string, to: string])[] = [
    ["a mistyped key", "weight: 2", "wieght: 2"],
    ["a mistyped key of the first level", "azure-genai-gateway:tags:", "azure-genai-gateway:tag:"],
    ["a key that is missing", "  azure-genai-gateway:workload: genai\n", ""],
    ["an inner key that is missing", "    publisherName: GenAI platform team\n", ""],
    ["a text for a number", "weight: 2", 'weight: "2"'],
    ["a number for a text", 'version: "2026-03-05"', "version: 2026"],
    ["a fraction", "weight: 2", "weight: 2.5"],
    ["too small a number", "weight: 2", "weight: 0"],
    ["too large a number", "weight: 2", "weight: 101"],
    ["an unknown kind", "kind: ptu", "kind: PTU"],
    ["an unknown SKU", "sku: Developer", "sku: Basic"],
    ["upper case in a name", "environment: ptu", "environment: PTU"],
    ["too long a name", "workload: genai", "workload: genaigateway1"],
    ["no list of backends", "azure-genai-gateway:backends:", "azure-genai-gateway:backends: []\n  x:y:"],
    ["an empty value", "azure-genai-gateway:location: swedencentral", "azure-genai-gateway:location:"],
    ["blanks only", "publisherName: GenAI platform team", 'publisherName: "  "'],
    ["no address", "publisherEmail: genai-platform@example.com", "publisherEmail: nobody"],
    [
      "an id of something else",
      "config:",
      `config:\n  azure-genai-gateway:existing: { keyVaultId: /subscriptions/a/resourceGroups/b }`,
    ],
    ["no range", "config:", "config:\n  azure-genai-gateway:network: { addressSpace: 10.2.0.0 }"],
    ["a slash before a path", "path: openai\n", "path: /openai\n"],
    ["a zone that is a number", "sku: Developer", "sku: Premium\n    zones: [1]"],
    ["a list for a map", "azure-genai-gateway:tags:\n    environment: ptu", "azure-genai-gateway:tags: [a]"],
    ["a map for a text", "publisherName: GenAI platform team", "publisherName: { name: x }"],
    ["a secret with company", "weight: 2", "weight: { secure: x, more: y }"],
    ["yes for true", "config:", "config:\n  azure-genai-gateway:ingress: { enabled: yes }"],
    [
      "a wait that Azure does not honour",
      "path: openai\n",
      "path: openai\n      backendTimeoutSeconds: 300\n",
    ],
    [
      "no principal",
      "config:",
      "config:\n  azure-genai-gateway:eventHub: { dataReceivers: [{ principalId: me }] }",
    ],
    ["no URL", "kind: ptu", "kind: ptu\n      existing: { accountId: x, endpoint: oai-shared }"],
    [
      "a certificate that is none",
      "config:",
      "config:\n  azure-genai-gateway:ingress: { certificateSecretId: kv/cert }",
    ],
  ];
  for (const [what, from, to] of mistakes)
    it(`refuses ${what}, as the program does`, () => {
      const text = changed(from, to);
      expect(errorsOf(text)).to.not.be.empty;
      expect(readStackFile(text).problems.filter(({ severity }) => severity === "error")).to.not.be.empty;
    });

  it("knows the keys under the name of any project, and leaves other packages' alone", () => {
    const anyProject = ajv.compile(schemaOf("Pulumi.stack.any-project.schema.json"));
    const shop = (from: string, to: string) =>
      anyProject(parse(changed(from, to).replaceAll("azure-genai-gateway:", "shop:")));
    expect(shop("weight: 2", "weight: 3")).to.equal(true);
    expect(shop("config:", "config:\n  azure-native:environment: usgovernment\n  x:y: 1")).to.equal(true);
    for (const [, from, to] of mistakes.filter(([what]) =>
      /^(a mistyped key|an unknown SKU|a fraction)$/.test(what),
    ))
      expect(shop(from, to), to).to.equal(false);
  });

  it("agrees with the program on whatever stands at any key", () => {
    const places = paths(configJsonSchema());
    const values = fc.oneof(
      fc.constantFrom<unknown>(
        0,
        1,
        2.5,
        -1,
        240,
        1e9,
        "",
        " ",
        "a",
        "10.0.0.0/8",
        "Developer",
        true,
        null,
        [],
        {},
        ["1"],
        [7],
      ),
      fc.constantFrom(
        "a@b.example",
        "/subscriptions/a/resourceGroups/b",
        "https://a.vault.azure.net/secrets/b",
      ),
      fc.jsonValue({ maxDepth: 2 }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...places), values, (path, value) => {
        const config = configOf(devStack);
        let node = config as Record<string | number, unknown>;
        for (const [depth, part] of path.slice(0, -1).entries()) {
          node[part] ??= typeof path[depth + 1] === "number" ? [] : {};
          node = node[part] as Record<string | number, unknown>;
        }
        node[path.at(-1)!] = value;
        // A text of the first level is JSON, where the key takes no text.
        fc.pre(path.length > 1 || typeof value !== "string");
        const file = Object.entries(config).map(
          ([key, item]) => [`azure-genai-gateway:${key}`, item] as const,
        );
        expect(validate({ config: Object.fromEntries(file) }), JSON.stringify([path, value])).to.equal(
          gatewayConfigSchema.safeParse(config).success,
        );
      }),
      { numRuns: 1000 },
    );
  });
});

/** Every key of the config, lists with their first item. */
function paths(
  schema: KeySchema,
  path: readonly (string | number)[] = [],
): readonly (readonly (string | number)[])[] {
  const inner = schema.items
    ? paths(schema.items, [...path, 0])
    : Object.entries(schema.properties ?? {}).flatMap(([key, child]) => paths(child, [...path, key]));
  return path.length === 0 ? inner : [path, ...inner];
}
