import { z } from "@azure-genai-gateway/schema";
import { about } from "./about";
import { given } from "./given";
import { caseless } from "./caseless";
import { baseUrl, count, entityName, text } from "./texts";

const learn = "https://learn.microsoft.com/azure";
const group = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shared";

/** https://learn.microsoft.com/rest/api/searchservice/naming-rules */
export const indexName = z
  .string()
  .regex(
    /^[a-z0-9](?:-?[a-z0-9])*$/,
    "Write the index as Azure AI Search names it: lower-case letters, digits and single hyphens",
  )
  .max(128, "Write at most 128 characters");

/** https://learn.microsoft.com/rest/api/aiservices/document-models/analyze-document */
export const modelId = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._~-]{1,63}$/,
    "Write the id of a model: 2 to 64 letters, digits and . _ ~ -",
  );

/** Of either kind, each with its type; a check holds kind and type together. */
const serviceId = z
  .string()
  .regex(
    caseless(
      /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/(Microsoft\.Search\/searchServices|Microsoft\.CognitiveServices\/accounts)\/[^/]+$/,
    ),
    "Write the resource's id: /subscriptions/.../resourceGroups/.../providers/Microsoft.Search/searchServices/NAME, or .../Microsoft.CognitiveServices/accounts/NAME",
  );

const apiPath = z
  .string()
  .regex(/^[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*$/, "Write the path without slashes at its ends");

const product = entityName.meta(about("Name of a product, as under `products`.", { example: "standard" }));
const index = indexName.meta(about("Name of an index, or of an alias.", { example: "hotels" }));
const model = modelId.meta(about("Id of a model.", { example: "prebuilt-layout" }));
const callsPerMinute = count("Write calls per minute, 1 or more");
const limitPage = `${learn}/api-management/rate-limit-by-key-policy`;

const service = z
  .strictObject({
    name: entityName
      .max(50, "Write at most 50 characters")
      .meta(about("Name of the service, in usage events and ids.", { example: "knowledge" })),
    kind: z.enum(["search", "documentIntelligence"]).meta(
      about("`search`: Azure AI Search. `documentIntelligence`: Azure AI Document Intelligence.", {
        example: "search",
      }),
    ),
    displayName: text("Write the name that developers see")
      .max(300, "Write at most 300 characters")
      .optional()
      .meta(about("The name that developers see.", { example: "Knowledge", otherwise: "the name" })),
    path: apiPath.optional().meta(
      about(
        "Path below the gateway's URL that clients write as the service's endpoint. Clients of Document Intelligence add `/documentintelligence` to it by themselves.",
        {
          example: "knowledge",
          otherwise:
            "of `search` the name; of `documentIntelligence` none, so that the gateway's URL is the endpoint",
        },
      ),
    ),
    resourceId: given(serviceId)
      .optional()
      .meta(
        about(
          "Id of the service in Azure. The gateway's identity gets the role on it that reading, or writing, needs.",
          {
            example: `${group}/providers/Microsoft.Search/searchServices/srch-shared`,
            otherwise: "`endpoint` says where it is, and somebody else gives the gateway's identity its role",
            page: `${learn}/search/search-security-rbac`,
          },
        ),
      ),
    endpoint: baseUrl("https://srch-shared.search.windows.net")
      .optional()
      .meta(
        about("Where the service answers.", {
          example: "https://srch-shared.search.windows.net",
          otherwise:
            "made of `resourceId`: `https://NAME.search.windows.net` or `https://NAME.cognitiveservices.azure.com`",
        }),
      ),
    grantAccess: z
      .boolean()
      .default(true)
      .meta(
        about(
          "Whether the stack gives the gateway's identity its role on `resourceId`; `false` where somebody else does.",
        ),
      ),
    indexes: z
      .array(index)
      .min(1, "Name at least one index")
      .optional()
      .meta(
        about("Of `search`, and needed there: the indexes that may be asked.", {
          example: ["hotels"],
          otherwise: "not of other kinds",
        }),
      ),
    productIndexes: z
      .record(
        entityName,
        z
          .array(index)
          .min(1, "Name at least one index")
          .meta(about("The only indexes that the product may ask.", { example: ["hotels"] })),
      )
      .default({})
      .meta(about("Of single products: the only ones of `indexes` that they may ask.")),
    writers: z
      .array(product)
      .default([])
      .meta(
        about(
          "Of `search`: products that may write documents into the indexes that they may ask. The gateway's identity gets the role Search Index Data Contributor then.",
          { example: ["loaders"] },
        ),
      ),
    models: z
      .array(model)
      .min(1, "Name at least one model")
      .optional()
      .meta(
        about("Of `documentIntelligence`, and needed there: the models that may analyze.", {
          example: ["prebuilt-layout"],
          otherwise: "not of other kinds",
        }),
      ),
    productModels: z
      .record(
        entityName,
        z
          .array(model)
          .min(1, "Name at least one model")
          .meta(about("The only models that the product may use.", { example: ["prebuilt-read"] })),
      )
      .default({})
      .meta(about("Of single products: the only ones of `models` that they may use.")),
    urlHosts: z
      .array(
        z
          .string()
          .regex(
            /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/,
            "Write a host in lower case, such as files.example.com",
          )
          .meta(about("Host of documents that calls may name.", { example: "files.example.com" })),
      )
      .default([])
      .meta(
        about(
          "Of `documentIntelligence`: hosts that a call may have a document fetched from (`urlSource`). The service fetches it as its own identity, so a host of Azure Storage opens whatever that identity may read. Without any, documents come with the call.",
          {
            example: ["files.example.com"],
            page: `${learn}/ai-services/document-intelligence/authentication/managed-identities`,
          },
        ),
      ),
    products: z
      .array(product)
      .min(1, "Name at least one product, or leave the key out for all")
      .optional()
      .meta(
        about("Products whose keys open the service.", { example: ["standard"], otherwise: "all products" }),
      ),
    callsPerMinute: callsPerMinute.optional().meta(
      about("Calls that each subscription may make in a minute; looking for a result is none.", {
        unit: "calls per minute",
        example: 60,
        otherwise: "no limit",
        page: limitPage,
      }),
    ),
    productCallsPerMinute: z
      .record(
        entityName,
        callsPerMinute.meta(
          about("Calls a minute of the product.", {
            unit: "calls per minute",
            example: 600,
            page: limitPage,
          }),
        ),
      )
      .default({})
      .meta(about("Calls that all subscriptions of a product may make in a minute together.")),
    timeoutSeconds: z
      .int("Write whole seconds")
      .min(1, "Write 1 to 240")
      .max(240, "Write 1 to 240")
      .default(60)
      .meta(
        about("How long a call may wait for the service's answer to begin.", {
          unit: "seconds",
          page: `${learn}/api-management/forward-request-policy`,
        }),
      ),
  })
  .meta(about("A service of Azure AI that is no model."));

export const services = z
  .array(service)
  .default([])
  .meta(
    about(
      "Azure AI Search and Azure AI Document Intelligence behind the same products: called by their own clients, with the gateway's keys; see docs/services.md.",
    ),
  );
