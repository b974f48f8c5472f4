import { z } from "@azure-genai-gateway/schema";
import { about } from "./about";
import { given } from "./given";

const page = "https://learn.microsoft.com/azure/azure-monitor/alerts/action-groups";

export const email = z
  .email("Write an address that alerts can go to")
  .meta(about("Address of a person or a list.", { example: "team-lead@example.com" }));

const percent = z
  .array(
    z
      .int("Write whole percents")
      .min(1, "Write 1 to 100")
      .max(100, "Write 1 to 100")
      .meta(about("A share of the budget.", { unit: "percent", example: 80 })),
  )
  .min(1, "Write at least one level, or leave the key out")
  .default([50, 80, 100])
  .meta(
    about(
      "At which shares of the budget somebody is told, each once in a period. 100 is told when the budget refuses, too.",
      {
        unit: "percent",
        example: [80, 100],
      },
    ),
  );

/** @param everybodyElse whom alerts go to where no address is written */
const alertsOf = <Address extends z.ZodType>(address: Address, everybodyElse: string, what: string) =>
  z
    .strictObject({
      percent,
      emails: z
        .array(address)
        .min(1, "Write at least one address, or leave the key out")
        .optional()
        .meta(
          about("Whom they go to.", { example: ["team-lead@example.com"], otherwise: everybodyElse, page }),
        ),
    })
    .optional()
    .meta(about(what, { otherwise: "nobody is told" }));

const what =
  "Tells people how much of the budget is spent: `{}` at 50, 80 and 100 %. The gateway then writes what each call has cost to Application Insights, and asks Log Analytics what that comes to at most every 15 minutes (docs/decisions/0078).";

/** Of a product's budget: addresses may be outputs of the same program. */
export const budgetAlerts = alertsOf(given(email), "the addresses of the stack's `alerts.emails`", what);

/** Of a contract's. */
export const contractBudgetAlerts = alertsOf(email, "`useCase.owner`", what);
