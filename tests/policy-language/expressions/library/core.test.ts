import { itAnswers } from "../support";

const r = String.raw;

describe("enums in expressions", () => {
  itAnswers(r`
    @(DayOfWeek.Friday.ToString()) ⇒ string Friday
    @((int)DayOfWeek.Friday) ⇒ int 5
    @((DayOfWeek)3) ⇒ enum DayOfWeek Wednesday
    @((DayOfWeek)42) ⇒ enum DayOfWeek 42
    @(DayOfWeek.Friday.ToString("D")) ⇒ string 5
    @(DayOfWeek.Friday.ToString("X")) ⇒ string 00000005
    @(DayOfWeek.Friday.ToString("Q")) ⇒ !System.FormatException Format string can be only "G", "g", "X", "x", "F", "f", "D" or "d".
    @((StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToString()) ⇒ string RemoveEmptyEntries, TrimEntries
    @(NumberStyles.Integer.HasFlag(NumberStyles.AllowLeadingSign)) ⇒ bool True
    @(Enum.Parse(typeof(DayOfWeek), "monday", true)) ⇒ enum DayOfWeek Monday
    @(Enum.Parse(typeof(DayOfWeek), "monday")) ⇒ !System.ArgumentException Requested value 'monday' was not found.
    @(Enum.Parse<DayOfWeek>("Tuesday")) ⇒ enum DayOfWeek Tuesday
    @(Enum.Parse<DayOfWeek>("2")) ⇒ enum DayOfWeek Tuesday
    @(Enum.TryParse<DayOfWeek>("x", out var day)) ⇒ bool False
    @(Enum.TryParse("friday", true, out DayOfWeek day) ? day : DayOfWeek.Sunday) ⇒ enum DayOfWeek Friday
    @(Enum.IsDefined(typeof(DayOfWeek), 7)) ⇒ bool False
    @(Enum.IsDefined(typeof(DayOfWeek), "Sunday")) ⇒ bool True
    @(Enum.GetName(typeof(DayOfWeek), 1)) ⇒ string Monday
    @(Enum.GetNames(typeof(DateTimeKind))) ⇒ [Unspecified, Utc, Local]
    @(DayOfWeek.Monday == DayOfWeek.Monday) ⇒ bool True
    @(DayOfWeek.Monday.CompareTo(DayOfWeek.Friday)) ⇒ int -1
    @(DayOfWeek.Monday + 1) ⇒ enum DayOfWeek Tuesday
  `);
});

describe("exceptions in expressions", () => {
  itAnswers(r`
    @{ try { throw new Exception("boom"); } catch (Exception e) { return e.ToString(); } } ⇒ string System.Exception: boom*
    @{ try { throw new InvalidOperationException(); } catch (Exception e) { return e.Message; } } ⇒ string Operation is not valid due to the current state of the object.
    @{ throw new ArgumentException("bad", "name"); } ⇒ !System.ArgumentException bad (Parameter 'name')
    @{ throw new ArgumentNullException("name"); } ⇒ !System.ArgumentNullException Value cannot be null. (Parameter 'name')
    @{ throw new ArgumentOutOfRangeException("n", 5, "too much"); } ⇒ !System.ArgumentOutOfRangeException too much (Parameter 'n')*
    @{ try { int.Parse(null); return ""; } catch (ArgumentException e) { return e.ParamName; } } ⇒ string s
    @{ var e = new Exception("outer", new FormatException("inner")); return e.InnerException.Message; } ⇒ string inner
    @{ var e = new Exception("outer", new FormatException("inner")); return e.GetBaseException().GetType().Name; } ⇒ string FormatException
    @{ try { throw new FormatException("x"); } catch (SystemException e) { return e.GetType().FullName; } } ⇒ string System.FormatException
    @{ var e = new Exception("x"); e.Data["k"] = 1; return e.Data["k"]; } ⇒ int 1
    @{ throw new AggregateException(new Exception("a"), new Exception("b")); } ⇒ !System.AggregateException One or more errors occurred. (a) (b)
    @{ object o = "x"; return (int)o; } ⇒ !System.InvalidCastException Unable to cast object of type 'System.String' to type 'System.Int32'.
  `);
});

describe("Guid in expressions", () => {
  itAnswers(r`
    @(Guid.Parse("0f8fad5bd9cb469fa16570867728950e")) ⇒ Guid 0f8fad5b-d9cb-469f-a165-70867728950e
    @(Guid.Parse("{0F8FAD5B-D9CB-469F-A165-70867728950E}")) ⇒ Guid 0f8fad5b-d9cb-469f-a165-70867728950e
    @(Guid.Parse("{0x0f8fad5b,0xd9cb,0x469f,{0xa1,0x65,0x70,0x86,0x77,0x28,0x95,0x0e}}")) ⇒ Guid 0f8fad5b-d9cb-469f-a165-70867728950e
    @(Guid.Parse("x")) ⇒ !System.FormatException Unrecognized Guid format.
    @(Guid.Parse("0f8fad5b-d9cb-469f-a165-70867728950")) ⇒ !System.FormatException Guid should contain 32 digits with 4 dashes (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx).
    @(Guid.Parse("0f8fad5b-d9cb-469f-a165-70867728950g")) ⇒ !System.FormatException Guid string should only contain hexadecimal characters.
    @(Guid.ParseExact("0f8fad5b-d9cb-469f-a165-70867728950e", "N")) ⇒ !System.FormatException *
    @(Guid.TryParse(null, out var g)) ⇒ bool False
    @(new Guid("0f8fad5bd9cb469fa16570867728950e").ToString("P")) ⇒ string (0f8fad5b-d9cb-469f-a165-70867728950e)
    @(new Guid("0f8fad5bd9cb469fa16570867728950e").ToString("X")) ⇒ string {0x0f8fad5b,0xd9cb,0x469f,{0xa1,0x65,0x70,0x86,0x77,0x28,0x95,0x0e}}
    @(Guid.Empty.ToString("Q")) ⇒ !System.FormatException Format string can be only "D", "d", "N", "n", "P", "p", "B", "b", "X" or "x".
    @(new Guid("0f8fad5bd9cb469fa16570867728950e").ToByteArray().Take(6).ToArray()) ⇒ [91, 173, 143, 15, 203, 217]
    @(new Guid(new byte[3])) ⇒ !System.ArgumentException Byte array for Guid must be exactly 16 bytes long. (Parameter 'b')
    @(Guid.Empty == default(Guid)) ⇒ bool True
    @(Guid.NewGuid() == Guid.NewGuid()) ⇒ bool False
    @(Guid.Empty.CompareTo(Guid.NewGuid())) ⇒ int -1
    @(Guid.NewGuid().ToString().Substring(14, 1)) ⇒ string 4
  `);
});

describe("Random in expressions", () => {
  // A seed gives .NET's own sequence, so that a policy that draws with one is the same on both sides.
  itAnswers(r`
    @(new Random(42).Next()) ⇒ int 1434747710
    @(new Random(42).Next(1000)) ⇒ int 668
    @(new Random(42).NextDouble()) ⇒ double 0.6681064659115423
    @{ var r = new Random(0); return new[] { r.Next(100), r.Next(100), r.Next(100) }; } ⇒ [72, 81, 76]
    @(new Random().Next(5, 6)) ⇒ int 5
    @(new Random().Next(-1)) ⇒ !System.ArgumentOutOfRangeException maxValue ('-1') must be a non-negative value. (Parameter 'maxValue')*
    @(new Random().Next(2, 1)) ⇒ !System.ArgumentOutOfRangeException 'minValue' cannot be greater than maxValue. (Parameter 'minValue')
    @{ var b = new byte[4]; new Random(1).NextBytes(b); return b.Length; } ⇒ int 4
    @{ var n = new Random().NextInt64(5, 7); return n == 5 || n == 6; } ⇒ bool True
    @(Random.Shared.NextDouble() < 1) ⇒ bool True
  `);
});

describe("objects, nullables and cultures in expressions", () => {
  itAnswers(r`
    @(object.Equals(1, 1)) ⇒ bool True
    @(object.Equals(1, 1L)) ⇒ bool False
    @(object.ReferenceEquals(null, null)) ⇒ bool True
    @(5.GetType().Name) ⇒ string Int32
    @("x".GetType().FullName) ⇒ string System.String
    @(new int[0].GetType().Name) ⇒ string Int32[]
    @{ int? n = null; return n.HasValue; } ⇒ bool False
    @{ int? n = null; return n.Value; } ⇒ !System.InvalidOperationException Nullable object must have a value.
    @{ int? n = null; return n.GetValueOrDefault(7); } ⇒ int 7
    @{ int? n = 5; return n + 1; } ⇒ int 6
    @{ int? n = null; return n.ToString() == ""; } ⇒ bool True
    @{ int? a = 1; int? b = null; return Nullable.Compare(a, b); } ⇒ int 1
    @(CultureInfo.InvariantCulture.Name == "") ⇒ bool True
    @(new CultureInfo("en-US").Name) ⇒ string en-US
    @(new CultureInfo("xx-YY")) ⇒ !System.Globalization.CultureNotFoundException Culture is not supported. (Parameter 'name')*
    @(CultureInfo.InvariantCulture.TextInfo.ToTitleCase("hello WORLD of apim")) ⇒ string Hello WORLD Of Apim
  `);
});
