import { expect } from "chai";
import { formatProblem } from "../../../packages/common/problem";
import { parseGatewayConfig } from "../../../components/config/parse";
import { devStack, readStackFile, stackText } from "./stackFile";

const errors = (text: string) =>
  readStackFile(text)
    .problems.filter(({ severity }) => severity === "error")
    .map(formatProblem);

describe("keys of the config that Pulumi does not hand over", () => {
  const lines = devStack.split("\n").length;

  it("are told where they stand beside config", () => {
    expect(errors(`${devStack}usage:\n  ownView: true\nazure-genai-gateway:guardrails: []\n`)).to.deep.equal([
      `Pulumi.dev.yaml:${lines}:1 error CONFIG_UNKNOWN_KEY usage: The key stands beside config, where Pulumi does not look — Write it below config:, as azure-genai-gateway:usage`,
      `Pulumi.dev.yaml:${lines + 2}:1 error CONFIG_UNKNOWN_KEY azure-genai-gateway:guardrails: The key stands beside config, where Pulumi does not look — Write it below config:, as azure-genai-gateway:guardrails`,
    ]);
  });

  it("are told where the project's name is nearly right", () => {
    expect(errors(`${devStack}  azure-genai-gatway:usage:\n    ownView: true\n`)).to.deep.equal([
      `Pulumi.dev.yaml:${lines}:3 error CONFIG_UNKNOWN_KEY azure-genai-gatway:usage: The key is none of this project's — Did you mean azure-genai-gateway:usage?`,
    ]);
  });

  it("are not what is Pulumi's own, another provider's, or of nobody", () => {
    const more =
      "  azure-native:tags: x\n  azure-genai-gatway:colour: x\nenvironment: [esc]\nencryptionsalt: v1\nx-notes: {}\n";
    expect(errors(devStack + more)).to.deep.equal([]);
    for (const stack of ["dev", "test", "ptu", "prod", "hub"])
      expect(errors(stackText(stack))).to.deep.equal([]);
  });

  it("that are missing from an empty file have a place all the same", () => {
    const { problems } = parseGatewayConfig({}, { file: "Pulumi.x.yaml", text: "", project: "p" });
    expect(problems.map(({ place }) => `${place?.file}:${place?.line}`)).to.include("Pulumi.x.yaml:1");
    expect(problems.filter(({ place, severity }) => severity === "error" && !place)).to.deep.equal([]);
  });
});
