import { costScenario } from "../support/costs";

export default costScenario(
  "cost-ptu-only",
  "The load of cost-spill on PTUs alone, bought for its peak: idle most of the time",
  [{ name: "ptu-1", kind: "ptu", capacity: 120 }],
  [{ name: "costs most of all", measure: "cost", atLeast: 3 }],
);
