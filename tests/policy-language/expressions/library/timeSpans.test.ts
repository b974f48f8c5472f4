import { itAnswers } from "../support";

const r = String.raw;

describe("TimeSpan in expressions", () => {
  describe("construction and parts", () => {
    itAnswers(r`
      @(new TimeSpan(1, 2, 3)) ⇒ TimeSpan 01:02:03
      @(new TimeSpan(1, 2, 3, 4, 5)) ⇒ TimeSpan 1.02:03:04.0050000
      @(TimeSpan.FromSeconds(90)) ⇒ TimeSpan 00:01:30
      @(TimeSpan.FromSeconds(1.23456789)) ⇒ TimeSpan 00:00:01.2345678
      @(TimeSpan.FromMilliseconds(0.5)) ⇒ TimeSpan 00:00:00.0005000
      @(TimeSpan.FromHours(1, 30)) ⇒ TimeSpan 01:30:00
      @(TimeSpan.FromMinutes(-1.5)) ⇒ TimeSpan -00:01:30
      @(TimeSpan.FromDays(1e20)) ⇒ !System.OverflowException TimeSpan overflowed because the duration is too long.
      @(TimeSpan.FromDays(double.NaN)) ⇒ !System.ArgumentException TimeSpan does not accept floating point Not-a-Number values.
      @(TimeSpan.FromDays(int.MaxValue)) ⇒ !System.ArgumentOutOfRangeException TimeSpan overflowed because the duration is too long.
      @(TimeSpan.FromDays(1.5).Hours) ⇒ int 12
      @(TimeSpan.FromDays(1.5).TotalHours) ⇒ double 36
      @(TimeSpan.FromMinutes(-90).Hours) ⇒ int -1
      @(TimeSpan.FromMilliseconds(1500).Milliseconds) ⇒ int 500
      @(TimeSpan.TicksPerSecond) ⇒ long 10000000
      @(TimeSpan.MaxValue) ⇒ TimeSpan 10675199.02:48:05.4775807
    `);
  });

  describe("arithmetic", () => {
    itAnswers(r`
      @(TimeSpan.FromHours(1) + TimeSpan.FromMinutes(30)) ⇒ TimeSpan 01:30:00
      @(-TimeSpan.FromHours(1)) ⇒ TimeSpan -01:00:00
      @(TimeSpan.FromHours(1) * 1.5) ⇒ TimeSpan 01:30:00
      @(2 * TimeSpan.FromHours(1)) ⇒ TimeSpan 02:00:00
      @(TimeSpan.FromHours(1) / 4) ⇒ TimeSpan 00:15:00
      @(TimeSpan.FromHours(1) / TimeSpan.FromMinutes(20)) ⇒ double 3
      @(TimeSpan.MaxValue + TimeSpan.FromTicks(1)) ⇒ !System.OverflowException TimeSpan overflowed because the duration is too long.
      @(TimeSpan.MinValue.Negate()) ⇒ !System.OverflowException Negating the minimum value of a twos complement number is invalid.
      @(TimeSpan.FromHours(-1).Duration()) ⇒ TimeSpan 01:00:00
      @(TimeSpan.FromHours(1) > TimeSpan.FromMinutes(59)) ⇒ bool True
      @(TimeSpan.Zero == default(TimeSpan)) ⇒ bool True
      @(TimeSpan.Compare(TimeSpan.Zero, TimeSpan.FromTicks(1))) ⇒ int -1
    `);
  });

  describe("Parse", () => {
    itAnswers(r`
      @(TimeSpan.Parse("1.02:03:04.5")) ⇒ TimeSpan 1.02:03:04.5000000
      @(TimeSpan.Parse("6")) ⇒ TimeSpan 6.00:00:00
      @(TimeSpan.Parse(" -00:30 ")) ⇒ TimeSpan -00:30:00
      @(TimeSpan.Parse("6:12:14:45")) ⇒ TimeSpan 6.12:14:45
      @(TimeSpan.Parse("24:00:00")) ⇒ TimeSpan 24.00:00:00
      @(TimeSpan.Parse("10:61")) ⇒ !System.OverflowException The TimeSpan string '10:61' could not be parsed because*
      @(TimeSpan.Parse("soon")) ⇒ !System.FormatException String 'soon' was not recognized as a valid TimeSpan.
      @(TimeSpan.Parse(null)) ⇒ !System.ArgumentNullException Value cannot be null. (Parameter 'input')
      @(TimeSpan.TryParse("00:00:05", out var t) ? t.TotalSeconds : -1) ⇒ double 5
      @(TimeSpan.TryParse("x", out var t)) ⇒ bool False
      @(TimeSpan.ParseExact("01:30", @"hh\:mm", null)) ⇒ TimeSpan 01:30:00
      @(TimeSpan.ParseExact("1:30", @"h\:mm", CultureInfo.InvariantCulture)) ⇒ TimeSpan 01:30:00
      @(TimeSpan.ParseExact("1.02:03:04", "c", null)) ⇒ TimeSpan 1.02:03:04
      @(TimeSpan.ParseExact("90", "ss", null)) ⇒ !System.OverflowException *
      @(TimeSpan.ParseExact("x", @"hh\:mm", null)) ⇒ !System.FormatException *
      @(TimeSpan.TryParseExact("5", "%s", null, out var t) ? t.Seconds : -1) ⇒ int 5
    `);
  });

  describe("ToString", () => {
    itAnswers(r`
      @(new TimeSpan(1, 2, 3, 4, 500).ToString("c")) ⇒ string 1.02:03:04.5000000
      @(new TimeSpan(1, 2, 3, 4, 500).ToString("g")) ⇒ string 1:2:03:04.5
      @(new TimeSpan(1, 2, 3, 4, 500).ToString("G")) ⇒ string 1:02:03:04.5000000
      @(new TimeSpan(1, 2, 3).ToString(@"hh\:mm")) ⇒ string 01:02
      @(new TimeSpan(1, 2, 3).ToString("%h")) ⇒ string 1
      @(new TimeSpan(1, 2, 3).ToString("h'h 'm'm'")) ⇒ string 1h 2m
      @(new TimeSpan(1, 2, 3).ToString("hh:mm")) ⇒ !System.FormatException Input string was not in a correct format.
      @($"{TimeSpan.FromMinutes(90):hh\\:mm}") ⇒ string 01:30
      @(TimeSpan.FromSeconds(-1.5).ToString()) ⇒ string -00:00:01.5000000
    `);
  });
});

describe("TimeZoneInfo in expressions", () => {
  itAnswers(r`
    @(TimeZoneInfo.ConvertTimeFromUtc(new DateTime(2026, 7, 1, 12, 0, 0, DateTimeKind.Utc), TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"))) ⇒ DateTime 2026-07-01T14:00:00.0000000
    @(TimeZoneInfo.ConvertTimeFromUtc(new DateTime(2026, 1, 1, 12, 0, 0), TimeZoneInfo.FindSystemTimeZoneById("W. Europe Standard Time"))) ⇒ DateTime 2026-01-01T13:00:00.0000000
    @(TimeZoneInfo.ConvertTimeToUtc(new DateTime(2026, 7, 1, 12, 0, 0), TimeZoneInfo.FindSystemTimeZoneById("Eastern Standard Time"))) ⇒ DateTime 2026-07-01T16:00:00.0000000Z
    @(TimeZoneInfo.ConvertTimeBySystemTimeZoneId(new DateTime(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc), "Tokyo Standard Time").Hour) ⇒ int 21
    @(TimeZoneInfo.ConvertTime(new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero), TimeZoneInfo.FindSystemTimeZoneById("America/New_York"))) ⇒ DateTimeOffset 2026-07-01T08:00:00.0000000-04:00
    @(TimeZoneInfo.FindSystemTimeZoneById("Asia/Calcutta").BaseUtcOffset) ⇒ TimeSpan 05:30:00
    @(TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin").IsDaylightSavingTime(new DateTime(2026, 7, 1))) ⇒ bool True
    @(TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin").IsInvalidTime(new DateTime(2026, 3, 29, 2, 30, 0))) ⇒ bool True
    @(TimeZoneInfo.FindSystemTimeZoneById("Nowhere")) ⇒ !System.TimeZoneNotFoundException *
    @(TimeZoneInfo.Utc.Id) ⇒ string UTC
  `);
});
