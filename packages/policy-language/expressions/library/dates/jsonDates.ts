import { parseGuid } from "../core/guid";
import { readers } from "../json/readers";
import { unixEpochTicks, ticksPer } from "./calendar";
import { Kind, Moment } from "./moment";
import { DateTimeStyles } from "./parsed";
import { parseDateText } from "./parseText";
import { parseSpan } from "./spanParse";

// JSON's reader keeps what a text says about its zone: Z is UTC, an offset local time, nothing unspecified.
readers.isoDate = (text) => attempt(() => parseDateText(text, DateTimeStyles.RoundtripKind, false));
readers.ticks = (ms) => new Moment(unixEpochTicks + BigInt(Math.trunc(ms)) * ticksPer.millisecond, Kind.utc);
readers.DateTime = (text) => parseDateText(text, DateTimeStyles.RoundtripKind, false);
readers.DateTimeOffset = (text) => parseDateText(text, 0, true);
readers.offset = (moment: Moment) => new Moment(moment.ticks, Kind.unspecified, 0n);
readers.utc = (moment: Moment) => new Moment(moment.ticks, Kind.unspecified);
readers.TimeSpan = (text: string) => parseSpan(text);
readers.Guid = (text: string) => parseGuid(text);

function attempt(read: () => Moment): Moment | null {
  try {
    return read();
  } catch {
    return null;
  }
}
