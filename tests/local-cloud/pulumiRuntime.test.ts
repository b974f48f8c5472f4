import { createRequire } from "node:module";
import { expect } from "chai";
import { evaluateProgram } from "../../packages/local-cloud";

const settings = createRequire(__filename)("@pulumi/pulumi/runtime/settings") as {
  resetOptions: (...args: readonly unknown[]) => void;
};

const evaluate = () =>
  evaluateProgram({
    program: () => ({ done: true }),
    project: "shop",
    stack: "dev",
    config: { "shop:size": "1" },
    provider: { create: () => ({ id: "x", outputs: {} }) },
  });

/** Evaluates with an SDK whose `resetOptions` takes its arguments otherwise. */
async function withArguments(change: (args: readonly unknown[]) => readonly unknown[]): Promise<string> {
  const original = settings.resetOptions;
  settings.resetOptions = (...args) => original(...change(args));
  try {
    await evaluate();
    return "accepted";
  } catch (error) {
    return (error as Error).message;
  } finally {
    settings.resetOptions = original;
  }
}

describe("what the embedded engine uses of Pulumi's private runtime", () => {
  it("fits the installed @pulumi/pulumi", async () => {
    expect((await evaluate()).outputs["done"]?.value).to.equal(true);
  });

  it("is let go of afterwards: Node follows no promise of the process any more", async () => {
    const storage = () =>
      (globalThis as { asyncLocalStorage?: { readonly enabled?: boolean } }).asyncLocalStorage!;
    let during: boolean | undefined;
    await evaluateProgram({
      program: () => {
        during = storage().enabled;
        return {};
      },
      project: "shop",
      stack: "dev",
      config: {},
      provider: { create: () => ({ id: "x", outputs: {} }) },
    });
    // Versions of Node that follow nothing have no such switch.
    expect([during, storage().enabled]).to.deep.equal(
      during === undefined ? [undefined, undefined] : [true, false],
    );
  });

  const table: readonly (readonly [string, (args: readonly unknown[]) => readonly unknown[], string])[] = [
    ["project and stack swapped", ([a, b, ...rest]) => [b, a, ...rest], "project, stack"],
    [
      "one more argument before the organization",
      (args) => [...args.slice(0, 6), "new", ...args.slice(6)],
      "organization",
    ],
    ["parallel left out", ([a, b, , ...rest]) => [a, b, ...rest], "parallel"],
    ["preview the other way round", (args) => [...args.slice(0, 5), true, ...args.slice(6)], "preview"],
  ];
  for (const [name, change, parts] of table)
    it(`${name} => is told`, async () => {
      const message = await withArguments(change);
      expect(message).to.match(/ENGINE_SDK_SHAPE: @pulumi\/pulumi \d+\.\d+\.\d+/);
      for (const part of parts.split(", ")) expect(message).to.include(part);
      expect(message).to.include("package-lock.json");
    });
});
