import { expect } from "chai";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEstate, runEstate, type RunningEstate } from "../../../packages/local-gateway/command/runEstate";
import type { RunOptions } from "../../../packages/local-gateway/command/runOptions";

const policy = (header: string) => `<policies>
    <inbound>
        <set-header name="X-By" exists-action="override"><value>${header}</value></set-header>
    </inbound>
    <backend><forward-request /></backend>
</policies>`;

describe("run", () => {
  let folder: string;
  let server: Server;
  let backend: string;
  const printed: string[] = [];
  const output = {
    out: (text: string) => void printed.push(text),
    error: (text: string) => void printed.push(text),
  };
  const options = (path: string, more: Partial<RunOptions> = {}): RunOptions => ({
    ...{ path: join(folder, path), port: 0, dashboardPort: 0, https: false, watch: false, check: false },
    ...more,
  });
  const running: RunningEstate[] = [];
  const open = async (path: string, more: Partial<RunOptions> = {}) => {
    printed.length = 0;
    const one = await openEstate(options(path, more), output);
    running.push(one);
    return one;
  };

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "run-"));
    server = createServer((request, response) => {
      response.end(JSON.stringify([request.url, request.headers["x-by"], request.headers.host]));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    backend = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    writeFileSync(join(folder, "policy.xml"), policy("one"));
  });
  afterEach(async () => {
    for (const one of running.splice(0)) await one.close();
  });
  after(async () => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
    await once(server, "close");
  });

  it("serves a policy in front of a server of this machine, with a dashboard that has its trace", async () => {
    const { url, dashboardUrl } = await open("policy.xml", { backend: new Map([["", `${backend}/base`]]) });
    expect(await (await fetch(`${url}/a?b=1`)).json()).to.include.members(["/base/a?b=1", "one"]);
    const state = (await (await fetch(`${dashboardUrl}/api/state`)).json()) as {
      requests: { page: { id: string }[] };
    };
    expect(state.requests.page).to.have.length(1);
    const keys = (await (await fetch(`${dashboardUrl}/api/access`)).json()) as {
      keys: { subscription: string }[];
    };
    expect(keys.keys.map(({ subscription }) => subscription)).to.deep.equal(["local", "master"]);
    expect(printed.join("")).to.contain(url).and.to.contain(dashboardUrl);
  });

  it("shows what would be sent where no backend is given, and asks for one", async () => {
    const { url } = await open("policy.xml");
    const body = (await (await fetch(`${url}/x`, { method: "POST", body: "hi" })).json()) as {
      headers: Record<string, string>;
      body: string;
    };
    expect([body.headers["X-By"], body.body]).to.deep.equal(["one", "hi"]);
    expect(printed.join("")).to.match(/policy\.xml:1:1 warning BACKEND_MISSING .*--backend http:/);
  });

  const answer = (of: string) =>
    `<policies><inbound><return-response><set-body>${of}</set-body></return-response></inbound></policies>`;

  it("serves every document of a folder, with names that are one to Azure too", async () => {
    const names = ["a.b.xml", "a-b.xml", "A-B.XML", "a b.cshtml", "a-b-2.xml"];
    mkdirSync(join(folder, "alike"));
    for (const name of names) writeFileSync(join(folder, "alike", name), answer(name));
    const { url } = await open("alike");
    const text = async (path: string) => (await fetch(`${url}/${path}`)).text();
    const paths = [...printed.join("").matchAll(/^ {3}http:\/\/127\.0\.0\.1:\d+\/(\S+)/gm)].map(
      ([, path]) => path!,
    );
    expect((await Promise.all(paths.map(text))).sort()).to.deep.equal([...names].sort());
    expect(
      printed.join("").match(/alike\/\S.*:1:1 warning ESTATE_PATH_TAKEN Another file is served at/g),
    ).to.have.length(3);
  });

  it("serves every route of a simulator's configuration, with names that are one to Azure too", async () => {
    const routes = ["a b", "A-B", "a.b"].map((name, index) => ({
      ...{ name, path_prefix: `/r${index}`, upstream_base_url: "http://localhost:1" },
      policies_xml: answer(name),
    }));
    writeFileSync(join(folder, "simulator.json"), JSON.stringify({ routes }));
    const { url } = await open("simulator.json");
    for (const [index, { name }] of routes.entries())
      expect(await (await fetch(`${url}/r${index}/x`)).text()).to.equal(name);
  });

  it("tells of fragments of one name in a folder that are not one", async () => {
    const fragment = (header: string) =>
      `<fragment><set-header name="${header}" exists-action="skip"><value>1</value></set-header></fragment>`;
    for (const [team, header] of [
      ["one", "a"],
      ["two", "b"],
      ["three", "b"],
    ] as const) {
      mkdirSync(join(folder, "teams", team), { recursive: true });
      writeFileSync(join(folder, "teams", team, "auth.xml"), fragment(header));
      writeFileSync(join(folder, "teams", team, "api.xml"), policy(team));
    }
    await open("teams");
    expect(
      printed.join("").match(/teams.*auth\.xml:1:1 warning ESTATE_FRAGMENT_TWICE/g),
    ).to.have.length.within(1, 2);
  });

  it("takes named values as they are written", async () => {
    writeFileSync(join(folder, "values.xml"), answer("{{a}} {{b}} {{c}} {{d}} {{e}}"));
    writeFileSync(
      join(folder, "values.yaml"),
      "a: 007\nb: 1.10\nc: 12345678901234567890\nd: 2026-01-01\ne: True\n",
    );
    const { url } = await open("values.xml", { namedValues: join(folder, "values.yaml") });
    expect(await (await fetch(url)).text()).to.equal("007 1.10 12345678901234567890 2026-01-01 True");
  });

  it("refuses named values that are no texts, each with its place and none with its value", async () => {
    writeFileSync(join(folder, "values.yaml"), "a: [s1]\nb: {x: s2}\nc:\nd: null\ne: ''\n");
    printed.length = 0;
    expect(
      await runEstate(
        options("policy.xml", { check: true, namedValues: join(folder, "values.yaml") }),
        output,
      ),
    ).to.equal(1);
    const told = printed.join("");
    for (const text of [":1:1 error VALUES_YAML a: is a map or a list", ":2:1 error VALUES_YAML b:"])
      expect(told).to.contain(text);
    for (const text of [":3:1 error VALUES_YAML c: has no value", ":4:1 error VALUES_YAML d: has no value"])
      expect(told).to.contain(text);
    expect(told).to.not.match(/s1|s2|VALUES_YAML e/);
  });

  const template = (value: string, type: string, more: object = {}) => {
    const service = { type: "Microsoft.ApiManagement/service", name: "svc", apiVersion: "2022-08-01" };
    const api = { path: "", displayName: "a", protocols: ["https"], subscriptionRequired: false };
    writeFileSync(
      join(folder, "template.json"),
      JSON.stringify({
        $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        contentVersion: "1.0.0.0",
        parameters: { value: { type, ...more } },
        resources: [
          { ...service, location: "x", sku: { name: "Developer", capacity: 1 }, properties: {} },
          { ...service, type: `${service.type}/apis`, name: "svc/a", properties: api },
          {
            ...{ ...service, type: `${service.type}/apis/policies`, name: "svc/a/policy" },
            properties: { format: "rawxml", value: `[format('${answer("{0}")}', parameters('value'))]` },
          },
        ],
      }),
    );
    writeFileSync(join(folder, "parameters.yaml"), `value: ${value}\n`);
  };

  /** Type of the parameter, what is given for it => what the template has. */
  for (const [type, given, has] of [
    ["string", "1.10", "1.10"],
    ["securestring", "007", "007"],
    ["string", "12345678901234567890", "12345678901234567890"],
    ["String", "true", "true"],
    ["int", "12", "12"],
    ["string", "abc", "abc"],
  ] as const)
    it(`has ${given} as ${type} of a parameter, from the command line and from a file`, async () => {
      template(given, type);
      const one = await open("template.json", { parameter: new Map([["VALUE", given]]) });
      expect(await (await fetch(one.url)).text()).to.equal(has);
      const other = await open("template.json", { parameters: join(folder, "parameters.yaml") });
      expect(await (await fetch(other.url)).text()).to.equal(has);
    });

  /** What Azure refuses of a parameter's value => what is told. */
  for (const [type, more, given, told] of [
    [
      "int",
      {},
      { value: "abc" },
      /template\.json:1:\d+ error TEMPLATE_PARAMETER_VALUE .* not of its type, int/,
    ],
    ["bool", {}, { value: "yes" }, /error TEMPLATE_PARAMETER_VALUE/],
    ["array", {}, { value: "{}" }, /error TEMPLATE_PARAMETER_VALUE/],
    ["string", { allowedValues: ["a", "b"] }, { value: "c" }, /TEMPLATE_PARAMETER_VALUE .*Give one of: a, b/],
    [
      "string",
      {},
      { value: "a", valeu: "b" },
      /warning TEMPLATE_PARAMETER_UNKNOWN .*"valeu".*Did you mean value\?/,
    ],
  ] as const)
    it(`tells what Azure would refuse: ${JSON.stringify(given)} for ${type}`, async () => {
      template("x", type, more);
      printed.length = 0;
      const parameter = new Map(Object.entries(given));
      await runEstate(options("template.json", { check: true, parameter }), output);
      expect(printed.join("")).to.match(told);
    });

  it("takes a changed file, and stays as it was where the change is broken", async () => {
    const { url } = await open("policy.xml", { watch: true });
    const by = async () =>
      ((await (await fetch(url)).json()) as { headers: Record<string, string> }).headers["X-By"];
    const until = async (text: string) => {
      while (!printed.join("").includes(text)) await new Promise((resolve) => setTimeout(resolve, 20));
    };
    writeFileSync(join(folder, "policy.xml"), policy("two"));
    await until("taken");
    expect(await by()).to.equal("two");
    writeFileSync(join(folder, "policy.xml"), policy("@(nope)"));
    await until("CS0103");
    expect(await by()).to.equal("two");
    writeFileSync(join(folder, "policy.xml"), policy("one"));
  });

  it("takes changes of values and of fragments in other folders", async () => {
    mkdirSync(join(folder, "elsewhere"), { recursive: true });
    const values = join(folder, "elsewhere", "values.yaml");
    const fragment = join(folder, "elsewhere", "by.frag");
    const setBy = (text: string) =>
      `<fragment><set-header name="X-By" exists-action="override"><value>${text}</value></set-header></fragment>`;
    writeFileSync(values, "who: one\n");
    writeFileSync(fragment, setBy("{{who}}"));
    writeFileSync(
      join(folder, "including.xml"),
      '<policies><inbound><include-fragment fragment-id="by" /></inbound></policies>',
    );
    const { url } = await open("including.xml", {
      watch: true,
      namedValues: values,
      fragment: new Map([["by", fragment]]),
    });
    const by = async () =>
      ((await (await fetch(url)).json()) as { headers: Record<string, string> }).headers["X-By"];
    const taken = async (name: string) => {
      while (!printed.some((line) => line.includes(name) && line.includes("taken")))
        await new Promise((resolve) => setTimeout(resolve, 20));
    };
    expect(await by()).to.equal("one");
    writeFileSync(values, "who: two\n");
    await taken("values.yaml");
    expect(await by()).to.equal("two");
    writeFileSync(fragment, setBy("three"));
    await taken("by.frag");
    expect(await by()).to.equal("three");
  });

  it("calls nothing outside this machine unless it is told to", async () => {
    const refusal = open("policy.xml", { backend: new Map([["", "https://api.contoso.example"]]) });
    expect(await refusal.then(String, String))
      .to.contain("BACKEND_NOT_LOCAL")
      .and.to.contain("--allow-host api.contoso.example");
  });

  it("speaks HTTPS, and tells where its certificate is", async () => {
    const { url } = await open("policy.xml", { https: true });
    expect(url).to.match(/^https:/);
    const file = /its certificate: (\S+)/.exec(printed.join(""))?.[1];
    expect(readFileSync(file!, "utf8")).to.contain("BEGIN CERTIFICATE");
  });

  it("--check says what is missing, all at once, and ends with 1; with everything there 0", async () => {
    writeFileSync(
      join(folder, "missing.xml"),
      `<policies><inbound>
  <include-fragment fragment-id="f" />
  <set-backend-service backend-id="b" />
  <set-header name="X" exists-action="override"><value>{{v}}</value></set-header>
</inbound></policies>`,
    );
    printed.length = 0;
    expect(await runEstate(options("missing.xml", { check: true }), output)).to.equal(1);
    for (const said of [
      /:2:\d+ error .*"f".*--fragment f=FILE/,
      /:3:\d+ error .*"b".*--backend b=/,
      /:4:\d+ error .*"v".*--named-values/,
    ])
      expect(printed.join("")).to.match(said);
    writeFileSync(join(folder, "values.yaml"), "v: secret\n");
    writeFileSync(
      join(folder, "f.frag"),
      "<fragment><base-less /></fragment>".replace("<base-less />", "<set-method>GET</set-method>"),
    );
    const complete = {
      check: true,
      namedValues: join(folder, "values.yaml"),
      fragment: new Map([["f", join(folder, "f.frag")]]),
      backend: new Map([["b", "echo"]]),
    };
    expect(await runEstate(options("missing.xml", complete), output)).to.equal(0);
  });
});
