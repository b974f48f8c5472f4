import { expect } from "chai";
import { packageSchema } from "../../plugin/packageSchema";

interface Schema {
  readonly types: Readonly<
    Record<
      string,
      { readonly required?: readonly string[]; readonly enum?: readonly { readonly value: unknown }[] }
    >
  >;
  readonly resources: Readonly<
    Record<
      string,
      {
        readonly isComponent: boolean;
        readonly inputProperties: Readonly<Record<string, object>>;
        readonly requiredInputs: readonly string[];
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
});
