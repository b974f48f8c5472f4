import type { DeclaredResource } from "@azure-genai-gateway/common/resource";
import { armName } from "../../resources/armId";
import { asRecord, at, flagOf, numberOf, property, records, textOf, type Json } from "../../resources/inputs";

/** What an API's definition says of a parameter. */
export interface ParameterContract {
  readonly name: string;
  readonly place: "path" | "query" | "header";
  readonly required: boolean;
  /** JSON schema; its references resolve within itself. */
  readonly schema?: Json;
}

export interface RepresentationContract {
  /** Lower case, without parameters such as charset. */
  readonly contentType: string;
  readonly schema?: Json;
  /** As text, ready to be sent. */
  readonly example?: string;
}

export interface ResponseContract {
  readonly status: number | "default";
  readonly headers: readonly ParameterContract[];
  readonly representations: readonly RepresentationContract[];
}

/** What an operation takes and gives, by the API's definition: an OpenAPI import, or the declared operation itself. */
export interface OperationContract {
  readonly parameters: readonly ParameterContract[];
  readonly request: readonly RepresentationContract[];
  readonly responses: readonly ResponseContract[];
}

/** The contract of an operation of an OpenAPI 3 document. */
export function openApiContract(
  document: Json,
  pathParameters: readonly Json[],
  operation: Json,
  resolve: (value: Json) => Json,
): OperationContract {
  // References start at the document's root, so what they can point to goes along.
  const components = document["components"];
  const withComponents = (schema: unknown): Json | undefined => {
    const record = asRecord(schema);
    return record && (components === undefined ? record : { ...record, components });
  };
  const parameterOf = (parameter: Json): readonly ParameterContract[] => {
    const place = parameter["in"];
    const name = textOf(parameter["name"]);
    if (name === undefined || (place !== "path" && place !== "query" && place !== "header")) return [];
    return [
      {
        name,
        place,
        required: place === "path" || parameter["required"] === true,
        schema: withComponents(parameter["schema"]),
      },
    ];
  };
  const contentOf = (content: unknown): readonly RepresentationContract[] =>
    Object.entries(asRecord(content) ?? {}).map(([type, media]) => ({
      contentType: plainType(type),
      schema: withComponents(at(media, "schema")),
      example: exampleText(at(media, "example") ?? firstExample(asRecord(at(media, "examples")), resolve)),
    }));
  return {
    parameters: [...pathParameters, ...records(operation["parameters"])].map(resolve).flatMap(parameterOf),
    request: contentOf(at(resolve(asRecord(operation["requestBody"]) ?? {}), "content")),
    responses: Object.entries(asRecord(operation["responses"]) ?? {}).flatMap(([status, value]) => {
      const response = resolve(asRecord(value) ?? {});
      const code = status === "default" ? "default" : Number(status);
      if (Number.isNaN(code)) return [];
      return {
        status: code,
        headers: Object.entries(asRecord(response["headers"]) ?? {}).flatMap(([name, header]) =>
          parameterOf({ ...resolve(asRecord(header) ?? {}), name, in: "header" }),
        ),
        representations: contentOf(response["content"]),
      };
    }),
  };
}

function firstExample(examples: Json | undefined, resolve: (value: Json) => Json): unknown {
  const first = asRecord(Object.values(examples ?? {})[0]);
  return first && resolve(first)["value"];
}

/** Schemas of an API, by id. */
export type SchemasById = ReadonlyMap<string, Json>;

/** The schemas that a program declares for an API: https://learn.microsoft.com/rest/api/apimanagement/api-schema */
export function declaredSchemas(resources: readonly DeclaredResource[]): SchemasById {
  return new Map(
    resources.flatMap((resource) => {
      const schema = schemaOf(resource);
      return schema ? [[armName(resource.id).toLowerCase(), schema] as const] : [];
    }),
  );
}

function schemaOf(resource: DeclaredResource): Json | undefined {
  const components = asRecord(property(resource, "components"));
  if (components) return { components };
  const value = property(resource, "value") ?? property(resource, "document");
  return asRecord(typeof value === "string" ? parsed(value) : value);
}

/** The contract of a declared operation. */
export function declaredContract(resource: DeclaredResource, schemas: SchemasById): OperationContract {
  const parameters = (path: string, place: ParameterContract["place"]) =>
    records(property(resource, path)).flatMap((parameter) => parameterContract(parameter, place));
  return {
    parameters: [
      ...parameters("templateParameters", "path"),
      ...parameters("request.queryParameters", "query"),
      ...parameters("request.headers", "header"),
    ],
    request: representations(property(resource, "request.representations"), schemas),
    responses: records(property(resource, "responses")).map((response) => ({
      status: numberOf(response["statusCode"]) ?? "default",
      headers: records(response["headers"]).flatMap((header) => parameterContract(header, "header")),
      representations: representations(response["representations"], schemas),
    })),
  };
}

function parameterContract(parameter: Json, place: ParameterContract["place"]): readonly ParameterContract[] {
  const name = textOf(parameter["name"]);
  if (name === undefined) return [];
  const type = textOf(parameter["type"])?.toLowerCase();
  const values = parameter["values"];
  return [
    {
      name,
      place,
      required: place === "path" || flagOf(parameter["required"]) === true,
      schema: {
        ...(type !== undefined && jsonTypes.has(type) ? { type } : {}),
        ...(Array.isArray(values) && values.length > 0 ? { enum: values } : {}),
      },
    },
  ];
}

const jsonTypes = new Set(["string", "number", "integer", "boolean", "array", "object"]);

function representations(value: unknown, schemas: SchemasById): readonly RepresentationContract[] {
  return records(value).map((one) => ({
    contentType: plainType(textOf(one["contentType"]) ?? ""),
    schema: namedSchema(textOf(one["schemaId"]), textOf(one["typeName"]), schemas),
    example: exampleText(
      asRecord(Object.values(asRecord(one["examples"]) ?? {})[0])?.["value"] ?? one["sample"],
    ),
  }));
}

/** A type of a schema with several, or the whole of it. */
export function namedSchema(
  id: string | undefined,
  typeName: string | undefined,
  schemas: SchemasById,
): Json | undefined {
  const schema = id === undefined ? undefined : schemas.get(id.toLowerCase());
  if (!schema || typeName === undefined) return schema;
  return { ...schema, $ref: `#/components/schemas/${typeName}` };
}

/** A content type without its parameters, in lower case. */
export function plainType(contentType: string): string {
  return contentType.split(";")[0]!.trim().toLowerCase();
}

function exampleText(example: unknown): string | undefined {
  if (example === undefined || example === null) return undefined;
  return typeof example === "string" ? example : JSON.stringify(example);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
