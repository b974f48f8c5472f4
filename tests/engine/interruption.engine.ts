import { expect } from "chai";
import type { Operation } from "../../packages/local-cloud/account/operations";
import { configOf } from "./configs";
import { InlineStack } from "./inlineStack";
import { Workspace } from "./workspace";

describe("an update that does not come to its end, on the real engine", () => {
  const ptu = configOf("ptu");
  let workspace: Workspace;
  let onOperation: (operation: Operation, moment: "before" | "after") => void;

  beforeEach(async () => {
    onOperation = () => undefined;
    workspace = await Workspace.create({ fault: (operation, moment) => onOperation(operation, moment) });
  });
  afterEach(() => workspace.close());

  const inventory = () =>
    workspace.cloud.resources
      .map(({ id, inputs }) => ({ id, inputs }))
      .sort((a, b) => a.id.localeCompare(b.id));

  it("goes on after errors of the provider, one after another, to the end it would have come to", async () => {
    const stack = await InlineStack.create(workspace, "ptu");
    const failing = ["/virtualNetworks/", "/accounts/", "/service/", "/backends/", "/apis/", "/products/"];
    let failures = 0;
    for (const part of failing) {
      let failed = false;
      onOperation = ({ id }, moment) => {
        if (failed || moment === "after" || !id.includes(part)) return;
        failed = true;
        throw new Error('Status=500 Code="InternalServerError"');
      };
      const error = await stack.up(ptu).then(
        () => undefined,
        (reason: Error) => reason,
      );
      // What runs beside a failing resource may have made this one already.
      if (!failed) continue;
      failures++;
      expect(error?.message).to.include("InternalServerError");
    }
    expect(failures).to.be.at.least(4);
    onOperation = () => undefined;
    await stack.up(ptu);
    const interrupted = inventory();
    expect((await stack.up(ptu)).steps).to.deep.equal({});

    const straight = await Workspace.create();
    try {
      await (await InlineStack.create(straight, "ptu")).up(ptu);
      expect(interrupted.map(({ id }) => id)).to.deep.equal(
        straight.cloud.resources.map(({ id }) => id).sort((a, b) => a.localeCompare(b)),
      );
    } finally {
      await straight.close();
    }
  });

  async function killAt(number: number, moment: "before" | "after"): Promise<Operation> {
    workspace.withOwnProgram();
    expect((await workspace.pulumi("stack", "init", "ptu")).code).to.equal(0);
    const args = ["up", "--yes", "--skip-preview", "--stack", "ptu", "--non-interactive", "--parallel", "1"];
    const engine = workspace.start("pulumi", args);
    let count = 0;
    const last = await new Promise<Operation>((resolve) => {
      let reached: Operation | undefined;
      onOperation = (operation, when) => {
        if (reached) throw new Error("the engine is gone");
        if (when !== moment || ++count < number) return;
        reached = operation;
        engine.kill("SIGKILL");
        if (moment === "before") throw new Error("never made");
      };
      engine.on("exit", () => resolve(reached!));
    });
    onOperation = () => undefined;
    return last;
  }

  async function unlock(): Promise<void> {
    const locked = await workspace.pulumi("up", "--yes", "--skip-preview", "--stack", "ptu");
    expect(locked.code, "the killed run's lock is still there").to.not.equal(0);
    expect(locked.stdout + locked.stderr).to.match(/locked/);
    expect((await workspace.pulumi("cancel", "--yes", "--stack", "ptu")).code).to.equal(0);
  }

  async function goesOn(): Promise<void> {
    const up = await workspace.pulumi("up", "--yes", "--skip-preview", "--stack", "ptu");
    expect(up.code, up.stdout.slice(-3000) + up.stderr).to.equal(0);
    const again = await workspace.pulumi("up", "--yes", "--skip-preview", "--stack", "ptu");
    expect(again.stdout)
      .to.match(/\d+ unchanged/)
      .and.not.match(/\d+ (created|updated|replaced|deleted)/);
  }

  it("goes on after the engine was killed between two resources", async () => {
    await killAt(40, "before");
    expect(workspace.cloud.resources).to.have.length(39);
    await unlock();
    await goesOn();
  });

  it("names what was made and never noted, and goes on once that is out of the way", async () => {
    const { id } = await killAt(40, "after");
    expect(workspace.cloud.find(id)).to.exist;
    await unlock();
    const refused = await workspace.pulumi("up", "--yes", "--skip-preview", "--stack", "ptu");
    expect(refused.code).to.not.equal(0);
    expect(refused.stdout).to.include(`${id} exists already`);
    await workspace.cloud.delete(id);
    await goesOn();
  });
});
