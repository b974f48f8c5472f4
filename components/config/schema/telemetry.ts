import { z } from "@azure-genai-gateway/schema";
import { about, pages } from "./about";
import { alertCategories } from "./alertCategories";
import { given } from "./given";
import { between } from "./texts";

export const eventHub = z
  .strictObject({
    capacity: between(1, 40)
      .default(1)
      .meta(
        about("Throughput units: each takes 1 MB or 1,000 events a second.", {
          unit: "throughput units",
          page: pages.eventHubScale,
        }),
      ),
    retentionDays: between(1, 7)
      .default(7)
      .meta(about("How long events are kept.", { unit: "days" })),
    partitions: between(1, 32)
      .default(4)
      .meta(
        about(
          "How many readers can share the events. The number cannot be changed later without a new hub.",
          {
            unit: "partitions",
            page: pages.eventHubScale,
          },
        ),
      ),
    maximumThroughputUnits: between(1, 40)
      .optional()
      .meta(
        about("Lets Azure add throughput units up to this many when they are needed (auto-inflate).", {
          unit: "throughput units",
          example: 4,
          otherwise: "Azure adds none",
          page: "https://learn.microsoft.com/azure/event-hubs/event-hubs-auto-inflate",
        }),
      ),
    dataReceivers: z
      .array(
        z
          .strictObject({
            principalId: given(z.guid("Write the principal's object id, a UUID")).meta(
              about("Object id of the principal in Microsoft Entra ID.", {
                example: "00000000-0000-0000-0000-000000000000",
              }),
            ),
            principalType: z
              .enum(["User", "Group", "ServicePrincipal"])
              .default("ServicePrincipal")
              .meta(about("What the principal is; a managed identity is a `ServicePrincipal`.")),
          })
          .meta(about("Somebody who gets the role Azure Event Hubs Data Receiver.")),
      )
      .default([])
      .meta(
        about("Who may read usage events, besides the gateway that writes them.", {
          page: "https://learn.microsoft.com/azure/event-hubs/authorize-access-azure-active-directory",
        }),
      ),
  })
  .prefault({})
  .meta(about("The Event Hub that usage events go to; each region has one of its own."));

const publicAccess = (what: string) =>
  z
    .enum(["Enabled", "Disabled"])
    .default("Enabled")
    .meta(
      about(
        `\`Disabled\`: ${what} over a private link scope alone. A workspace that is brought stays as it is.`,
        { page: pages.privateLinkScope },
      ),
    );

const accessMode = (what: string) =>
  z
    .enum(["Open", "PrivateOnly"])
    .default("Open")
    .meta(
      about(
        `Whether the network can ${what} resources of Azure Monitor that are not in the scope. \`PrivateOnly\`: no, whosever they are.`,
        { page: pages.privateLinkScope },
      ),
    );

export const monitoring = z
  .strictObject({
    retentionDays: between(30, 730)
      .default(30)
      .meta(
        about("How long the Log Analytics workspace keeps logs.", {
          unit: "days",
          page: "https://learn.microsoft.com/azure/azure-monitor/logs/data-retention-configure",
        }),
      ),
    samplingPercentage: z
      .number()
      .gt(0, "Write more than 0")
      .max(100, "Write at most 100")
      .default(100)
      .meta(
        about(
          "Share of calls that Application Insights gets requests and dependencies of. Errors always go there; usage events and the LLM log have every call. Whether API Management's custom metrics are thinned out too is not documented: alerts compare shares of them.",
          {
            unit: "percent",
            page: "https://learn.microsoft.com/azure/api-management/api-management-howto-app-insights#performance-implications-and-log-sampling",
          },
        ),
      ),
    publicNetworkAccessForIngestion: publicAccess("telemetry is sent"),
    publicNetworkAccessForQuery: publicAccess("logs are asked for"),
    privateLink: z
      .strictObject({
        ingestionAccessMode: accessMode("send telemetry to"),
        queryAccessMode: accessMode("ask"),
      })
      .optional()
      .meta(
        about(
          "A private link scope (AMPLS) of the stack's own, with its workspace and Application Insights in it and a private endpoint in its network. One for all networks that share their DNS: where there is one, bring it by `existing.privateLinkScopeId`.",
          { otherwise: "no scope", page: pages.privateLinkScope },
        ),
      ),
  })
  .prefault({})
  .meta(about("Logs and metrics."));

const share = () => z.number("Write a share between 0 and 1").min(0, "Write 0 to 1").max(1, "Write 0 to 1");

export const alerts = z
  .strictObject({
    emails: z
      .array(
        given(z.email("Write an address that alerts can go to")).meta(
          about("Address of a person or a list.", { example: "genai-on-duty@example.com" }),
        ),
      )
      .default([])
      .meta(about("Whom alerts go to; without an address there are none.")),
    refusedShare: share()
      .default(0.05)
      .meta(
        about("Alert when this share of a product's calls in ten minutes is refused with 429.", {
          unit: "share, 0 to 1",
        }),
      ),
    spilledShare: share()
      .default(0.5)
      .meta(
        about("Alert when provisioned capacity has no room for this share of the calls in ten minutes.", {
          unit: "share, 0 to 1",
        }),
      ),
    ptuUtilization: z
      .number()
      .min(1, "Write 1 to 100")
      .max(100, "Write 1 to 100")
      .default(90)
      .meta(
        about("Alert when provisioned throughput is used above this over 15 minutes.", { unit: "percent" }),
      ),
    gatewayMilliseconds: z
      .int()
      .min(1, "Write milliseconds, 1 or more")
      .default(1000)
      .meta(
        about("Alert when the gateway itself adds more than this to 5 in 100 calls.", {
          unit: "milliseconds",
        }),
      ),
    categories: alertCategories,
  })
  .prefault({})
  .meta(about("Alert rules: to whom, and from which values on."));
