import { readFileSync } from "node:fs";
import { expect } from "chai";
import ts from "typescript";
import { packageSchema } from "../../plugin/packageSchema";

interface Property {
  readonly description?: string;
  readonly plain?: boolean;
  readonly items?: Property;
  readonly additionalProperties?: Property;
}
type Properties = Readonly<Record<string, Property>>;

interface Schema {
  readonly types: Readonly<
    Record<
      string,
      {
        readonly description?: string;
        readonly required?: readonly string[];
        readonly properties?: Properties;
        readonly enum?: readonly { readonly value: unknown }[];
      }
    >
  >;
  readonly resources: Readonly<
    Record<
      string,
      {
        readonly isComponent: boolean;
        readonly inputProperties: Properties;
        readonly requiredInputs: readonly string[];
        readonly properties: Properties;
        readonly required: readonly string[];
      }
    >
  >;
}

describe("the package's schema for Pulumi's other languages", () => {
  const schema = packageSchema("1.2.3") as Schema;
  const component = schema.resources["azure-genai-gateway:index:GenAiGateway"]!;

  it("asks for what a stack file has to have, and takes what it may have", () => {
    expect([...component.requiredInputs].sort()).to.deep.equal([
      "apiManagement",
      "backends",
      "environment",
      "location",
      "products",
      "workload",
    ]);
    expect(component.inputProperties).to.include.all.keys(
      "existing",
      "network",
      "apis",
      "ingress",
      "policies",
    );
  });

  it("names the types inside, with what they require and which values they take", () => {
    expect(schema.types["azure-genai-gateway:index:Backend"]!.required).to.include.members([
      "name",
      "kind",
      "deployments",
    ]);
    const sku = schema.types["azure-genai-gateway:index:ApiManagementSku"]!;
    expect(sku.enum!.map(({ value }) => value)).to.include.members(["Developer", "Premium"]);
  });

  it("refers to no type that it does not define", () => {
    const text = JSON.stringify(schema);
    for (const [, name] of text.matchAll(/"#\/types\/([^"]+)"/g))
      expect(schema.types).to.have.property(name!);
  });

  /** Every input, nested ones by the type that they stand in; items and values of maps besides. */
  const inputs = [
    ["GenAiGateway", component.inputProperties] as const,
    ...Object.entries(schema.types).map(
      ([token, { properties = {} }]) => [token.split(":")[2]!, properties] as const,
    ),
  ].flatMap(([type, properties]) =>
    Object.entries(properties).flatMap(([key, property]) => {
      const inner = property.items ?? property.additionalProperties;
      return [
        [`${type}.${key}`, property] as const,
        ...(inner ? [[`${type}.${key}[]`, inner] as const] : []),
      ];
    }),
  );

  it("describes every input, every type and every output", () => {
    expect(inputs.length).to.be.greaterThan(150);
    const silent = [
      ...inputs,
      ...Object.entries(schema.types),
      ...Object.entries(component.properties),
    ].filter(([, { description = "" }]) => description.length < 10);
    expect(silent.map(([key]) => key)).to.deep.equal([]);
  });

  it("says plain where a value has to be known, and nowhere else", () => {
    const open = inputs.filter(([, { plain }]) => !plain).map(([key]) => key);
    expect(open).to.include.members([
      "GenAiGateway.tags[]",
      "ApiManagement.publisherEmail",
      "Existing.virtualNetworkId",
      "ExistingSubnetIds.apiManagement",
      "BackendExisting.accountId",
      "EventHubDataReceiver.principalId",
      "Alerts.emails[]",
      "Ingress.certificateSecretId",
    ]);
    expect(
      open.filter((key) => !/(Id|Ids\.\w+|tags\[\]|Name|Email|emails\[\]|endpoint)$/.test(key)),
    ).to.deep.equal([]);
    // Which APIs and which backends there are is planned.
    expect(open).to.not.include.members(["Backend.name"]);
    expect(open).to.not.include.members(["Product.name"]);
    expect(open).to.not.include.members(["Product.displayName"]);
  });

  it("has all outputs that the component has for programs in TypeScript", () => {
    const source = ts.createSourceFile(
      "genAiGateway.ts",
      readFileSync("components/genAiGateway.ts", "utf8"),
      ts.ScriptTarget.Latest,
    );
    const [declared] = source.statements.filter(ts.isClassDeclaration);
    const fields = declared!.members.filter(ts.isPropertyDeclaration);
    const names = (found: typeof fields) => found.map(({ name }) => (name as ts.Identifier).text).sort();
    expect(Object.keys(component.properties).sort()).to.deep.equal(names(fields));
    expect([...component.required].sort()).to.deep.equal(
      names(fields.filter((field) => !field.questionToken)),
    );
  });
});
