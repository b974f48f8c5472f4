import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { ProblemsError } from "../../packages/common/problem";
import type { EvaluateOptions, EvaluationEvent, LocalProvider } from "../../packages/local-cloud";
import { evaluateProgram } from "../../packages/local-cloud";

class Thing extends pulumi.CustomResource {
  declare readonly value: pulumi.Output<string>;
  declare readonly key: pulumi.Output<string>;

  constructor(name: string, args: Record<string, unknown>, options?: pulumi.CustomResourceOptions) {
    super("test:index:Thing", name, { value: undefined, key: undefined, ...args }, options);
  }
}

class Group extends pulumi.ComponentResource {
  constructor(name: string, build: (parent: Group) => void, options?: pulumi.ComponentResourceOptions) {
    super("test:index:Group", name, {}, options);
    build(this);
    this.registerOutputs({ done: true });
  }
}

const provider: LocalProvider = {
  create: ({ name, inputs }) => {
    if (inputs["refuse"] === true) throw new Error("quota exceeded");
    return { id: `/things/${name}`, outputs: { key: `key-${name}` }, secretOutputs: ["key"] };
  },
  invoke: (token, args) => ({ outputs: { token, ...args } }),
};

function evaluate(program: EvaluateOptions["program"], more: Partial<EvaluateOptions> = {}) {
  return evaluateProgram({ program, project: "shop", stack: "dev", config: {}, provider, ...more });
}

async function failure(promise: Promise<unknown>): Promise<Error> {
  return promise.then(
    () => expect.fail("should have failed"),
    (error: unknown) => error as Error,
  );
}

describe("evaluateProgram", () => {
  it("sees dependencies by property and by option", async () => {
    const { resources } = await evaluate(() => {
      const first = new Thing("first", { value: "a" });
      const second = new Thing("second", { value: pulumi.interpolate`${first.value}b` });
      new Thing("third", {}, { dependsOn: [second] });
    });
    const [, first, second, third] = resources;
    expect(first?.urn).to.equal("urn:pulumi:dev::shop::test:index:Thing::first");
    expect(second?.inputs).to.deep.equal({ value: "ab" });
    expect(second?.propertyDependencies).to.deep.equal({ value: [first?.urn] });
    expect(third?.dependencies).to.deep.equal([second?.urn]);
    expect(third?.propertyDependencies).to.deep.equal({});
  });

  it("keeps secrets apart from what is public, in inputs, outputs and the stack's outputs", async () => {
    const { resources, outputs } = await evaluate(() => {
      const thing = new Thing("thing", { settings: { list: [pulumi.secret("hush")] } });
      return { key: thing.key, id: thing.id };
    });
    expect(resources[1]?.secretInputs).to.deep.equal(["settings.list[0]"]);
    expect(resources[1]?.inputs).to.deep.equal({ settings: { list: ["hush"] } });
    expect(resources[1]?.secretOutputs).to.deep.equal(["settings.list[0]", "key"]);
    expect(outputs).to.deep.equal({
      key: { value: "key-thing", secret: true },
      id: { value: "/things/thing", secret: false },
    });
  });

  it("records the options a deployment depends on", async () => {
    const { resources } = await evaluate(() => {
      new Thing(
        "thing",
        { value: "v" },
        {
          protect: true,
          ignoreChanges: ["value"],
          additionalSecretOutputs: ["value"],
          deleteBeforeReplace: true,
          customTimeouts: { create: "90m" },
          aliases: ["urn:pulumi:dev::shop::test:index:Thing::old", { name: "older" }],
        },
      );
    });
    expect(resources[1]).to.deep.include({
      protect: true,
      ignoreChanges: ["value"],
      secretOutputs: ["key", "value"],
      deleteBeforeReplace: true,
      customTimeouts: { create: "90m" },
      aliases: [
        "urn:pulumi:dev::shop::test:index:Thing::old",
        { name: "older", parentUrn: resources[0]?.urn },
      ],
    });
  });

  it("makes components parents and waits for all of a component's children", async () => {
    const { resources } = await evaluate(() => {
      const group = new Group("group", (parent) => new Thing("child", {}, { parent }), { protect: true });
      new Thing("after", {}, { dependsOn: group });
    });
    const group = resources.find(({ name }) => name === "group");
    const child = resources.find(({ name }) => name === "child");
    const after = resources.find(({ name }) => name === "after");
    expect(group).to.deep.include({ custom: false, id: "", outputs: { done: true } });
    expect(child).to.deep.include({
      parent: group?.urn,
      protect: true,
      urn: "urn:pulumi:dev::shop::test:index:Group$test:index:Thing::child",
    });
    expect(after?.dependencies).to.include(child?.urn);
  });

  it("hands over config, secret config, and the names of project, stack and organization", async () => {
    const program = () => {
      const config = new pulumi.Config();
      return {
        names: [pulumi.getProject(), pulumi.getStack(), pulumi.getOrganization()],
        plain: config.requireObject("sizes"),
        password: config.requireSecret("password"),
      };
    };
    const { outputs } = await evaluate(program, {
      config: { "shop:sizes": "[1,2]", "shop:password": "hush" },
      secretConfigKeys: ["shop:password"],
    });
    expect(outputs).to.deep.equal({
      names: { value: ["shop", "dev", "organization"], secret: false },
      plain: { value: [1, 2], secret: false },
      password: { value: "hush", secret: true },
    });
  });

  it("answers the provider's functions", async () => {
    const { outputs } = await evaluate(async () => ({
      answer: await pulumi.runtime.invoke("test:index:getThing", { name: "x" }),
    }));
    expect(outputs["answer"]?.value).to.deep.equal({ token: "test:index:getThing", name: "x" });
  });

  it("reads another stack's outputs, secrets as secrets, and only of a stack that is there", async () => {
    const first = await evaluate(() => ({ plain: { a: 1 }, "a/b": pulumi.secret("hush") }), {
      stack: "first",
    });
    expect(first.outputs["a/b"]).to.deep.equal({ value: "hush", secret: true });
    const read = (name: string) =>
      evaluate(
        async () => {
          const stack = new pulumi.StackReference("other", { name });
          const { value } = (await stack.getOutputDetails("plain")) as { readonly value?: unknown };
          return { plain: value, secret: stack.getOutput("a/b"), absent: stack.getOutput("absent") };
        },
        { stacks: [first] },
      );
    for (const name of ["organization/shop/first", "shop/first", "first"]) {
      const { outputs } = await read(name);
      expect(outputs["plain"]).to.deep.equal({ value: { a: 1 }, secret: false });
      expect(outputs["secret"]).to.deep.equal({ value: "hush", secret: true });
      expect(outputs["absent"]?.value).to.equal(undefined);
    }
    const { message } = await failure(read("organization/shop/second"));
    expect(message).to.match(/there is no stack organization\/shop\/second here.*organization\/shop\/first/);
  });

  it("runs several programs one after another, also when they are started at once", async () => {
    const declare = (name: string) => () => void new Thing(name, {});
    const deployments = await Promise.all(
      ["one", "two"].map((name) => evaluate(declare(name), { stack: name })),
    );
    expect(deployments.map(({ resources }) => resources.map(({ urn }) => urn))).to.deep.equal([
      ["urn:pulumi:one::shop::pulumi:pulumi:Stack::shop-one", "urn:pulumi:one::shop::test:index:Thing::one"],
      ["urn:pulumi:two::shop::pulumi:pulumi:Stack::shop-two", "urn:pulumi:two::shop::test:index:Thing::two"],
    ]);
  });

  it("tells what the program logs", async () => {
    const events: EvaluationEvent[] = [];
    await evaluate(() => void pulumi.log.warn("mind the gap"), { onEvent: (event) => events.push(event) });
    expect(events).to.deep.include({ kind: "log", severity: "warning", message: "mind the gap" });
  });

  it("fails when the program logs an error", async () => {
    const error = await failure(evaluate(() => void pulumi.log.error("no good")));
    expect(error.message).to.contain("no good");
  });

  it("names the resource that the provider refuses, and runs again afterwards", async () => {
    const program = () => {
      const thing = new Thing("thing", { refuse: true });
      new Thing("next", { value: thing.value });
      return { value: thing.value };
    };
    const error = await failure(evaluate(program));
    expect(error).to.be.instanceOf(ProblemsError);
    expect((error as ProblemsError).problems).to.deep.equal([
      {
        code: "RESOURCE_FAILED",
        severity: "error",
        message: "quota exceeded",
        subject: "thing [test:index:Thing]",
      },
    ]);
    const { resources } = await evaluate(() => void new Thing("thing", {}));
    expect(resources).to.have.length(2);
  });

  it("hands on the problems that the program threw", async () => {
    const thrown = new ProblemsError("Config", [
      { code: "CONFIG_X", severity: "error", message: "is wrong" },
    ]);
    const inProgram = await failure(evaluate(() => Promise.reject(thrown)));
    expect(inProgram).to.equal(thrown);
    const inApply = await failure(
      evaluate(() => {
        const value = pulumi.output(1).apply((): string => {
          throw thrown;
        });
        new Thing("thing", { value });
      }),
    );
    expect(inApply).to.equal(thrown);
  });

  it("refuses two resources of one URN", async () => {
    const error = await failure(
      evaluate(() => {
        new Thing("thing", {});
        new Thing("thing", {});
      }),
    );
    expect(error.message).to.contain("thing [test:index:Thing]").and.to.contain("duplicate resource URN");
  });

  it("reports what the provider finds wrong with the whole", async () => {
    const check: LocalProvider["check"] = (resources) =>
      resources
        .filter(({ custom }) => custom)
        .map(({ name }) => ({ code: "X", severity: "error", message: name }));
    const program = () => {
      new Thing("one", {});
      new Thing("two", {});
    };
    const error = await failure(evaluate(program, { provider: { ...provider, check } }));
    expect((error as ProblemsError).problems.map(({ message }) => message)).to.have.members(["one", "two"]);
  });

  it("gives a program up that waits for ever", async () => {
    const error = await failure(evaluate(() => new Promise<void>(() => undefined), { timeout: 20 }));
    expect(error.message).to.contain("has not finished after 0.02 s");
  });

  it("gives none up that is at work, however long it takes", async () => {
    const busy = () => {
      // Ten times the limit, as it would be on a machine with no room for it.
      for (const end = performance.now() + 200; performance.now() < end;);
    };
    const { outputs } = await evaluate(
      async () => {
        busy();
        await new Promise((resolve) => setImmediate(resolve));
        busy();
        return { done: true };
      },
      { timeout: 20 },
    );
    expect(outputs["done"]!.value).to.equal(true);
  });
});
