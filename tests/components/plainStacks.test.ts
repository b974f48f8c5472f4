import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { evaluated } from "./evaluated";

/**
 * Types and names of what each stack declared before there were aliases, other providers and costs of calls: a resource
 * more is one that somebody pays or waits for, and in a stack that has nothing of these there is none. What is declared for
 * another reason is entered by hand.
 */
const before = JSON.parse(readFileSync(join(__dirname, "plainStacks.json"), "utf8")) as Readonly<
  Record<string, readonly string[]>
>;

describe("a stack without aliases and other providers", function () {
  for (const [stack, resources] of Object.entries(before))
    it(`declares in ${stack} the ${resources.length} resources that it declared before`, async () => {
      const { deployment } = await evaluated(stack);
      const now = deployment.resources.map(({ type, name }) => `${type} ${name}`).sort();
      expect(now.filter((one) => !resources.includes(one))).to.deep.equal([]);
      expect(now).to.deep.equal(resources);
    });
});
