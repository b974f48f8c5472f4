import { expect } from "chai";
import { readStackConfig } from "../../packages/local-cloud";
import { LocalCloud } from "../../packages/local-cloud/account/localCloud";
import type { Operation } from "../../packages/local-cloud/account/operations";
import { destroyStack, updateStack, type StackState } from "../../packages/local-cloud/account/updateStack";
import { projectRoot } from "./workspace";

type Fault = (operation: Operation, moment: "before" | "after") => void;

/** The stack with the most kinds of resources that a single region has. */
const ptu = readStackConfig(projectRoot, "ptu");

/** What exists, ready to be compared. */
function inventory(cloud: LocalCloud): readonly string[] {
  return cloud.resources.map(({ id, inputs }) => `${id} ${JSON.stringify(inputs)}`).sort();
}

/** A cloud in which every resource of the stack has been made without an error. */
async function straight() {
  const cloud = new LocalCloud();
  const { error, state } = await updateStack({ ...ptu, cloud });
  expect(error).to.be.undefined;
  const ids = cloud.resources.map(({ id }) => id);
  expect(ids).to.have.length.above(100);
  return { cloud, state, ids, whole: inventory(cloud) };
}

/** The cloud's answer to whatever is done to this resource. */
const refusing =
  (failing: string, answer: string): Fault =>
  (operation) => {
    if (operation.id === failing) throw new Error(answer);
  };

describe("an error of the provider on each single resource, on the embedded engine", () => {
  it("leads to the same state at the next update", async () => {
    const { ids, whole } = await straight();
    for (const failing of ids) {
      let fault: Fault | undefined = refusing(failing, `cannot make ${failing}`);
      const cloud = new LocalCloud({ fault: (operation, moment) => fault?.(operation, moment) });
      const first = await updateStack({ ...ptu, cloud });
      expect((first.error as Error).message).to.include(`cannot make ${failing}`);
      fault = undefined;
      const second = await updateStack({ ...ptu, cloud, before: first.state });
      expect(second.error, failing).to.be.undefined;
      expect(inventory(cloud), failing).to.deep.equal(whole);
      const undone = second.steps.filter(({ kind }) => kind === "replace" || kind === "delete");
      expect(undone, failing).to.deep.equal([]);
    }
  });

  it("leads to nothing being left at the next destroy", async () => {
    const { ids } = await straight();
    let fault: Fault | undefined;
    const cloud = new LocalCloud({ fault: (operation, moment) => fault?.(operation, moment) });
    let state: StackState = (await updateStack({ ...ptu, cloud })).state;
    for (const failing of [...ids].reverse()) {
      fault = refusing(failing, `cannot delete ${failing}`);
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
