import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { run } from "../../packages/cli/main";

const broken =
  '<policies>\n<inbound><base /><set-varible name="a" value="b" /></inbound>\n<on-error /></policies>';
const consumed =
  '<fragment><set-variable name="m" value="@((string)context.Request.Body.As<JObject>()["model"])" /></fragment>';

describe("azure-genai-gateway", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "cli-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  async function call(args: readonly string[], input = "") {
    let out = "";
    let error = "";
    const code = await run(args, {
      out: (text) => void (out += text),
      error: (text) => void (error += text),
      readInput: () => input,
      write: (file, text) => writeFileSync(file, text),
    });
    return { code, out, error };
  }
  function file(name: string, text: string): string {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  }

  it("reports all problems of all files with file, line, column and the next step", async () => {
    const path = file("a.xml", broken);
    const { code, out } = await call(["lint", path, file("b.xml", consumed)]);
    expect(code).to.equal(1);
    expect(out).to.include(`${path}:2:18 error POLICY_UNKNOWN_ELEMENT`).and.include("set-variable");
    expect(out).to.include(`${path}:3:1 warning LINT_MISSING_BASE`);
    expect(out).to.include("b.xml:1:").and.include("LINT_BODY_CONSUMED").and.include("2 documents: 1 error, 2 warnings");
  });

  it("takes folders, patterns and standard input, and passes over XML that is no policy", async () => {
    file("a.xml", consumed);
    file("web.xml", "<configuration />");
    expect((await call(["lint", folder])).out).to.include("1 document:");
    expect((await call(["lint", `${folder}/**/*.xml`])).out).to.include("2 documents:");
    expect((await call(["lint", "-"], consumed)).out).to.include("<stdin>:1:");
  });

  it("ends with 1 for too many warnings, 2 for what it cannot read or does not know", async () => {
    const path = file("a.xml", consumed);
    expect((await call(["lint", path])).code).to.equal(0);
    expect((await call(["lint", path, "--max-warnings", "0"])).code).to.equal(1);
    expect((await call(["lint", path, "--rule", "LINT_BODY_CONSUMED=error"])).code).to.equal(1);
    expect((await call(["lint", path, "--rule", "LINT_BODY_CONSUMED=off"])).out).to.include("0 warnings");
    expect((await call(["lint", join(folder, "nope.xml")]))).to.deep.include({ code: 2 });
    expect((await call(["lint", path, "--rule", "NOPE=off"]))).to.deep.include({ code: 2 });
    expect((await call(["lint", path, "--frmat", "json"])).error).to.include("--format");
    expect((await call(["lint"])).code).to.equal(2);
    expect((await call(["lint", "--help"])).code).to.equal(0);
  });

  it("writes JSON and SARIF that tools can read", async () => {
    const path = file("a.xml", consumed);
    const json = JSON.parse((await call(["lint", path, "--format", "json"])).out) as { code: string }[];
    expect(json.map(({ code }) => code)).to.deep.equal(["LINT_BODY_CONSUMED"]);
    const sarif = JSON.parse((await call(["lint", path, "--format", "sarif"])).out) as {
      version: string;
      runs: { results: { ruleId: string; level: string; fixes: unknown[]; locations: { physicalLocation: { region: unknown } }[] }[]; tool: { driver: { rules: { id: string; helpUri: string }[] } } }[];
    };
    const [first] = sarif.runs[0]!.results;
    expect(sarif.version).to.equal("2.1.0");
    expect(first).to.deep.include({ ruleId: "LINT_BODY_CONSUMED", level: "warning" });
    expect(first!.locations[0]!.physicalLocation.region).to.deep.include({ startLine: 1, startColumn: 72 });
    expect(first!.fixes).to.have.length(1);
    expect(sarif.runs[0]!.tool.driver.rules[0]!.helpUri).to.match(/^https:\/\/learn\.microsoft\.com\//);
  });

  it("mends what is safe to mend, in files and from standard input", async () => {
    const path = file("a.xml", consumed);
    expect((await call(["lint", path, "--fix"]))).to.deep.include({ code: 0, out: "1 document: 0 errors, 0 warnings\n" });
    expect(readFileSync(path, "utf8")).to.equal(consumed.replace("As<JObject>()", "As<JObject>(preserveContent: true)"));
    expect((await call(["lint", "-", "--fix"], consumed)).out).to.equal(readFileSync(path, "utf8"));
  });

  it("knows named values and fragments when told, and shows no value", async () => {
    const path = file("a.xml", '<fragment><set-variable name="a" value="{{known}}{{unknown}}" /></fragment>');
    const values = file("values.yaml", "known: s3cret-value\n");
    const { out, code } = await call(["lint", path, "--named-values", values]);
    expect(code).to.equal(1);
    expect(out).to.include("POLICY_UNKNOWN_NAMED_VALUE").and.include("unknown").and.not.include("s3cret-value");
    const user = file("b.xml", '<policies><inbound><base /><include-fragment fragment-id="a" /><include-fragment fragment-id="c" /></inbound></policies>');
    expect((await call(["lint", user, path, "--fragments"])).out).to.include("POLICY_UNKNOWN_FRAGMENT").and.include("b.xml:1:");
  });

  it("holds expressions against named values as they are written", async () => {
    const path = file("a.xml", '<fragment><choose><when condition="@(&quot;{{id}}&quot;.Length == 3 &amp;&amp; {{id}} > 1)"><set-variable name="a" value="b" /></when></choose></fragment>');
    const refused = await call(["lint", path, "--named-values", file("none.yaml", "id: [1]\n")]);
    expect(refused.code).to.equal(2);
    expect(refused.error).to.include("none.yaml:1:1 error NAMED_VALUES_YAML id: is a map or a list, not a text");
    const taken = await call(["lint", path, "--named-values", file("id.yaml", "id: 007\n")]);
    expect(taken.out).to.not.include(" error ");
  });

  it("lays documents out", async () => {
    const path = file("a.xml", "<fragment><base/></fragment>");
    expect((await call(["fmt", path])).out).to.equal("<fragment>\n    <base />\n</fragment>\n");
    expect((await call(["fmt", "--check", path]))).to.deep.include({ code: 1, out: `${path}\n` });
    expect((await call(["fmt", "--write", path])).code).to.equal(0);
    expect((await call(["fmt", "--check", path]))).to.deep.include({ code: 0, out: "" });
    expect((await call(["fmt", file("b.xml", "<fragment>")]))).to.deep.include({ code: 1, out: "" });
  });

  it("finds nothing in the project's own policies, and runs as a command", async () => {
    const root = resolve(__dirname, "../..");
    const out = execFileSync(process.execPath, ["packages/cli/bin.js", "lint", "policies", "--fragments", "--max-warnings", "0"], { cwd: root, encoding: "utf8" });
    expect(out).to.match(/^\d+ documents: 0 errors, 0 warnings\n$/);
  });
}); // prettier-ignore
