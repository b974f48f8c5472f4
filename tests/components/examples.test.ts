import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import * as components from "../../components";
import { azureProvider, evaluateProgram } from "../../packages/local-cloud";

const folder = resolve("examples/components");

/** The component that each example is about; everything else in the folder would be one that nobody has looked at. */
const shown: Readonly<Record<string, readonly string[]>> = {
  "apiManagement.ts": ["ApiManagement"],
  "eventHub.ts": ["UsageEventHub"],
  "genAiApi.ts": ["GenAiApi", "ExistingApiManagement"],
  "identity.ts": ["Identity"],
  "ingress.ts": ["Ingress"],
  "keyVault.ts": ["GatewayKeyVault"],
  "monitoring.ts": ["Monitoring"],
  "network.ts": ["Network"],
  "openAi.ts": ["OpenAiAccount"],
  "operations.ts": ["Operations"],
  "trafficManager.ts": ["TrafficManager"],
  "useCase.ts": ["UseCase"],
};

const isComponent = (value: unknown) =>
  typeof value === "function" && value.prototype instanceof pulumi.ComponentResource;

describe("examples of components", function () {
  it("are there for every component that can be used alone", () => {
    const classes = Object.entries(components).flatMap(([name, value]) =>
      isComponent(value) && name !== "GenAiGateway" ? [name] : [],
    );
    expect(Object.values(shown).flat().sort()).to.deep.equal(classes.sort());
    const files = readdirSync(folder).filter((name) => name !== "shared.ts");
    expect(files.sort()).to.deep.equal(Object.keys(shown).sort());
  });

  for (const [file, wanted] of Object.entries(shown))
    it(`${file} => ${wanted.join(", ")}`, async () => {
      const { resources, outputs } = await evaluateProgram({
        program: resolve(folder, file),
        project: "example",
        stack: "dev",
        config: {},
        provider: azureProvider,
      });
      const types = resources.map(({ type }) => type);
      for (const name of wanted) expect(types).to.include(`azure-genai-gateway:index:${name}`);
      expect(Object.values(outputs).map(({ value }) => value)).to.not.include(undefined);
      expect(Object.keys(outputs)).to.not.be.empty;
    });
});
