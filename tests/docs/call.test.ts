import { readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "chai";

const root = resolve(__dirname, "../..");

const texts = (folder: string, suffix: string): string =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(suffix))
    .map((name) => readFileSync(join(root, folder, name), "utf8"))
    .join("\n");

/** The deployed documents, one after another, and what components write into them where a stack asks for it. */
const policies = [
  texts("policies", ".xml"),
  texts("components/genAiApi", ".ts"),
  texts("components/useCase", ".ts"),
].join("\n");

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
    // Those of contracts are named where they are made, and beside the counter of calls.
    const grants = new Set(
      [...policies.matchAll(/(?:limitName: |name="genai-limit" value=)"(grant_\w+)"/g)].map(
        ([, name]) => name!,
      ),
    );
    expect(grants.size).to.equal(2);
    // Those of services are made of both and of `calls` (components/services/parameters.ts).
    const calls = ["product_calls", "subscription_calls"];
    expect(limits).to.have.members([...kinds, ...calls, ...grants, "shared_capacity", "backends"]);
  });

  it("names every header that the policies add to an answer", () => {
    const added = [
      ...policies.matchAll(/name="((?:x-g|x-ratelimit|retry-after)[\w-]+)" exists-action="override"/gi),
    ].map(([, name]) => name!.toLowerCase());
    // Those of the gateway's own requests to the accounts.
    const own = ["x-genai-admitted"];
    expect(added).to.include("x-genai-cache");
    for (const name of new Set(added.filter((one) => !own.includes(one))))
      expect(page.toLowerCase(), name).to.include(`\`${name}`);
  });
});

describe("the operator's table of symptoms", () => {
  const operate = readFileSync(join(root, "docs/operate.md"), "utf8");
  const symptoms = /^## Symptoms\n([\s\S]*?)^## /m.exec(operate)![1]!;

  it("has every error that is not the caller's own to mend", () => {
    const rows = [...page.matchAll(/^\| ([\d, ]+) \| (.+?) \|/gm)].map(([, status, cell]) => ({
      status: status!,
      cell: cell!,
    }));
    const codes = rows
      .filter(({ status }) => !/^(400|415)/.test(status))
      .flatMap(({ cell }) => [...cell.matchAll(/`([A-Za-z]\w+)`/g)].map(([, code]) => code!));
    expect(codes).to.have.length.above(20);
    for (const code of codes) expect(symptoms, code).to.include(`\`${code}\``);
  });
});
