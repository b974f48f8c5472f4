import { z } from "@azure-genai-gateway/schema";
import { about } from "./about";
import { keyHeader } from "./keyHeader";
import { baseUrl, between, count, entityName, keyVaultSecretId, text } from "./texts";

const learn = "https://learn.microsoft.com/azure/api-management";

/** Names of tools, as MCP's own rules have them; operations' ids are held to the same. */
export const toolName = z
  .string()
  .regex(/^[A-Za-z0-9_.-]{1,80}$/, "Write 1 to 80 letters, digits, underscores, dots and hyphens");

const tool = toolName.meta(about("Name of a tool.", { example: "get_order" }));

const apiPath = z
  .string()
  .regex(/^[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*$/, "Write the path without slashes at its ends");

const callsPerMinute = (what: string) =>
  count("Write calls per minute, 1 or more")
    .optional()
    .meta(
      about(what, {
        unit: "calls per minute",
        example: 60,
        otherwise: "no limit",
        page: `${learn}/rate-limit-by-key-policy`,
      }),
    );

/** By the tool's name. */
export const callsPerTool = (what: string) =>
  z
    .record(
      toolName,
      count("Write calls per minute, 1 or more").meta(
        about("Calls in a minute.", { unit: "calls per minute", example: 5 }),
      ),
    )
    .default({})
    .meta(about(what));

const auth = z
  .strictObject({
    managedIdentity: text("Write the resource that the token is for, such as api://orders")
      .optional()
      .meta(
        about("What the token of the gateway's managed identity is for.", {
          example: "api://orders",
          otherwise: "no token",
          page: `${learn}/authentication-managed-identity-policy`,
        }),
      ),
    apiKey: z
      .strictObject(
        {
          keyVaultSecretId: keyVaultSecretId.meta(
            about("Id of the secret. API Management reads it as its system-assigned identity.", {
              example: "https://kv-shared.vault.azure.net/secrets/orders-key",
              page: `${learn}/api-management-howto-properties#key-vault-secrets`,
            }),
          ),
          header: keyHeader
            .default("Authorization")
            .meta(
              about(
                "The header that the key is sent in, as it is; in `Authorization` with `Bearer ` before it.",
              ),
            ),
        },
        "Put the key into Key Vault and write { keyVaultSecretId: https://VAULT.vault.azure.net/secrets/NAME }",
      )
      .optional()
      .meta(about("A key of the backend.", { otherwise: "no key" })),
  })
  .optional()
  .meta(
    about("How the gateway signs on to what is behind it. The caller's own key and token never go there.", {
      otherwise: "it does not",
    }),
  );

const timeoutSeconds = (whose: string) =>
  between(1, 240)
    .default(120)
    .meta(
      about(`How long a call may wait for the ${whose}'s answer to begin.`, {
        unit: "seconds",
        page: `${learn}/forward-request-policy`,
      }),
    );

const productsOf = (whose: string) =>
  z
    .array(entityName.meta(about("Name of a product, as under `products`.", { example: "standard" })))
    .min(1, "Name at least one product, or leave the key out for all")
    .optional()
    .meta(about(`Products whose keys open ${whose}.`, { example: ["standard"], otherwise: "all products" }));

const from = z
  .strictObject({
    openapi: text("Write the path of an OpenAPI document")
      .optional()
      .meta(
        about(
          "OpenAPI 3 document, JSON or YAML, whose operations become tools; the path is relative to where the program runs. Its API is declared too, and answers nobody but this server.",
          { example: "apis/orders.json", otherwise: "`api`, or a server at `url`" },
        ),
      ),
    api: z
      .string()
      .regex(/^[^*#&+:<>?/]{1,80}$/, "Write the id of an API, without its revision")
      .optional()
      .meta(
        about(
          "Id of an API that is on the service already, whose operations become tools: for `existing.apiManagementId`.",
          { example: "orders", otherwise: "`openapi`, or a server at `url`" },
        ),
      ),
    url: baseUrl("https://orders.example.com")
      .optional()
      .meta(
        about(
          "With `openapi` the address of the API behind the gateway; alone the whole address of an MCP server that speaks streamable HTTP, to which calls are passed through.",
          { example: "https://orders.example.com", otherwise: "the service knows it, of `api`" },
        ),
      ),
    operations: z
      .array(
        toolName.meta(about("Id of an operation, which is the tool's name too.", { example: "get_order" })),
      )
      .min(1, "Name at least one operation")
      .optional()
      .meta(
        about("Ids of the operations that become tools.", {
          example: ["get_order"],
          otherwise: "of `openapi` all; of `api` they have to be named",
        }),
      ),
    auth,
  })
  .meta(about("Where the tools come from: `openapi` with `url`, `api` with `operations`, or `url` alone."));

const server = z
  .strictObject({
    name: entityName
      .max(60, "Write at most 60 characters")
      .meta(about("Name of the server, in usage events and ids.", { example: "orders" })),
    displayName: text("Write the name that developers see")
      .max(300, "Write at most 300 characters")
      .optional()
      .meta(about("The name that developers see.", { example: "Orders", otherwise: "the name" })),
    path: apiPath.optional().meta(
      about("Path below the gateway's URL; clients call PATH/mcp.", {
        example: "orders",
        otherwise: "the name",
      }),
    ),
    from,
    tools: z
      .strictObject({
        allow: z
          .array(tool)
          .min(1, "Name at least one tool, or leave the key out for all")
          .optional()
          .meta(about("The only tools that may be called.", { example: ["get_order"], otherwise: "all" })),
        deny: z
          .array(tool)
          .default([])
          .meta(about("Tools that may not be called, in whatever case they are written.")),
        describe: z
          .record(
            toolName,
            text("Write what the tool does")
              .max(1000, "Write at most 1000 characters")
              .meta(about("What the tool does, for models.", { example: "One order by its number." })),
          )
          .default({})
          .meta(
            about(
              "What models are told of a tool in place of the operation's own words; not of a server that is passed through.",
            ),
          ),
      })
      .prefault({})
      .meta(about("Which tools there are.")),
    callsPerMinute: callsPerMinute(
      "Calls of tools that each subscription may make in a minute, of all tools together.",
    ),
    perTool: callsPerTool("Calls of single tools that each subscription may make in a minute."),
    oauth: z
      .strictObject({
        authorizationServers: z
          .array(
            baseUrl("https://login.microsoftonline.com/TENANT/v2.0").meta(
              about("Issuer of tokens.", {
                example: "https://login.microsoftonline.com/11111111-1111-1111-1111-111111111111/v2.0",
              }),
            ),
          )
          .min(1, "Name at least one issuer of tokens")
          .meta(about("Who gives tokens for this server.")),
        scopes: z
          .array(
            text("Write a scope").meta(
              about("Name of a scope.", { example: "api://genai-gateway/tools.call" }),
            ),
          )
          .default([])
          .meta(about("Scopes that clients ask for.")),
        resource: baseUrl("https://genai.example.com/orders/mcp")
          .optional()
          .meta(
            about("The server's own address, as clients call it: what tokens are for.", {
              example: "https://genai.example.com/orders/mcp",
              otherwise: "the address that the client has called",
            }),
          ),
      })
      .optional()
      .meta(
        about(
          "Protected-resource metadata (RFC 9728) at /.well-known/oauth-protected-resource, which a refused call names in WWW-Authenticate. It tells where tokens come from; that a token opens anything is the product's matter.",
          { otherwise: "no metadata", page: `${learn}/secure-mcp-servers` },
        ),
      ),
    products: productsOf("the server"),
    productTools: z
      .record(
        entityName,
        z
          .array(tool)
          .min(1, "Name at least one tool")
          .meta(about("The only tools that the product may call.", { example: ["get_order"] })),
      )
      .default({})
      .meta(
        about(
          "Of single products: the only tools that they may call. The list of tools is the same for all products.",
        ),
      ),
    timeoutSeconds: timeoutSeconds("backend"),
  })
  .meta(about("A server of the Model Context Protocol."));

export const mcpServers = z
  .array(server)
  .default([])
  .meta(
    about(
      "Servers of the Model Context Protocol behind the same products: tools that are made from an API's operations, or a server that is there already.",
      { page: `${learn}/mcp-server-overview` },
    ),
  );

const agent = z
  .strictObject({
    name: entityName
      .max(60, "Write at most 60 characters")
      .meta(about("Name of the agent, in usage events and ids.", { example: "travel" })),
    displayName: text("Write the name that developers see")
      .max(300, "Write at most 300 characters")
      .optional()
      .meta(about("The name that developers see.", { example: "Travel agent", otherwise: "the name" })),
    path: apiPath.optional().meta(
      about("Path below the gateway's URL; clients call PATH/a2a.", {
        example: "travel",
        otherwise: "the name",
      }),
    ),
    cardUrl: baseUrl("https://travel.example.com/.well-known/agent-card.json").meta(
      about("Address of the agent's card.", {
        example: "https://travel.example.com/.well-known/agent-card.json",
      }),
    ),
    url: baseUrl("https://travel.example.com/a2a").meta(
      about("Address that the agent takes JSON-RPC at.", { example: "https://travel.example.com/a2a" }),
    ),
    auth,
    callsPerMinute: callsPerMinute("Calls that each subscription may make in a minute."),
    products: productsOf("the agent"),
    timeoutSeconds: timeoutSeconds("agent"),
  })
  .meta(about("An agent that speaks A2A, by JSON-RPC."));

export const agents = z
  .array(agent)
  .default([])
  .meta(
    about(
      "Agents that speak A2A (Agent2Agent) behind the same products; their cards name the gateway in place of the agent.",
      { page: `${learn}/agent-to-agent-api` },
    ),
  );
