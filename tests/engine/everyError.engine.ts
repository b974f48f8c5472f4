import { expect } from "chai";
import { readStackConfig } from "../../local/cloud";
import { LocalCloud } from "../../local/cloud/account/localCloud";
import type { Operation } from "../../local/cloud/account/operations";
import { destroyStack, updateStack, type StackState } from "../../local/cloud/account/updateStack";
import { projectRoot } from "./workspace";

const dev = readStackConfig(projectRoot, "dev");

/** What exists, ready to be compared. */
function inventory(cloud: LocalCloud): readonly string[] {
  return cloud.resources.map(({ id, inputs }) => `${id} ${JSON.stringify(inputs)}`).sort();
}

describe("an error of the provider on each single resource, on the embedded engine", function () {
  // Some hundred evaluations of the whole program.
  this.timeout(900_000);
  let fault: ((operation: Operation, moment: "before" | "after") => void) | undefined;
  const newCloud = () => new LocalCloud({ fault: (operation, moment) => fault?.(operation, moment) });
  let whole: readonly string[];
  let ids: readonly string[];

  before(async () => {
    fault = undefined;
    const cloud = newCloud();
    const { error } = await updateStack({ ...dev, cloud });
    expect(error).to.be.undefined;
    whole = inventory(cloud);
    ids = cloud.resources.map(({ id }) => id);
  });

  it("leads to the same state at the next update", async () => {
    expect(ids).to.have.length.above(100);
    for (const failing of ids) {
      const cloud = newCloud();
      fault = ({ id }) => {
        if (id === failing) throw new Error(`cannot make ${id}`);
      };
      const first = await updateStack({ ...dev, cloud });
      expect((first.error as Error).message).to.include(`cannot make ${failing}`);
      fault = undefined;
      const second = await updateStack({ ...dev, cloud, before: first.state });
      expect(second.error, failing).to.be.undefined;
      expect(inventory(cloud), failing).to.deep.equal(whole);
      expect(
        second.steps.some(({ kind }) => kind === "replace" || kind === "delete"),
        failing,
      ).to.be.false;
    }
  });

  it("leads to nothing being left at the next destroy", async () => {
    const cloud = newCloud();
    let state: StackState = (await updateStack({ ...dev, cloud })).state;
    for (const failing of [...ids].reverse()) {
      fault = ({ id }) => {
        if (id === failing) throw new Error(`cannot delete ${id}`);
      };
      const stopped = await destroyStack(cloud, state);
      // Gone with its parent already, or stopped just there.
      if (stopped.error) expect((stopped.error as Error).message).to.include(failing);
      state = stopped.state;
    }
    fault = undefined;
    expect((await destroyStack(cloud, state)).error).to.be.undefined;
    expect(cloud.resources).to.be.empty;
  });
});
