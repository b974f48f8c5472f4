import { expect } from "chai";
import { resolve } from "node:path";
import { VirtualClock } from "../../../packages/common/clock";
import { emptyBody, HttpHeaders, jsonResponse, readBody } from "../../../packages/common/http";
import { evaluateProgram, readStackConfig } from "../../../packages/local-cloud";
import { documentsOf } from "../../../packages/local-gateway/resources/documents";
import { outside } from "../../../packages/local-gateway/estate/outside";
import { startProvider } from "../../../packages/cli/start/startProvider";
import { createLocalStack } from "../../../packages/local-gateway/stack/stack";

describe("anybody's program", () => {
  it("runs in its own folder, and is served without accounts and exports", async () => {
    const before = process.cwd();
    const stack = readStackConfig("tests/cli/start/plainProgram", "dev");
    expect(stack.directory).to.equal(resolve("tests/cli/start/plainProgram"));
    const told: string[] = [];
    const provider = startProvider(({ code }) => void told.push(code));
    const deployment = await evaluateProgram({ ...stack, provider });
    // Two children of one API, in no order: Azure may refuse one, which is nothing to a gateway on this machine.
    expect(told).to.deep.equal(["AZURE_RACE"]);
    expect(process.cwd()).to.equal(before);

    const clock = new VirtualClock();
    const { resources } = deployment;
    const { problems } = outside({ clock, resources, documents: documentsOf(resources) });
    expect(problems.map(({ hint }) => hint).join()).to.contain("--backend orders=http://127.0.0.1:5000");
    const { redirects, hosts } = outside({
      ...{ clock, resources, documents: documentsOf(resources) },
      backends: new Map([["orders", "http://127.0.0.1:5000"]]),
    });
    const server = ({ url, headers }: { url: string; headers: HttpHeaders }) =>
      Promise.resolve(jsonResponse(200, [url, headers.get("X-From")]));
    const served = createLocalStack(deployment, {
      clock,
      redirects,
      hosts: { ...hosts, "127.0.0.1": server },
    });
    const request = {
      method: "GET",
      url: "https://apim-plain.azure-api.net/orders/7",
      headers: new HttpHeaders(),
      body: emptyBody,
    };
    const { status, body } = await clock.run(served.handle(request));
    expect(status).to.equal(200);
    const text = Buffer.from(await readBody(body)).toString();
    expect(JSON.parse(text)).to.deep.equal(["http://127.0.0.1:5000/api/7", "plain"]);
  });
});
