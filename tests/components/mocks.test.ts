import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect } from "chai";

describe("a program's own tests, with pulumi.runtime.setMocks as in Pulumi's guide", function () {
  this.timeout(120_000);

  it("take two gateways, without an organization, whether calls answer with their inputs or with nothing", async () => {
    const program = ["--import", "tsx", "tests/components/mockedProgram.ts"];
    const { stdout } = await promisify(execFile)(process.execPath, program);
    const outputs = JSON.parse(stdout) as readonly { readonly gatewayUrl: string }[];
    const urls = outputs.map(({ gatewayUrl }) => gatewayUrl);
    expect(urls).to.have.length(4);
    expect(new Set(urls).size).to.equal(4);
    expect(stdout).to.not.include("undefined");
    for (const url of urls) expect(url).to.match(/^https:\/\/[a-z0-9.-]+$/);
  });
});
