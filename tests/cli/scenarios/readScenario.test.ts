import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { ProblemsError } from "../../../packages/common/problem";
import { libraryNames, readScenario } from "../../../packages/cli/scenarios/model/readScenario";

function fileWith(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), "scenario-")), "mine.yaml");
  writeFileSync(file, text);
  return file;
}

function problemsOf(text: string) {
  try {
    readScenario(fileWith(text));
  } catch (error) {
    if (error instanceof ProblemsError) return error.problems;
    throw error;
  }
  throw new Error("The scenario was read");
}

describe("reading a scenario", () => {
  it("fills in what is left out", () => {
    const scenario = readScenario(
      fileWith(
        [
          "name: mine",
          "description: A call",
          "duration: 10",
          "traffic: [{ name: a, subscriptions: [b], users: 1 }]",
          "assert: [{ name: c, measure: calls, atLeast: 1 }]",
        ].join("\n"),
      ),
    );
    expect(scenario).to.include({ stack: "ptu", seed: 1, instances: 1 });
    expect(scenario.traffic[0]).to.deep.include({
      think: 1,
      call: {
        operation: "chat",
        promptTokens: 100,
        seconds: 10,
        maxTokens: 100,
        stream: false,
        body: {},
        turns: 2,
        headers: {},
        followUps: 0,
      },
    });
  });

  it("reports every mistake at once, where it stands", () => {
    const problems = problemsOf(
      [
        "name: My Scenario",
        "description: ''",
        "duration: -1",
        "colour: red",
        "traffic:",
        "  - { name: a, subscriptions: [], users: 1, stages: [{ from: 0, users: 1 }] }",
        "  - { name: b, subscriptions: [c], users: 1, call: { operation: converse } }",
        "assert:",
        "  - name: nothing to compare with",
        "    measure: happiness",
      ].join("\n"),
    );
    expect(problems.map(({ subject, place }) => [subject, place?.line])).to.have.deep.members([
      ["name", 1],
      ["description", 2],
      ["duration", 3],
      [undefined, 1],
      ["traffic.0.subscriptions", 6],
      ["traffic.0", 6],
      ["traffic.1.call.deployment", 7],
      ["assert.0.measure", 10],
    ]);
    expect(problems.find(({ code }) => code === "SCENARIO_UNKNOWN_KEY")?.message).to.contain("colour");
  });

  it("places what is not YAML at all", () => {
    const [problem] = problemsOf("name: [\ntraffic: }");
    expect(problem).to.include({ code: "SCENARIO_YAML" });
    expect(problem?.place?.line).to.be.greaterThan(0);
  });

  it("names the scenarios there are when one is not there", () => {
    expect(() => readScenario("spike-overflw")).to.throw(ProblemsError, "spike-overflow");
  });

  for (const name of libraryNames()) {
    it(`reads ${name}, which has the name of its file`, () => {
      expect(readScenario(name).name).to.equal(name);
    });
  }
});
