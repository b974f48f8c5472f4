import { expect } from "chai";
import { byRoom, type FileCoverage, formatCoverage } from "../coverage/byRoom";

const file = (lines: readonly [number, number], branches: readonly [number, number]): FileCoverage => ({
  lines: { covered: lines[0], total: lines[1] },
  branches: { covered: branches[0], total: branches[1] },
});

describe("coverage by room", () => {
  const files = new Map([
    ["components/a.ts", file([9, 10], [1, 2])],
    ["components/deep/b.ts", file([0, 10], [0, 2])],
    ["packages/common/c.ts", file([1999, 2000], [5, 5])],
    ["packages/common/types.ts", file([0, 0], [0, 0])],
    ["elsewhere/d.ts", file([1, 1], [1, 1])],
  ]);
  const rooms = ["components", "packages/common", "plugin"];
  const sums = byRoom(files, rooms, (path) => rooms.find((room) => path.startsWith(`${room}/`)));

  it("adds up what each room has, and names the files that nothing has run", () => {
    expect(sums).to.deep.equal([
      {
        room: "components",
        files: 2,
        untouched: ["components/deep/b.ts"],
        lines: { covered: 9, total: 20 },
        branches: { covered: 1, total: 4 },
      },
      {
        room: "packages/common",
        files: 2,
        untouched: [],
        lines: { covered: 1999, total: 2000 },
        branches: { covered: 5, total: 5 },
      },
    ]);
  });

  it("is a table, in which only what is whole has 100 %", () => {
    expect(formatCoverage(sums).split("\n")).to.deep.equal([
      "room             files   lines  branches",
      "components           2  45.0 %    25.0 %",
      "packages/common      2  99.9 %   100.0 %",
      "all                  4  99.4 %    66.6 %",
      "",
      "nothing has run:",
      "components/deep/b.ts",
    ]);
  });
});
