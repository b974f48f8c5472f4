import { expect } from "chai";
import fc from "fast-check";
import { parseGatewayConfig } from "../../../components/config/parse";
import { configOf, devStack } from "./stackFile";

const dev = configOf(devStack);
const tenant = "11111111-1111-1111-1111-111111111111";
const other = "99999999-9999-9999-9999-999999999999";
const app = "22222222-2222-2222-2222-222222222222";
const group = "33333333-3333-3333-3333-333333333333";
const entra = { tenants: [tenant], audiences: ["api://genai"] };
const keys = { name: "keys", displayName: "Keys", subscriptions: [{ name: "keys-a" }] };
const product = (name: string, identity: object, more: object = {}) => ({
  name,
  displayName: name,
  identity,
  ...more,
});
const found = (products: readonly object[], more: object = { entra }) =>
  parseGatewayConfig({ ...dev, ...more, products })
    .problems.filter(({ severity }) => severity === "error")
    .map(({ code, subject }) => `${code} ${subject}`);

describe("products that are called with tokens, at preview", () => {
  const sound = { mode: "entra", applications: [app] };
  const rows: readonly (readonly [
    what: string,
    products: readonly object[],
    problems: string[],
    more?: object,
  ])[] = [
    ["keys alone", [keys], [], {}],
    ["mode key", [product("one", { mode: "key" }, { subscriptions: [{ name: "one-a" }] })], [], {}],
    ["a token of an application", [product("one", sound)], []],
    [
      "a key and a token",
      [product("one", { mode: "both", roles: ["R"] }, { subscriptions: [{ name: "a" }] })],
      [],
    ],
    ["no tenant", [product("one", sound)], ["CONFIG_IDENTITY_NO_ENTRA products[0].identity.mode"], {}],
    ["anybody", [product("one", { mode: "entra" })], ["CONFIG_IDENTITY_OPEN products[0].identity.mode"]],
    [
      "anybody with a key",
      [product("one", { mode: "both" })],
      ["CONFIG_IDENTITY_OPEN products[0].identity.mode"],
    ],
    [
      "conditions that no token is looked at for",
      [product("one", { mode: "key", roles: ["R"] })],
      ["CONFIG_IDENTITY_UNUSED products[0].identity.mode"],
    ],
    [
      "keys that open nothing",
      [product("one", sound, { subscriptions: [{ name: "a" }] })],
      ["CONFIG_IDENTITY_KEYS products[0].subscriptions"],
    ],
    [
      "limits of keys that are not there",
      [product("one", sound, { subscriptionTokensPerMinute: 5 })],
      ["CONFIG_IDENTITY_KEYS products[0].subscriptionTokensPerMinute"],
    ],
    [
      "a tenant of nobody's",
      [product("one", { ...sound, tenants: [other] })],
      ["CONFIG_IDENTITY_TENANT products[0].identity.tenants[0]"],
    ],
    ["a tenant in capitals", [product("one", { ...sound, tenants: [tenant.toUpperCase()] })], []],
    [
      "an audience of nobody's",
      [product("one", { ...sound, audience: "api://other" })],
      ["CONFIG_IDENTITY_AUDIENCE products[0].identity.audience"],
    ],
    ["the open product's own name", [product("by-token", sound)], ["CONFIG_BUILT_IN_NAME products[0].name"]],
    ["that name where there is no open product", [{ ...keys, name: "by-token" }], [], {}],
    [
      "two that ask for the same",
      [product("one", sound), product("two", sound)],
      ["CONFIG_IDENTITY_HIDDEN products[1].identity"],
    ],
    [
      "one that asks for more, second",
      [product("one", sound), product("two", { ...sound, roles: ["R"] })],
      ["CONFIG_IDENTITY_HIDDEN products[1].identity"],
    ],
    [
      "one that asks for more, first",
      [product("one", { ...sound, roles: ["R"] }), product("two", sound)],
      [],
    ],
    [
      "two of other groups",
      [product("one", { mode: "entra", groups: [group] }), product("two", { mode: "entra", groups: [app] })],
      [],
    ],
    [
      "one that opens fewer APIs, first",
      [product("one", sound, { apis: ["openAiV1"] }), product("two", sound)],
      [],
    ],
    [
      "a product's name as an application",
      [product("one", { mode: "entra", applications: ["chat"] })],
      ["CONFIG_INVALID_FORMAT products[0].identity.applications[0]"],
    ],
    [
      "users by what no token names them by",
      [product("one", { ...sound, users: [app.toUpperCase(), "ann@example.com"] })],
      ["CONFIG_IDENTITY_USER products[0].identity.users[1]"],
    ],
    ["users by another claim", [product("one", { ...sound, userClaim: "sub", users: ["AAbb_1"] })], []],
    [
      "a client id in capitals",
      [product("one", { ...sound, audience: "abcdef12-2222-2222-2222-222222222222" })],
      [],
      { entra: { ...entra, audiences: ["ABCDEF12-2222-2222-2222-222222222222"] } },
    ],
    [
      "what would end the policy's text",
      [product("one", { ...sound, roles: ['R"); //'] })],
      ["CONFIG_INVALID_FORMAT products[0].identity.roles[0]"],
    ],
    [
      "an empty list, which would take anybody",
      [product("one", { mode: "entra", roles: [] })],
      ["CONFIG_OUT_OF_RANGE products[0].identity.roles", "CONFIG_IDENTITY_OPEN products[0].identity.mode"],
    ],
    [
      "a name as the user's claim",
      [product("one", { ...sound, userClaim: "upn" })],
      ["CONFIG_INVALID_VALUE products[0].identity.userClaim"],
    ],
    [
      "an authority without TLS",
      [product("one", sound)],
      ["CONFIG_INVALID_FORMAT entra.authority"],
      { entra: { ...entra, authority: "http://login.example.com" } },
    ],
  ];
  for (const [what, products, problems, more] of rows)
    it(`${what} => ${problems.length}`, () =>
      expect(found(products, more ?? { entra })).to.deep.equal(problems));

  it("are told of all at once", () => {
    const bad = product(
      "one",
      { mode: "entra", tenants: [other], audience: "api://other" },
      {
        subscriptions: [{ name: "a" }],
        subscriptionBudget: { dollars: 1, promptPerMillion: 1, completionPerMillion: 1 },
      },
    );
    expect(found([bad, product("two", { mode: "key", users: ["x"] })])).to.have.lengthOf(6);
  });

  it("are told with a place, a word and a next step", () => {
    for (const { severity, message, hint, subject } of parseGatewayConfig({
      ...dev,
      products: [product("one", sound)],
    }).problems)
      if (severity === "error")
        for (const text of [message, hint, subject]) expect(text).to.have.length.above(3);
  });

  it("never come to what their text could change in a policy", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 20 }), (role) => {
        const problems = found([product("one", { ...sound, roles: [role] })]);
        const harmless = /^(?!@)[!#-;=?-[\]-z|~]+$/.test(role);
        expect(problems.length === 0, JSON.stringify(role)).to.equal(harmless);
      }),
      { numRuns: 30 },
    );
  });
});
