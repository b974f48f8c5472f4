import { defineEnum } from "../core/enums";
import { DateTimeStyles } from "./parsed";
import "./timeSpan";
import "./dateTime";
import "./dateTimeOffset";
import "./timeZones";
import "./zoneRules";
import "./jsonDates";

defineEnum("System", "DateTimeKind", "Unspecified Utc Local");
defineEnum("System", "DayOfWeek", "Sunday Monday Tuesday Wednesday Thursday Friday Saturday");
defineEnum("System.Globalization", "DateTimeStyles", DateTimeStyles, "flags");

export { fromMs, Kind, Moment } from "./moment";
export { Span } from "./span";
export { parseDateText } from "./parseText";
export { DateTimeStyles } from "./parsed";
