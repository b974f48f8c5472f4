import { define } from "../../types/registry";
import { aggregates } from "./aggregates";
import { conversion } from "./conversion";
import { elements } from "./elements";
import { filtering } from "./filtering";
import { generation } from "./generation";
import { grouping } from "./grouping";
import { joins } from "./joins";
import { ordering } from "./ordering";
import { projection } from "./projection";
import { sets } from "./sets";

/** https://learn.microsoft.com/dotnet/api/system.linq.enumerable */
define("System.Linq", "class Enumerable", {
  ...projection,
  ...filtering,
  ...ordering,
  ...grouping,
  ...joins,
  ...sets,
  ...aggregates,
  ...elements,
  ...conversion,
  ...generation,
});
