import { expect } from "chai";
import { serveEventHub, type EventHubServer } from "../../packages/local-gateway/event-hub/amqp/server";
import {
  openEventHubNamespace,
  type EventHubNamespace,
} from "../../packages/local-gateway/event-hub/namespace";
import { hasPython, runCases, type CaseResult } from "./python";

/** Case of python/event_hubs.py => what it gives, or the error that ends it. */
const cases: Readonly<Record<string, unknown>> = {
  properties: [["0", "1"], true],
  "sends and reads": [
    ["one", ""],
    ["three", "key"],
    ["xxxxx", ""],
  ],
  "reads in another group": 3,
  "reads asynchronously": 3,
  "a hub that is not there": /none/,
  "a group that is not there": /none/,
};

describe("local Event Hubs namespace, with azure-eventhub for Python", function () {
  let namespace: EventHubNamespace;
  let server: EventHubServer;
  let results: ReadonlyMap<string, CaseResult>;

  before(async function () {
    if (!hasPython() && !process.env["CI"]) this.skip();
    namespace = openEventHubNamespace({
      hubs: [{ name: "usage", partitionCount: 2, consumerGroups: ["billing"] }],
    });
    server = await serveEventHub({ namespace });
    results = await runCases("event_hubs.py", { EVENT_HUB: server.connectionString });
  });
  after(async () => {
    await server?.close();
    await namespace?.close();
  });

  for (const [name, expected] of Object.entries(cases)) {
    it(name, () => {
      const { value, error } = results.get(name) ?? { error: "did not run" };
      if (expected instanceof RegExp) expect(error).to.match(expected);
      else expect([value, error]).to.deep.equal([expected, undefined]);
    });
  }
});
