import { expect } from "chai";
import { echoed } from "../support";
import { run } from "./runPolicies";

const sent = async (attributes: string) =>
  echoed(await run(`<authentication-basic ${attributes} />`)).headers["authorization"];

describe("authentication-basic", () => {
  it("encodes name and password", async () => {
    expect(await sent('username="u" password="p"')).to.equal("Basic dTpw");
    expect(await sent('username="@(&quot;u&quot;)" password="pä:ss"')).to.equal(
      `Basic ${Buffer.from("u:pä:ss").toString("base64")}`,
    );
  });

  it("needs both", () => {
    expect(() => run('<authentication-basic username="u" />')).to.throw("password");
    expect(() => run('<authentication-basic password="p" />')).to.throw("username");
  });
});
