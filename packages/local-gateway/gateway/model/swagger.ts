import { asRecord, type Json, records, stringsOf, textOf } from "../../resources/inputs";

/**
 * A Swagger 2.0 document as the OpenAPI 3 document that says the same, as far as API Management takes operations and
 * contracts from it. https://spec.openapis.org/oas/v2.0.html
 */
export function openApiOfSwagger(swagger: Json): Json {
  const resolve = (value: Json) => resolved(swagger, value);
  const consumes = stringsOf(swagger["consumes"]);
  const produces = stringsOf(swagger["produces"]);
  const paths = Object.entries(asRecord(swagger["paths"]) ?? {}).map(([path, item]) => {
    const entry = asRecord(item) ?? {};
    const shared = records(entry["parameters"]).map(resolve);
    const operations = Object.entries(entry).map(([method, value]) => {
      const operation = asRecord(value);
      if (!operation || method === "parameters") return [method, value] as const;
      const all = [...shared, ...records(operation["parameters"]).map(resolve)];
      return [method, converted(operation, all, { consumes, produces, resolve })] as const;
    });
    return [path, Object.fromEntries(operations.filter(([name]) => name !== "parameters"))] as const;
  });
  return {
    openapi: "3.0.1",
    servers: serversOf(swagger),
    paths: Object.fromEntries(paths),
    components: { schemas: swagger["definitions"] },
  };
}

interface Shared {
  readonly consumes: readonly string[];
  readonly produces: readonly string[];
  readonly resolve: (value: Json) => Json;
}

function converted(
  operation: Json,
  parameters: readonly Json[],
  { consumes, produces, resolve }: Shared,
): Json {
  const types = (own: unknown, shared: readonly string[]) => {
    const listed = stringsOf(own).length > 0 ? stringsOf(own) : shared;
    return listed.length > 0 ? listed : ["application/json"];
  };
  const content = (schema: unknown, contentTypes: readonly string[], examples?: Json) =>
    Object.fromEntries(
      contentTypes.map((type) => [type, { schema: withNewReferences(schema), example: examples?.[type] }]),
    );
  const body = parameters.find((one) => one["in"] === "body");
  return {
    ...operation,
    parameters: parameters
      .filter((one) => ["path", "query", "header"].includes(textOf(one["in"]) ?? ""))
      .map(({ name, in: place, required, ...schema }) => ({ name, in: place, required, schema })),
    ...(body
      ? { requestBody: { content: content(body["schema"], types(operation["consumes"], consumes)) } }
      : {}),
    responses: Object.fromEntries(
      Object.entries(asRecord(operation["responses"]) ?? {}).map(([status, value]) => {
        const response = resolve(asRecord(value) ?? {});
        const examples = asRecord(response["examples"]);
        if (response["schema"] === undefined && !examples) return [status, {}];
        const given = examples ? Object.keys(examples) : types(operation["produces"], produces);
        return [status, { content: content(response["schema"], given, examples) }];
      }),
    ),
  };
}

function serversOf({ host, basePath, schemes }: Json): readonly Json[] {
  const name = textOf(host);
  if (name === undefined) return [];
  const scheme =
    stringsOf(schemes).includes("https") || stringsOf(schemes).length === 0
      ? "https"
      : stringsOf(schemes)[0]!;
  return [{ url: `${scheme}://${name}${textOf(basePath) ?? ""}` }];
}

function resolved(document: Json, value: Json): Json {
  const reference = textOf(value["$ref"]);
  if (!reference?.startsWith("#/")) return value;
  let current: unknown = document;
  for (const key of reference.slice(2).split("/")) current = asRecord(current)?.[key];
  return asRecord(current) ?? {};
}

/** References to definitions, which OpenAPI 3 has elsewhere. */
function withNewReferences(value: unknown, depth = 0): unknown {
  if (depth > 100) return {};
  if (Array.isArray(value)) return value.map((item) => withNewReferences(item, depth + 1));
  const record = asRecord(value);
  if (!record) return value;
  return Object.fromEntries(
    Object.entries(record).map(([key, item]) => [
      key,
      key === "$ref" && typeof item === "string"
        ? item.replace(/^#\/definitions\//, "#/components/schemas/")
        : withNewReferences(item, depth + 1),
    ]),
  );
}
