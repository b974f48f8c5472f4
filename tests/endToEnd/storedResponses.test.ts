import { expect } from "chai";
import { DevStack } from "./devStack";
import { Caller } from "./storedCalls";

describe("stored responses, dev stack", function () {
  it("belong to the subscription that made them", async () => {
    const stack = await DevStack.start();
    const [mine, other] = [new Caller(stack, "premium-team"), new Caller(stack, "trial-user")];
    const made = await mine.respond({});
    expect(made.status, made.text).to.equal(200);
    expect(made.json.metadata).to.have.keys("genai_owner", "genai_backend");
    const again = await mine.call("GET", `/responses/${made.json.id}`);
    expect(again.status, again.text).to.equal(200);
    const foreign = await other.call("GET", `/responses/${made.json.id}`);
    expect(foreign.status, foreign.text).to.equal(404);
    const next = await mine.respond({ previous_response_id: made.json.id });
    expect(next.status, next.text).to.equal(200);
    const leaked = await other.respond({ previous_response_id: made.json.id });
    expect(leaked.status, leaked.text).to.equal(404);
  });
});
