import { expect } from "chai";
import { echoed } from "../support";
import { header, run } from "./runPolicies";

const set = (value: string) => `<set-variable name="x" value="${value}" />`;
const shown = async (value: string, expression: string) =>
  echoed(await run(set(value) + header("x-shown", "override", `@(${expression})`))).headers["x-shown"];

describe("set-variable", () => {
  it("keeps the type that an expression gives, and text as text", async () => {
    const type = 'context.Variables["x"].GetType().Name';
    expect(await shown("@(2)", type)).to.equal("Int32");
    expect(await shown("2", type)).to.equal("String");
    expect(await shown("@(2 &gt; 1)", type)).to.equal("Boolean");
  });

  it("keeps null, as a variable that is there", async () => {
    const there = 'context.Variables.ContainsKey("x") + " " + (context.Variables["x"] == null)';
    expect(await shown("@((string)null)", there)).to.equal("True True");
  });

  it("replaces what the variable held, from what it held", async () => {
    const again = set("@((int)context.Variables[&quot;x&quot;] + 1)");
    const { headers } = echoed(
      await run(set("@(1)") + again + header("x-shown", "override", '@(context.Variables["x"].ToString())')),
    );
    expect(headers["x-shown"]).to.equal("2");
  });

  it("needs name and value, and fails the call for a cast of the wrong type", async () => {
    expect(() => run('<set-variable name="x" />')).to.throw("value");
    expect(() => run('<set-variable value="1" />')).to.throw("name");
    expect((await run(set("1") + set("@((int)context.Variables[&quot;x&quot;])"))).status).to.equal(500);
  });
});
