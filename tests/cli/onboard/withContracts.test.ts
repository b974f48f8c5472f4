import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { withContracts } from "../../../packages/cli/onboard/withContracts";
import { azureProvider } from "../../../packages/local-cloud";
import { hubStack } from "../../components/useCase/onBoard";
import { devConfig } from "../../endToEnd/devStack";

const sample = "contracts/hr/chatbot/dev.yaml";
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => "",
    (error: Error) => error.message,
  );

describe("dev --contracts", () => {
  it("has the sample on board of a gateway that it does not name", async () => {
    const gateway = await hubStack(devConfig);
    const { resources } = await withContracts(gateway, [sample], azureProvider);
    const more = resources.slice(gateway.resources.length);
    expect(more.find(({ type }) => type.endsWith(":ProductPolicy"))!.id).to.match(/MULTI-hr-chatbot-dev/);
  });

  it("changes nothing without contracts", async () => {
    const gateway = await hubStack(devConfig);
    expect(await withContracts(gateway, [], azureProvider)).to.equal(gateway);
  });

  it("says what is wrong with files, and with a gateway that takes none", async () => {
    const gateway = await hubStack(devConfig);
    const without = await hubStack({ ...devConfig, contracts: { enabled: false } });
    expect(await failure(withContracts(without, [sample], azureProvider))).to.match(
      /CONTRACT_HUB_MISSING organization\/azure-genai-gateway\/hub/,
    );
    expect(await failure(withContracts(gateway, ["contracts/hr/none/dev.yaml"], azureProvider))).to.match(
      /CONTRACT_MISSING/,
    );
    const folder = mkdtempSync(join(tmpdir(), "contracts-"));
    writeFileSync(join(folder, "dev.yaml"), "useCase: {}\n");
    expect(await failure(withContracts(gateway, [join(folder, "dev.yaml")], azureProvider))).to.match(
      /CONTRACT_PROGRAM/,
    );
  });
});
