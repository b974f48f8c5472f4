import { HttpHeaders, type HttpHandler } from "../../../../packages/common/http";
import { api, apiPolicy, bench, declared, service } from "../support";

const order = {
  type: "object",
  required: ["id"],
  additionalProperties: false,
  properties: { id: { type: "integer", minimum: 1 }, kind: { enum: ["gift", "sale"] } },
};

/** One API as OpenAPI describes it: POST /orders/{id} takes and gives orders. */
const openApi = {
  openapi: "3.0.1",
  info: { title: "orders", version: "1" },
  servers: [{ url: "https://backend.test" }],
  paths: {
    "/orders/{id}": {
      parameters: [{ name: "id", in: "path", required: true, schema: { type: "integer" } }],
      post: {
        operationId: "change",
        parameters: [
          { name: "count", in: "query", schema: { type: "integer", maximum: 10 } },
          { name: "x-tenant", in: "header", required: true, schema: { type: "string", pattern: "^t-" } },
        ],
        requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/Order" } } } },
        responses: {
          "200": {
            description: "ok",
            headers: { "x-left": { required: true, schema: { type: "integer" } } },
            content: {
              "application/json": {
                schema: { $ref: "#/components/schemas/Order" },
                example: { id: 7, kind: "gift" },
              },
              "text/plain": { schema: { type: "string" }, example: "an order" },
            },
          },
          "404": { description: "none", content: { "application/json": { schema: order } } },
        },
      },
    },
  },
  components: { schemas: { Order: order } },
};

export interface ContractCall {
  readonly inbound?: string;
  readonly outbound?: string;
  readonly onError?: string;
  readonly path?: string;
  readonly body?: string;
  readonly headers?: Record<string, string>;
  readonly answer?: {
    readonly status?: number;
    readonly headers?: Record<string, string>;
    readonly body?: string;
  };
}

/** A call of that operation with the given policies; what on-error sees of an error goes into the header x-error. */
export function contractCall({ inbound = "", outbound = "", path, body, headers, answer }: ContractCall) {
  const backend: HttpHandler = () =>
    Promise.resolve({
      status: answer?.status ?? 200,
      headers: new HttpHeaders({ "Content-Type": "application/json", ...answer?.headers }),
      body: Buffer.from(answer?.body ?? '{"id":1}'),
    });
  const gateway = bench(
    [
      service(),
      api("orders", { format: "openapi+json", value: JSON.stringify(openApi), serviceUrl: undefined }),
      declared("apimanagement:ApiSchema", "apis/orders/schemas/own", {
        contentType: "application/vnd.oai.openapi.components+json",
        components: { schemas: { Small: { type: "object", maxProperties: 1 } } },
      }),
      apiPolicy(
        "orders",
        `<policies><inbound>${inbound}</inbound><backend><base /></backend><outbound>${outbound}</outbound>
        <on-error><set-header name="x-error" exists-action="override"><value>@(context.LastError.Reason + ": " + context.LastError.Message)</value></set-header></on-error></policies>`,
      ),
    ],
    { "backend.test": backend },
  );
  return gateway.call(path ?? "/orders/orders/5?count=3", {
    method: "POST",
    body: body ?? '{"id":5}',
    headers: { "Content-Type": "application/json", "x-tenant": "t-1", ...headers },
  });
}

/** Puts a variable of errors into a header, so that a test can read it. */
export const shown = (variable: string) =>
  `<set-header name="x-errors" exists-action="override"><value>@(((JArray)context.Variables.GetValueOrDefault<JArray>("${variable}", new JArray())).ToString(Newtonsoft.Json.Formatting.None))</value></set-header>`;
