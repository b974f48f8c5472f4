import { expect } from "chai";
import { outside, wrongAddresses } from "../../../packages/local-gateway/estate/outside";
import { VirtualClock } from "../../../packages/common/clock";
import type { DeclaredResource } from "../../../packages/common/resource";

describe("addresses on the command line", () => {
  const none = "BACKEND_ADDRESS";
  const away = "BACKEND_NOT_LOCAL";
  /** --backend NAME=ADDRESS => what is wrong with it. */
  const table: readonly (readonly [address: string, code?: string])[] = [
    ["echo"],
    ["http://127.0.0.1:5000"],
    ["https://127.0.0.1:5000/api"],
    ["http://127.1.2.3"],
    ["http://localhost:5000"],
    ["http://LOCALHOST:5000"],
    ["http://[::1]:5000"],
    // A simulated account answers for it.
    ["https://aoai-shop.openai.azure.com"],
    ["https://api.contoso.example", away],
    ["http://10.0.0.4", away],
    ["http://0.0.0.0:5000", away],
    ["http://127.0.0.1.contoso.example", away],
    ["http://localhost.contoso.example", away],
    ["http://contoso.example/127.0.0.1", away],
    ["http://127.0.0.1@contoso.example", away],
    ["http://[::2]:5000", away],
    ["https://aoai-shop.openai.azure.com.contoso.example", away],
    ["ftp://127.0.0.1", none],
    ["127.0.0.1:5000", none],
    ["nowhere", none],
    ["", none],
  ];
  for (const [address, code] of table) {
    it(`orders=${address} => ${code ?? "taken"}`, () => {
      const given = { clock: new VirtualClock(), backends: new Map([["orders", address]]) };
      expect(wrongAddresses(given).map((problem) => problem.code)).to.deep.equal(code ? [code] : []);
    });
    it(`${address} for all others => ${code ?? "taken"}`, () => {
      const given = { clock: new VirtualClock(), fallback: address };
      expect(wrongAddresses(given).map((problem) => problem.code)).to.deep.equal(code ? [code] : []);
    });
  }

  it("are told all at once, and taken where the host is allowed or answered for", () => {
    const given = {
      clock: new VirtualClock(),
      backends: new Map([
        ["one", "https://one.example"],
        ["two", "https://two.example"],
        ["three", "https://three.example"],
      ]),
      fallback: "nowhere",
    };
    const messages = (more: object) => wrongAddresses({ ...given, ...more }).map(({ message }) => message);
    expect(messages({})).to.deep.equal([
      "--backend one=https://one.example: one.example is not on this machine",
      "--backend two=https://two.example: two.example is not on this machine",
      "--backend three=https://three.example: three.example is not on this machine",
      "--backend nowhere: that is no address",
    ]);
    const hosts = { "three.example": () => Promise.reject(new Error("not called")) };
    expect(messages({ allowHosts: new Set(["one.example"]), hosts })).to.deep.equal([
      "--backend two=https://two.example: two.example is not on this machine",
      "--backend nowhere: that is no address",
    ]);
  });
});

describe("hosts of backends that nobody here answers for", () => {
  /** What the backend's description says => whether it is told. */
  const table: readonly (readonly [description: string, told: boolean])[] = [
    ["Azure AI Search (service: search)", false],
    ["Azure AI Document Intelligence (service: documentIntelligence)", false],
    ["Orders", true],
  ];
  for (const [description, told] of table)
    it(`${description} => ${told ? "told" : "played"}`, () => {
      const backend = {
        ...{ urn: "", name: "backend", id: "/backends/b", type: "azure-native:apimanagement:Backend" },
        inputs: { backendId: "b", description, url: "https://srch-shared.search.windows.net" },
        outputs: {},
      } as unknown as DeclaredResource;
      const { problems } = outside({ clock: new VirtualClock(), resources: [backend], documents: [] });
      expect(problems.map(({ code }) => code)).to.deep.equal(told ? ["HOST_UNANSWERED"] : []);
    });
});
