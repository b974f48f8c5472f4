import { expect } from "chai";
import { operations } from "./operations";
import { wander } from "./wander";

describe("tenants, by keys and by tokens", function () {
  const calls = 2000;
  let walk: Awaited<ReturnType<typeof wander>>;
  before(async () => {
    walk = await wander(17, calls);
  });

  it("see nothing of each other's in two thousand calls of all kinds, eight at a time", () => {
    expect(walk.leaks.slice(0, 10)).to.deep.equal([]);
  });

  it("each do all there is with what is theirs, so that the calls before can have shown something", () => {
    // A job that has come to its end is told to its owner as one that can no longer be cancelled.
    const done = [...walk.seen.keys()].filter((key) => / (own )?20\d$|^cancel a job own 400$/.test(key));
    const refused = [
      "search by GET",
      "a broken body",
      "an unknown model",
      "a path that is none",
      "search another index",
    ];
    const missing = Object.keys(operations).filter(
      (name) => !refused.includes(name) && !done.some((key) => key.startsWith(name)),
    );
    expect(missing).to.deep.equal([]);
  });

  it("each paint, use tools and services, and ask for their usage, with products of the gateway's and contracts", () => {
    const all = [
      "paint with MAI",
      "paint with FLUX",
      "paint by OpenAI's form",
      "call a tool",
      "search an index",
    ]
      .concat("analyze a document", "one's own usage", "chat", "respond")
      .flatMap((name) => walk.callers.map((caller) => `${name} by ${caller}`));
    expect(all.filter((what) => !walk.served.has(what))).to.deep.equal([]);
    expect(walk.callers).to.include.members(["deal-a", "deal-b", "staff-a", "staff-b"]);
  });

  it("each ask for what is another's by all that names anything, and get 404", () => {
    const named = [...walk.seen.keys()].filter((key) => / own \d+$/.test(key));
    const others = [...walk.seen.keys()].filter((key) => / another's \d+$/.test(key));
    expect(new Set(others.map((key) => key.replace(/ another's.*/, "")))).to.deep.equal(
      new Set(named.map((key) => key.replace(/ own.*/, ""))),
    );
    // Products with limits, budgets or guardrails have no jobs at all, and contracts no files.
    const none = /^((start|read|cancel) a job|(read|remove) a file('s bytes)?) another's 403$/;
    expect(others.filter((key) => !key.endsWith(" 404") && !none.test(key))).to.deep.equal([]);
  });
});
