import { expect } from "chai";
import { answered } from "./converting";

const policy = '<jsonp callback-parameter-name="cb" />';

describe("jsonp", () => {
  it("wraps the answer in the function that is named", async () => {
    const answer = await answered(policy, '{"a":1}', "application/json", {}, "/chat/?x=1&cb=my.call");
    expect(answer.text).to.equal('my.call({"a":1})');
    expect(answer.headers.get("Content-Type")).to.equal("application/javascript");
  });

  it("leaves the answer alone without the parameter, or when it names no function", async () => {
    for (const query of ["", "?cb=", "?cb=alert(1)%2F%2F", "?cb=a%3Cscript%3E", "?other=f"])
      expect((await answered(policy, '{"a":1}', "application/json", {}, `/chat/${query}`)).text).to.equal(
        '{"a":1}',
      );
  });
});
