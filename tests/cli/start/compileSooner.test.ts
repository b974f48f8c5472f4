import { execFileSync } from "node:child_process";
import { expect } from "chai";
import { compileSooner } from "../../../packages/cli/start/compileSooner";

describe("what V8 is told before a gateway starts", () => {
  const flag = "--interrupt-budget=10000";
  for (const [v8, flags] of [
    ["11.3.244.8-node.33", [flag]],
    ["11.8.172.17-node.20", [flag]],
    ["12.4.254.21-node.33", []],
    ["13.6.233.10-node.28", []],
    ["1.11.0", []],
    ["110.0.0", []],
  ] as const)
    it(`${v8} => ${flags.join() || "nothing"}`, () => {
      const set: string[] = [];
      compileSooner(v8, (one) => void set.push(one));
      expect(set).to.deep.equal(flags);
    });

  it("is a flag that the V8 of this Node knows, if it is told any", () => {
    const set: string[] = [];
    compileSooner(process.versions.v8, (one) => void set.push(one));
    // An unknown flag on the command line is an error of Node's; setFlagsFromString would only print a line.
    expect(execFileSync(process.execPath, [...set, "-p", "1 + 1"], { encoding: "utf8" }).trim()).to.equal(
      "2",
    );
  });
});
