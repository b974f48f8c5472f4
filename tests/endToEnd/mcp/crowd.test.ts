import { expect } from "chai";
import { Crowd, scarce } from "./crowd";

describe("many MCP sessions at once", () => {
  it("see nothing of each other, share limits exactly, and end", async () => {
    const crowd = await Crowd.start();
    // The same again: what ended leaves nothing behind that the next ones meet.
    for (let round = 0; round < 2; round++) {
      const { wrong, taken, events, left } = await crowd.come(204);
      expect(wrong).to.deep.equal([]);
      expect(left).to.equal(0);
      // 17 sessions of each subscription at each server ask for what there are seven of.
      expect([...taken.values()]).to.deep.equal(Array.from({ length: 12 }, () => scarce));
      expect(Object.fromEntries(events)).to.deep.equal({
        "remember 200": 136,
        "recall 200": 136,
        "get_order 200": 68,
        "scarce 200": 8 * scarce,
        "scarce 429": 136 - 8 * scarce,
        "delete_order 200": 4 * scarce,
        "delete_order 429": 68 - 4 * scarce,
        // What tried another's session: two ways each.
        "recall 404": 2 * 136,
        "list_orders 404": 2 * 68,
        // And what went on after its end, which is no tool.
        "null 404": 204,
      });
    }
  });
});
