import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { ProblemsError } from "../../../packages/common/problem";
import { readRecords, recorded, renderJson } from "../../../packages/cli/scenarios/report/recordsFile";
import { call, records, resultOf, served } from "./madeRuns";

describe("records of runs in a file", () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), "records-"))));
  after(() => rmSync(folder, { recursive: true }));

  const headers = { "x-secret": "not-for-reports" };
  const result = resultOf(
    {
      prices: { ptuPerHour: 2, promptPerMillion: 10, completionPerMillion: 100 },
      traffic: [{ name: "users", subscriptions: ["team"], users: 1, call: { headers } }],
    },
    records(
      [call({ costMicros: 5 }), call({ status: 0, firstByteMs: undefined, follows: "ptu-1" })],
      [served({})],
    ),
  );

  function problemsOf(content: string | Uint8Array | undefined): readonly string[] {
    const file = join(folder, "records.json");
    rmSync(file, { force: true });
    if (content !== undefined) writeFileSync(file, content);
    try {
      readRecords(file);
    } catch (error) {
      expect(error).to.be.instanceOf(ProblemsError);
      const { problems } = error as ProblemsError;
      for (const problem of problems) expect(problem.hint ?? "", problem.code).to.not.equal("");
      return problems.map(
        ({ code, place, subject, message }) =>
          `${place ? `${place.line}:${place.column} ` : ""}${code} ${subject ?? ""}: ${message}`,
      );
    }
    return [];
  }

  it("are read as they were written, in the encodings of shells too", () => {
    const text = renderJson([result]);
    const file = join(folder, "written.json");
    const plain = JSON.parse(JSON.stringify([recorded(result)])) as unknown;
    for (const content of [text, `\uFEFF${text}`, Buffer.from(`\uFEFF${text}`, "utf16le")]) {
      writeFileSync(file, content);
      expect(readRecords(file)).to.deep.equal(plain);
    }
    expect(text).to.not.contain("not-for-reports");
  });

  it("are refused where they are none, not taken for an empty comparison", () => {
    const other = JSON.stringify([{ ...recorded(result), recordsVersion: 2 }]);
    const before = JSON.stringify([{ name: "made", seed: 1, passed: true, assertions: [], calls: [] }]);
    const rows: readonly (readonly [string | undefined, string])[] = [
      [undefined, "FILE_UNREADABLE : It cannot be read: there is no such file"],
      ["", "1:1 SCENARIO_RECORDS_JSON : not JSON: Unexpected end of JSON input"],
      ["{}", "1:1 SCENARIO_RECORDS_SHAPE : it is no list of runs of scenarios"],
      ["[]", "1:1 SCENARIO_RECORDS_EMPTY : there is no run in it"],
      [other, "1:1 SCENARIO_RECORDS_VERSION : its records have recordsVersion 2, this command reads 1"],
      [before, "1:1 SCENARIO_RECORDS_VERSION : its records have no recordsVersion, this command reads 1"],
      ["[null]", "1:1 SCENARIO_RECORDS_VERSION : its records have no recordsVersion, this command reads 1"],
    ];
    for (const [content, problem] of rows)
      expect(
        problemsOf(content).map((line) => line.replace(/^1:1 (?=FILE)/, "")),
        content,
      ).to.deep.equal([problem]);
  });

  it("tell the place where they end or are no JSON", () => {
    const text = renderJson([result]);
    expect(problemsOf(text.slice(0, 40))[0]).to.match(/^[34]:\d+ SCENARIO_RECORDS_JSON/);
    expect(problemsOf(`\n> npm run\n${text}`)[0]).to.match(
      /SCENARIO_RECORDS_JSON : not JSON: Unexpected token/,
    );
  });

  it("tell all that is wrong in them, of a foreign file not every entry", () => {
    const one = recorded(result);
    expect(
      problemsOf(JSON.stringify([{ ...one, seed: "1", calls: [{ ...one.calls[0], status: -1 }] }])),
    ).to.have.length(2);
    const many = problemsOf(JSON.stringify([{ ...one, calls: Array.from({ length: 50 }, () => 1) }]));
    expect(many).to.have.length(11);
    expect(many.at(-1)).to.contain("40 more values are wrong");
  });
});
