import { z } from "@azure-genai-gateway/schema";
import { about } from "../../config/schema/about";
import { callsPerTool, toolName } from "../../config/schema/mcp";
import { indexName, modelId } from "../../config/schema/services";
import { count, text } from "../../config/schema/texts";

/** What a contract may call that is no model: by the name that the gateway has for it. */

const callsPerMinute = (whose: string) =>
  count("Write calls per minute, 1 or more")
    .optional()
    .meta(
      about(`Calls that the use case may make ${whose} in a minute; then an error until it is over.`, {
        unit: "calls per minute",
        example: 60,
        otherwise: "no limit but the gateway's own",
        page: "https://learn.microsoft.com/azure/api-management/rate-limit-by-key-policy",
      }),
    );

const mcpServer = z
  .strictObject({
    name: text("Write the name of an MCP server").meta(
      about("Name of an MCP server of the gateway.", { example: "orders" }),
    ),
    tools: z
      .array(toolName.meta(about("Name of a tool.", { example: "get_order" })))
      .min(1, "Name at least one tool, or leave the key out for all of the server")
      .optional()
      .meta(
        about("The tools that may be called.", {
          example: ["get_order"],
          otherwise: "all that the server has for anybody",
        }),
      ),
    callsPerMinute: callsPerMinute("of all of these tools together"),
    perTool: callsPerTool("Calls of single tools that the use case may make in a minute."),
  })
  .meta(about("An MCP server, and its tools that may be called."));

const agent = z
  .strictObject({
    name: text("Write the name of an agent").meta(
      about("Name of an agent of the gateway.", { example: "travel" }),
    ),
    callsPerMinute: callsPerMinute("to the agent"),
  })
  .meta(about("An agent that speaks A2A."));

const service = z
  .strictObject({
    name: text("Write the name of a service").meta(
      about("Name of a service of the gateway.", { example: "knowledge" }),
    ),
    indexes: z
      .array(indexName.meta(about("Name of an index, or of an alias.", { example: "hotels" })))
      .min(1, "Name at least one index, or leave the key out for all of the service")
      .optional()
      .meta(
        about("Of Azure AI Search: the indexes that may be asked.", {
          example: ["hotels"],
          otherwise: "all that the service has for anybody",
        }),
      ),
    models: z
      .array(modelId.meta(about("Id of a model.", { example: "prebuilt-layout" })))
      .min(1, "Name at least one model, or leave the key out for all of the service")
      .optional()
      .meta(
        about("Of Document Intelligence: the models that may analyze.", {
          example: ["prebuilt-layout"],
          otherwise: "all that the service has for anybody",
        }),
      ),
    callsPerMinute: callsPerMinute("of the service"),
  })
  .meta(
    about(
      "A service that is no model, and what of it may be asked. A contract reads, and writes no documents.",
    ),
  );

export const mcpServers = z
  .array(mcpServer)
  .default([])
  .meta(
    about("MCP servers that the use case may call.", {
      page: "https://learn.microsoft.com/azure/api-management/mcp-server-overview",
    }),
  );

export const agents = z.array(agent).default([]).meta(about("Agents that the use case may call."));

export const services = z
  .array(service)
  .default([])
  .meta(
    about("Azure AI Search and Document Intelligence, as the use case may call them; see docs/services.md."),
  );
