import { costScenario } from "../support/costs";

export default costScenario(
  "cost-payg-only",
  "The load of cost-spill, all of it paid by the token",
  [{ name: "payg-1", kind: "payg", capacity: 400 }],
  [{ name: "costs more than spilling", measure: "cost", atLeast: 1.75 }],
);
