import { expect } from "chai";
import { echoed } from "../support";
import { run } from "./runPolicies";

const base = "https://backend.test/base/rooms/blue%20room/say";

describe("set-query-parameter", () => {
  const set = async (attributes: string, ...values: string[]) => {
    const content = values.map((value) => `<value>${value}</value>`).join("");
    return echoed(await run(`<set-query-parameter ${attributes}>${content}</set-query-parameter>`)).url;
  };

  it("overrides whatever the case of the name, as it does where no action is named", async () => {
    const room = '@(context.Request.MatchedParameters["room"])';
    expect(await set('name="A" exists-action="override"', room)).to.equal(`${base}?b=x%20y&A=blue%20room`);
    expect(await set('name="a"', "2")).to.equal(`${base}?b=x%20y&a=2`);
  });

  it("skips, appends and deletes", async () => {
    expect(await set('name="a" exists-action="skip"', "2")).to.equal(`${base}?a=1&b=x%20y`);
    expect(await set('name="c" exists-action="skip"', "2")).to.equal(`${base}?a=1&b=x%20y&c=2`);
    expect(await set('name="a" exists-action="append"', "2", "3")).to.equal(`${base}?a=1&b=x%20y&a=2&a=3`);
    expect(await set('name="B" exists-action="delete"')).to.equal(`${base}?a=1`);
  });

  it("encodes what would mean something else in a query, and needs a name", async () => {
    expect(await set('name="q r"', "1&amp;2=3#")).to.equal(`${base}?a=1&b=x%20y&q%20r=1%262%3D3%23`);
    expect(() => run("<set-query-parameter><value>1</value></set-query-parameter>")).to.throw("name");
  });
});
