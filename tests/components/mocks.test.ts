import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { configOf, devStack } from "./config/stackFile";

describe("Pulumi's mocks", function () {
  // In a process of its own, for mocks are the whole process's.
  it("run the gateway without an organization, and where functions answer nothing", async () => {
    const program = resolve("tests/components/mocks/program.ts");
    const config = JSON.stringify(configOf(devStack));
    const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", program, config]);
    const [apiPaths, plan, hubs] = JSON.parse(stdout) as [object, { backends: { host: string }[] }, string[]];
    expect(apiPaths).to.have.all.keys("azureOpenAi", "openAiV1");
    for (const { host } of plan.backends)
      expect(host).to.match(/^oai-genai-.*-[0-9a-f]{6}\.openai\.azure\.com$/);
    expect(hubs).to.have.length(1);
  });
});
