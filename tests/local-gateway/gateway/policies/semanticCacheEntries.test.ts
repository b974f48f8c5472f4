import { expect } from "chai";
import fc from "fast-check";
import { cosineDistance } from "../../../../packages/local-gateway/gateway/policies/semanticCacheEntries";

describe("cosine distance", () => {
  const vector = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 });
  const long = (values: readonly number[]) => Math.hypot(...values) > 1e-3;

  it("is 0 for one direction, the same both ways, and between 0 and 2", () => {
    fc.assert(
      fc.property(
        vector.filter(long),
        vector.filter(long),
        fc.double({ min: 0.1, max: 10 }),
        (a, b, factor) => {
          const [x, y] = [Float32Array.from(a), Float32Array.from(b)];
          expect(cosineDistance(x, y)).to.equal(cosineDistance(y, x));
          expect(cosineDistance(x, y)).to.be.within(-1e-5, 2 + 1e-5);
          const scaled = Float32Array.from(a, (value) => value * factor);
          expect(cosineDistance(x, scaled)).to.be.closeTo(0, 1e-5);
        },
      ),
    );
  });

  it("is infinite where there is no direction, or another number of dimensions", () => {
    expect(cosineDistance(Float32Array.of(0, 0), Float32Array.of(1, 0))).to.equal(Infinity);
    expect(cosineDistance(Float32Array.of(1), Float32Array.of(1, 0))).to.equal(Infinity);
  });
});
