import { expect } from "chai";
import { inBlocks } from "../../../../packages/local-gateway/gateway/backends/blocks";

function source(sizes: readonly number[]) {
  const state = { returned: false, pulled: 0 };
  const iterator: AsyncIterator<Uint8Array> = {
    next: () => {
      const size = sizes[state.pulled++];
      return Promise.resolve(
        size === undefined
          ? { done: true, value: undefined }
          : { done: false, value: Buffer.alloc(size, "x") },
      );
    },
    return: () => {
      state.returned = true;
      return Promise.resolve({ done: true, value: undefined });
    },
  };
  return { state, body: { [Symbol.asyncIterator]: () => iterator } };
}

async function sizesOf(body: AsyncIterable<Uint8Array>) {
  const sizes: number[] = [];
  for await (const block of body) sizes.push(block.length);
  return sizes;
}

describe("inBlocks", () => {
  it("holds a short stream back until its end", async () => {
    expect(await sizesOf(inBlocks(source([10, 20, 30]).body))).to.deep.equal([60]);
  });

  it("lets go of what has come once there are 8 KB of it", async () => {
    expect(await sizesOf(inBlocks(source([5000, 5000, 1, 8192]).body))).to.deep.equal([10_000, 8193]);
    expect(await sizesOf(inBlocks(source([]).body))).to.deep.equal([]);
  });

  it("closes the source when the reader leaves", async () => {
    const { state, body } = source([9000, 9000]);
    for await (const _block of inBlocks(body)) break;
    expect(state).to.deep.equal({ returned: true, pulled: 1 });
  });
});
