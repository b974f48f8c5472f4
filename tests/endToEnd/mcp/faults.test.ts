import { expect } from "chai";
import { HttpHeaders, readBody } from "../../../packages/common/http";
import { Stopper } from "../../../packages/common/stopper";
import { VirtualClock } from "../../../packages/common/clock";
import { seededRandom } from "../../../packages/common/random";
import { createLocalStack } from "../../../packages/local-gateway/stack/stack";
import { mcpDeployment, ordersHost, OrdersApi, ordersServer } from "./mcpStack";

describe("what API Management has been seen to get wrong with MCP servers", () => {
  /** The stack, with a policy of the server that reads what it answers. */
  async function reading(isRead: boolean) {
    const { deployment, keys } = await mcpDeployment({ mcpServers: [ordersServer] });
    const resources = deployment.resources.map((resource) =>
      isRead && resource.name === "genai-api-mcp-orders-policy"
        ? {
            ...resource,
            inputs: {
              ...resource.inputs,
              value: String(resource.inputs["value"]).replace(
                /<outbound>\s*<base \/>/,
                '<outbound><base /><set-variable name="read" value="@(context.Response.Body.As<string>(preserveContent: true))" />',
              ),
            },
          }
        : resource,
    );
    const clock = new VirtualClock();
    const stack = createLocalStack(
      { ...deployment, resources },
      {
        clock,
        random: seededRandom(1),
        hosts: { [ordersHost]: new OrdersApi().handle },
        mcpFaults: { bodyReading: true },
      },
    );
    const stopper = new Stopper();
    const answer = await clock.run(
      stack.handle({
        method: "POST",
        url: "https://gateway.example/orders/mcp",
        headers: new HttpHeaders({
          "Content-Type": "application/json",
          Accept: "application/json, text/event-stream",
          "api-key": keys["premium-team"]!,
        }),
        body: Buffer.from('{"jsonrpc":"2.0","id":1,"method":"tools/list"}'),
        clientAddress: "203.0.113.9",
        signal: stopper.signal,
      }),
    );
    return { answer, stopper };
  }

  it("an answer that a policy has read never comes", async () => {
    const { answer, stopper } = await reading(true);
    expect(answer.status).to.equal(200);
    let ended = false;
    const body = readBody(answer.body).then((bytes) => {
      ended = true;
      return bytes;
    });
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(ended).to.equal(false);
    stopper.abort();
    expect(await body).to.have.length(0);
  });

  it("the deployed policy reads none, so its answers come", async () => {
    const { answer } = await reading(false);
    expect(Buffer.from(await readBody(answer.body)).toString()).to.include("get_order");
  });
});
