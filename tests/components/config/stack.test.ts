import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { readStackConfig as programsConfig, type GatewayConfigInput } from "../../../components/config";
import { azureProvider, evaluateProgram, readStackConfig } from "../../../packages/local-cloud";

describe("the running stack's config", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "genai-stack-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  /** What a program finds with this in its stack file. */
  async function found(config: string, secrets: Record<string, string> = {}): Promise<GatewayConfigInput> {
    writeFileSync(join(folder, "Pulumi.yaml"), "name: shop\nruntime: nodejs\n");
    writeFileSync(join(folder, "Pulumi.dev.yaml"), `config:\n${config}\n`);
    const stack = readStackConfig(folder, "dev", { secrets: (key) => secrets[key], environment: {} });
    let raw: GatewayConfigInput | undefined;
    const program = () => void (raw = programsConfig(folder).raw);
    await evaluateProgram({ ...stack, program, provider: azureProvider });
    return raw!;
  }

  it("has texts as texts, and everything else as what it is", async () => {
    const raw = await found(
      '  shop:environment: "7"\n  shop:protect: true\n  shop:monitoring: { retentionDays: 60 }\n  other:x: 1',
    );
    expect(raw).to.deep.equal({ environment: "7", protect: true, monitoring: { retentionDays: 60 } });
  });

  it("keeps what is secret secret where outputs are taken, and has the rest in plain", async () => {
    const raw = await found(
      "  shop:alerts: { refusedShare: 0.1, emails: [{ secure: v1:abc }] }\n  shop:environment: { secure: v1:abc }\n  shop:tags: { a: b }",
      { "shop:alerts.emails[0]": "me@example.com", "shop:environment": "dev" },
    );
    expect(raw.environment).to.equal("dev");
    expect(raw.tags).to.deep.equal({ a: "b" });
    expect(raw.alerts!.refusedShare).to.equal(0.1);
    const [address] = raw.alerts!.emails!;
    expect(pulumi.Output.isInstance(address)).to.equal(true);
    expect(await pulumi.isSecret(address as pulumi.Output<string>)).to.equal(true);
  });
});
