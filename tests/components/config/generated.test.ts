import { expect } from "chai";
import { gatewayConfigSchema } from "../../../components/config/schema";
import { configJsonSchema, type KeySchema } from "../../../components/config/schema/jsonSchema";
import { childOf } from "../../../components/config/schema/navigate";
import { outdated } from "../../../packaging/schema/generate";

/** Every key, map and list item of the config. */
function keys(
  schema: KeySchema,
  path = "",
): readonly (readonly [path: string, schema: KeySchema, required: boolean])[] {
  const inner = Object.entries(schema.properties ?? {}).flatMap(([key, child]) => {
    const own = path === "" ? key : `${path}.${key}`;
    const required = schema.required?.includes(key) ?? false;
    return [[own, child, required] as const, ...keys(child, own)];
  });
  return [...inner, ...(schema.items ? keys(schema.items, `${path}[]`) : [])];
}

describe("what is generated from the config's schema", () => {
  const all = keys(configJsonSchema());

  it("is what `npm run generate:schema` writes now", async () => {
    expect(await outdated()).to.deep.equal([]);
  });

  it("has prose for every key", () => {
    expect(all.length).to.be.greaterThan(120);
    const bare = all.filter(([, { description }]) => !/^\S.{5,}[.:;`)]$/s.test(description ?? ""));
    expect(bare.map(([path]) => path)).to.deep.equal([]);
  });

  it("says what holds where a key is left out, and gives an example where one must be written", () => {
    const silent = all.filter(
      ([, { default: fallback, otherwise }, required]) => !required && fallback === undefined && !otherwise,
    );
    expect(silent.map(([path]) => path)).to.deep.equal([]);
    const without = all.filter(
      ([, { type, example, items }, required]) =>
        required && type !== "object" && !items && example === undefined,
    );
    expect(without.map(([path]) => path)).to.deep.equal([]);
  });

  it("gives numbers a unit, and pages with https", () => {
    // Ordinal numbers and shares of turns have none.
    const pure = /\.(priority|weight|primary|secondary)$/;
    const without = all.filter(
      ([path, { type, unit }]) => (type === "number" || type === "integer") && !unit && !pure.test(path),
    );
    expect(without.map(([path]) => path)).to.deep.equal([]);
    for (const [path, { page = "https://" }] of all) expect(page, path).to.match(/^https:\/\//);
  });

  it("has examples that the schema takes", () => {
    for (const [path, { example }] of all) {
      if (example === undefined) continue;
      const schema = path
        .split(".")
        .flatMap((part) => (part.endsWith("[]") ? [part.slice(0, -2), 0] : [part]))
        .reduce<unknown>(childOf, gatewayConfigSchema) as typeof gatewayConfigSchema;
      expect(schema.safeParse(example).error?.issues, path).to.equal(undefined);
    }
  });
});
