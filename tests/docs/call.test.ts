import { readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "chai";

const root = resolve(__dirname, "../..");

/** The deployed documents, one after another. */
const policies = readdirSync(join(root, "policies"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".xml"))
  .map((name) => readFileSync(join(root, "policies", name), "utf8"))
  .join("\n");

const page = readFileSync(join(root, "docs/call.md"), "utf8");

/** Codes in the second column of the table of errors. */
const named = [...page.matchAll(/^\| \d{3}[^|]*\| (.+?) \|/gm)]
  .flatMap(([, cell]) => [...cell!.matchAll(/`(\w+)`/g)].map(([, code]) => code!))
  .filter((code) => !/^\d+$/.test(code));

/** What a policy writes as an error's code: as a property, as a variable of that name, or through its helper refuse. */
const written = [
  ...policies.matchAll(/"code", (?:[^,\n]*\? )?"(\w+)"(?: : "(\w+)")?/g),
  ...policies.matchAll(/\bcode = [^;]*?"([A-Za-z]\w+)"/g),
  ...policies.matchAll(/\brefuse\(\d{3}, "(\w+)"/g),
]
  .flatMap(([, ...codes]) => codes)
  .filter((code): code is string => code !== undefined && !/^(\d+|message)$/.test(code));

describe("docs/call.md", () => {
  it("says what to do about every error that the policies make, and about no other", () => {
    expect(written).to.have.length.above(15);
    expect([...new Set(named)].sort()).to.deep.equal([...new Set(written)].sort());
  });

  it("names the limits that the policies name", () => {
    const limits = [...page.matchAll(/^\| ((?:`\w+`(?:, )?)+) \|/gm)]
      .flatMap(([, cell]) => [...cell!.matchAll(/`(\w+)`/g)].map(([, name]) => name!))
      .filter((name) => !/^x-/.test(name));
    // The six of products, subscriptions and users are made of both and of `tokens` or `budget` (products/*.xml).
    const kinds = ["product", "subscription", "user"].flatMap((whose) => [
      `${whose}_tokens`,
      `${whose}_budget`,
    ]);
    expect(policies).to.include('"backends"').and.include('value="shared_capacity"');
    // Those of services are made of both and of `calls` (components/services/parameters.ts).
    const calls = ["product_calls", "subscription_calls"];
    expect(limits).to.have.members([...kinds, ...calls, "shared_capacity", "backends"]);
  });

  it("names every header that the policies add to an answer", () => {
    const added = [
      ...policies.matchAll(/name="((?:x-g|x-ratelimit|retry-after)[\w-]+)" exists-action="override"/gi),
    ].map(([, name]) => name!.toLowerCase());
    // Those of the gateway's own requests to the accounts.
    const own = ["x-genai-admitted"];
    for (const name of new Set(added.filter((one) => !own.includes(one))))
      expect(page.toLowerCase(), name).to.include(`\`${name}`);
  });
});
