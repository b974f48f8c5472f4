import { itAnswers } from "../support";

const r = String.raw;

describe("DateTime in expressions", () => {
  describe("construction and parts", () => {
    itAnswers(r`
      @(new DateTime(2026, 3, 14)) ⇒ DateTime 2026-03-14T00:00:00.0000000
      @(new DateTime(2026, 3, 14, 15, 9, 26, 535, DateTimeKind.Utc)) ⇒ DateTime 2026-03-14T15:09:26.5350000Z
      @(new DateTime(2026, 2, 29)) ⇒ !System.ArgumentOutOfRangeException Year, Month, and Day parameters describe an un-representable DateTime.
      @(new DateTime(2026, 1, 1, 24, 0, 0)) ⇒ !System.ArgumentOutOfRangeException Hour, Minute, and Second parameters describe an un-representable DateTime.
      @(new DateTime(639090977665350000)) ⇒ DateTime 2026-03-14T15:09:26.5350000
      @(new DateTime(-1L)) ⇒ !System.ArgumentOutOfRangeException Ticks must be between DateTime.MinValue.Ticks and DateTime.MaxValue.Ticks. (Parameter 'ticks')
      @(new DateTime(2026, 3, 14).DayOfWeek) ⇒ enum DayOfWeek Saturday
      @(new DateTime(2026, 12, 31).DayOfYear) ⇒ int 365
      @(new DateTime(1, 1, 1).DayOfWeek) ⇒ enum DayOfWeek Monday
      @(new DateTime(2026, 3, 14, 15, 9, 26).TimeOfDay) ⇒ TimeSpan 15:09:26
      @(DateTime.MaxValue) ⇒ DateTime 9999-12-31T23:59:59.9999999
      @(DateTime.UnixEpoch.Kind) ⇒ enum DateTimeKind Utc
      @(DateTime.Now.Kind) ⇒ enum DateTimeKind Local
      @(DateTime.DaysInMonth(2028, 2)) ⇒ int 29
      @(DateTime.DaysInMonth(2028, 13)) ⇒ !System.ArgumentOutOfRangeException Month must be between one and twelve. (Parameter 'month')
      @(DateTime.IsLeapYear(1900)) ⇒ bool False
      @(DateTime.SpecifyKind(new DateTime(2026, 3, 14), DateTimeKind.Utc).ToString("o")) ⇒ string 2026-03-14T00:00:00.0000000Z
      @(default(DateTime) == DateTime.MinValue) ⇒ bool True
    `);
  });

  describe("arithmetic", () => {
    itAnswers(r`
      @(new DateTime(2026, 1, 31).AddMonths(1).ToString("s")) ⇒ string 2026-02-28T00:00:00
      @(new DateTime(2028, 2, 29).AddYears(1).ToString("s")) ⇒ string 2029-02-28T00:00:00
      @(new DateTime(2026, 3, 14).AddDays(0.5).Hour) ⇒ int 12
      @(new DateTime(2026, 3, 14).AddMonths(-3).Month) ⇒ int 12
      @(DateTime.MaxValue.AddDays(1)) ⇒ !System.ArgumentOutOfRangeException The added or subtracted value results in an un-representable DateTime. (Parameter 'value')
      @(DateTime.MinValue.AddDays(double.MaxValue)) ⇒ !System.ArgumentOutOfRangeException Value to add was out of range. (Parameter 'value')
      @(new DateTime(2026, 3, 14) - new DateTime(2026, 3, 13, 12, 0, 0)) ⇒ TimeSpan 12:00:00
      @((new DateTime(2026, 3, 14) - TimeSpan.FromDays(14)).Day) ⇒ int 28
      @(new DateTime(2026, 3, 14, 1, 0, 0, DateTimeKind.Utc).Add(TimeSpan.FromHours(1)).Kind) ⇒ enum DateTimeKind Utc
      @(new DateTime(2026, 3, 14) < new DateTime(2026, 3, 15)) ⇒ bool True
      @(DateTime.Compare(new DateTime(2026, 3, 14), new DateTime(2026, 3, 13))) ⇒ int 1
      @(new DateTime(2026, 3, 14).Equals(new DateTime(2026, 3, 14, 0, 0, 0, DateTimeKind.Utc))) ⇒ bool True
      @(new DateTime(2026, 3, 14).CompareTo((object)1)) ⇒ !System.ArgumentException Object must be of type DateTime.
    `);
  });

  describe("standard formats", () => {
    const when = "new DateTime(2026, 3, 14, 15, 9, 26, 535)";
    itAnswers(`
      @(${when}.ToString()) ⇒ string 03/14/2026 15:09:26
      @(${when}.ToString("d")) ⇒ string 03/14/2026
      @(${when}.ToString("D")) ⇒ string Saturday, 14 March 2026
      @(${when}.ToString("f")) ⇒ string Saturday, 14 March 2026 15:09
      @(${when}.ToString("F")) ⇒ string Saturday, 14 March 2026 15:09:26
      @(${when}.ToString("g")) ⇒ string 03/14/2026 15:09
      @(${when}.ToString("G")) ⇒ string 03/14/2026 15:09:26
      @(${when}.ToString("m")) ⇒ string March 14
      @(${when}.ToString("o")) ⇒ string 2026-03-14T15:09:26.5350000
      @(${when}.ToString("r")) ⇒ string Sat, 14 Mar 2026 15:09:26 GMT
      @(${when}.ToString("s")) ⇒ string 2026-03-14T15:09:26
      @(${when}.ToString("t")) ⇒ string 15:09
      @(${when}.ToString("T")) ⇒ string 15:09:26
      @(${when}.ToString("u")) ⇒ string 2026-03-14 15:09:26Z
      @(${when}.ToString("U")) ⇒ string Saturday, 14 March 2026 15:09:26
      @(${when}.ToString("y")) ⇒ string 2026 March
      @(${when}.ToString("q")) ⇒ !System.FormatException Input string was not in a correct format.
      @(${when}.ToString("G", new CultureInfo("en-US"))) ⇒ string 3/14/2026 3:09:26 PM
      @(${when}.ToShortDateString() + " " + ${when}.ToLongTimeString()) ⇒ string 03/14/2026 15:09:26
    `);
  });

  describe("custom formats", () => {
    const when = "new DateTime(2026, 3, 4, 5, 6, 7, 80)";
    itAnswers(
      `
      @(${when}.ToString("yyyy-MM-dd HH:mm:ss.fff")) ⇒ string 2026-03-04 05:06:07.080
      @(${when}.ToString("d/M/yy h:m:s t")) ⇒ string 4/3/26 5:6:7 A
      @(${when}.ToString("ddd, dd MMM yyyy hh:mm tt")) ⇒ string Wed, 04 Mar 2026 05:06 AM
      @(${when}.ToString("%d")) ⇒ string 4
      @(${when}.ToString("HH'h'mm")) ⇒ string 05h06
      @(${when}.ToString(@"HH\\hmm")) ⇒ string 05h06
      @(${when}.ToString("ss.FFFF")) ⇒ string 07.08
      @(new DateTime(2026, 3, 4).ToString("ss.FFFF")) ⇒ string 00
      @(${when}.ToString("yyyyMMddTHHmmssZ")) ⇒ string 20260304T050607Z
      @(${when}.ToString("zzz")) ⇒ string +00:00
      @(${when}.ToString("yyyy K") + "|") ⇒ string 2026 |
      @(${when}.ToUniversalTime().ToString("HH:mmK")) ⇒ string 05:06Z
      @(${when}.ToString("'open")) ⇒ !System.FormatException Cannot find a matching quote character for the character '''.
      @($"{${when}:yyyy/MM}") ⇒ string 2026/03
      @(string.Format("{0:HH}h", ${when})) ⇒ string 05h
    `,
    );
  });

  describe("Parse", () => {
    const iso = (text: string) => `@(DateTime.Parse("${text}").ToString("o"))`;
    itAnswers(`
      ${iso("2026-03-14")} ⇒ string 2026-03-14T00:00:00.0000000
      ${iso("2026-03-14T15:09:26")} ⇒ string 2026-03-14T15:09:26.0000000
      ${iso("2026-03-14 15:09")} ⇒ string 2026-03-14T15:09:00.0000000
      ${iso("2026-03-14T15:09:26.5351234Z")} ⇒ string 2026-03-14T15:09:26.5351234+00:00
      ${iso("2026-03-14T15:09:26+02:00")} ⇒ string 2026-03-14T13:09:26.0000000+00:00
      ${iso("2026-03-14T15:09:26-0500")} ⇒ string 2026-03-14T20:09:26.0000000+00:00
      ${iso("2026/3/4")} ⇒ string 2026-03-04T00:00:00.0000000
      ${iso("3/14/2026 3:09 PM")} ⇒ string 2026-03-14T15:09:00.0000000
      ${iso("3/14/26")} ⇒ string 2026-03-14T00:00:00.0000000
      ${iso("03-14-2026")} ⇒ string 2026-03-14T00:00:00.0000000
      ${iso("14 March 2026")} ⇒ string 2026-03-14T00:00:00.0000000
      ${iso("March 14, 2026 12:30 AM")} ⇒ string 2026-03-14T00:30:00.0000000
      ${iso("Saturday, 14 March 2026 15:09:26")} ⇒ string 2026-03-14T15:09:26.0000000
      ${iso("Sat, 14 Mar 2026 15:09:26 GMT")} ⇒ string 2026-03-14T15:09:26.0000000+00:00
      ${iso("Sun, 14 Mar 2026 15:09:26 GMT")} ⇒ !System.FormatException String 'Sun, 14 Mar 2026 15:09:26 GMT' was not recognized as a valid DateTime because the day of week was incorrect.
      ${iso("March 2026")} ⇒ string 2026-03-01T00:00:00.0000000
      ${iso("2026-03")} ⇒ string 2026-03-01T00:00:00.0000000
      ${iso("14/03/2026")} ⇒ !System.FormatException String '14/03/2026' was not recognized as a valid DateTime.
      ${iso("20260314")} ⇒ !System.FormatException String '20260314' was not recognized as a valid DateTime.
      ${iso("2026-02-30")} ⇒ !System.FormatException *
      ${iso("2026-03-14T25:00:00")} ⇒ !System.FormatException *
      ${iso("")} ⇒ !System.FormatException String '' was not recognized as a valid DateTime.
      ${iso("tomorrow")} ⇒ !System.FormatException *
      @(DateTime.Parse("15:09").TimeOfDay) ⇒ TimeSpan 15:09:00
      @(DateTime.Parse("15:09").Date == DateTime.Today) ⇒ bool True
      @(DateTime.Parse(null)) ⇒ !System.ArgumentNullException Value cannot be null. (Parameter 's')
      @(DateTime.Parse("2026-03-14T15:09:26Z").Kind) ⇒ enum DateTimeKind Local
      @(DateTime.Parse("2026-03-14T15:09:26Z", null, DateTimeStyles.RoundtripKind).Kind) ⇒ enum DateTimeKind Utc
      @(DateTime.Parse("2026-03-14T15:09:26+02:00", null, DateTimeStyles.AdjustToUniversal).ToString("o")) ⇒ string 2026-03-14T13:09:26.0000000Z
      @(DateTime.Parse("2026-03-14 15:09", null, DateTimeStyles.AssumeUniversal).Kind) ⇒ enum DateTimeKind Local
      @(DateTime.Parse("2026-03-14 15:09", null, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal).ToString("o")) ⇒ string 2026-03-14T15:09:00.0000000Z
      @(DateTime.Parse("2026-03-14", null, DateTimeStyles.AssumeUniversal | DateTimeStyles.AssumeLocal)) ⇒ !System.ArgumentException The DateTimeStyles values AssumeLocal and AssumeUniversal cannot be used together. (Parameter 'styles')
      @(DateTime.TryParse("2026-03-14", out var d) ? d.Day : 0) ⇒ int 14
      @(DateTime.TryParse(null, out var d)) ⇒ bool False
      @(DateTime.TryParse("x", CultureInfo.InvariantCulture, DateTimeStyles.None, out var d)) ⇒ bool False
    `);
  });

  describe("ParseExact", () => {
    itAnswers(r`
      @(DateTime.ParseExact("14/03/2026", "dd/MM/yyyy", null)) ⇒ DateTime 2026-03-14T00:00:00.0000000
      @(DateTime.ParseExact("14/3/2026", "dd/MM/yyyy", null)) ⇒ !System.FormatException String '14/3/2026' was not recognized as a valid DateTime.
      @(DateTime.ParseExact("20260314T150926Z", "yyyyMMddTHHmmssZ", null)) ⇒ DateTime 2026-03-14T15:09:26.0000000
      @(DateTime.ParseExact("2026-03-14T15:09:26Z", "yyyy-MM-ddTHH:mm:ssK", null).Kind) ⇒ enum DateTimeKind Local
      @(DateTime.ParseExact("2026-03-14T15:09:26.5350000Z", "o", null, DateTimeStyles.RoundtripKind)) ⇒ DateTime 2026-03-14T15:09:26.5350000Z
      @(DateTime.ParseExact("Sat, 14 Mar 2026 15:09:26 GMT", "r", null)) ⇒ DateTime 2026-03-14T15:09:26.0000000
      @(DateTime.ParseExact("03:09 PM", "hh:mm tt", null).Hour) ⇒ int 15
      @(DateTime.ParseExact("14 Mar 26", "d MMM yy", null)) ⇒ DateTime 2026-03-14T00:00:00.0000000
      @(DateTime.ParseExact("2026-03-14 +02:00", "yyyy-MM-dd zzz", null, DateTimeStyles.AdjustToUniversal)) ⇒ DateTime 2026-03-13T22:00:00.0000000Z
      @(DateTime.ParseExact(" 2026 ", "yyyy", null, DateTimeStyles.AllowWhiteSpaces).Year) ⇒ int 2026
      @(DateTime.ParseExact("2026-03-14", new[] { "dd/MM/yyyy", "yyyy-MM-dd" }, null, DateTimeStyles.None).Day) ⇒ int 14
      @(DateTime.ParseExact("15:09:26", "HH:mm:ss.FFF", null).TimeOfDay) ⇒ TimeSpan 15:09:26
      @(DateTime.ParseExact("15:09:26.5", "HH:mm:ss.FFF", null).TimeOfDay) ⇒ TimeSpan 15:09:26.5000000
      @(DateTime.TryParseExact("2026", "yyyy-MM", null, DateTimeStyles.None, out var d)) ⇒ bool False
    `);
  });
});

describe("DateTimeOffset in expressions", () => {
  const when = "new DateTimeOffset(2026, 3, 14, 15, 9, 26, TimeSpan.FromHours(2))";
  itAnswers(`
    @(${when}) ⇒ DateTimeOffset 2026-03-14T15:09:26.0000000+02:00
    @(${when}.ToString()) ⇒ string 03/14/2026 15:09:26 +02:00
    @(${when}.ToString("r")) ⇒ string Sat, 14 Mar 2026 13:09:26 GMT
    @(${when}.ToString("u")) ⇒ string 2026-03-14 13:09:26Z
    @(${when}.ToString("yyyy-MM-dd z zz zzz")) ⇒ string 2026-03-14 +2 +02 +02:00
    @(${when}.UtcDateTime) ⇒ DateTime 2026-03-14T13:09:26.0000000Z
    @(${when}.DateTime.Kind) ⇒ enum DateTimeKind Unspecified
    @(${when}.Offset) ⇒ TimeSpan 02:00:00
    @(${when}.ToOffset(TimeSpan.FromHours(-5)).Hour) ⇒ int 8
    @(${when} == ${when}.ToUniversalTime()) ⇒ bool True
    @(${when}.EqualsExact(${when}.ToUniversalTime())) ⇒ bool False
    @(${when}.ToUnixTimeSeconds()) ⇒ long 1773493766
    @(DateTimeOffset.FromUnixTimeMilliseconds(-1).ToString("o")) ⇒ string 1969-12-31T23:59:59.9990000+00:00
    @(DateTimeOffset.FromUnixTimeSeconds(-1).AddMilliseconds(500).ToUnixTimeSeconds()) ⇒ long -1
    @(DateTimeOffset.FromUnixTimeSeconds(long.MaxValue)) ⇒ !System.ArgumentOutOfRangeException Valid values are between -62135596800 and 253402300799, inclusive. (Parameter 'seconds')
    @(new DateTimeOffset(new DateTime(2026, 3, 14, 0, 0, 0, DateTimeKind.Utc), TimeSpan.FromHours(1))) ⇒ !System.ArgumentException The UTC Offset for Utc DateTime instances must be 0. (Parameter 'offset')
    @(new DateTimeOffset(2026, 3, 14, 0, 0, 0, TimeSpan.FromHours(15))) ⇒ !System.ArgumentOutOfRangeException Offset must be within plus or minus 14 hours. (Parameter 'offset')
    @(DateTimeOffset.Parse("2026-03-14T15:09:26+02:00")) ⇒ DateTimeOffset 2026-03-14T15:09:26.0000000+02:00
    @(DateTimeOffset.Parse("2026-03-14")) ⇒ DateTimeOffset 2026-03-14T00:00:00.0000000+00:00
    @(DateTimeOffset.ParseExact("14.03.2026 +01:00", "dd.MM.yyyy zzz", null)) ⇒ DateTimeOffset 2026-03-14T00:00:00.0000000+01:00
    @{ DateTimeOffset d = new DateTime(2026, 3, 14); return d; } ⇒ DateTimeOffset 2026-03-14T00:00:00.0000000+00:00
    @((${when} - DateTimeOffset.UnixEpoch).Days) ⇒ int 20526
  `);
});
