/**
 * Types of .NET that a policy may well try and API Management does not take: its list of allowed types is at
 * https://learn.microsoft.com/azure/api-management/api-management-policy-expressions#net-framework-types-allowed-in-policy-expressions
 * By namespace; what stands in none of these is simply not known.
 */
const byNamespace: Readonly<Record<string, string>> = {
  System:
    "AppDomain ArraySegment Activator Attribute Buffer Console DateOnly Environment EventArgs FormattableString GC HashCode Half IAsyncDisposable Index Lazy Memory OperatingSystem Progress Range ReadOnlyMemory ReadOnlySpan Span TimeOnly TimeProvider Version WeakReference",
  "System.Collections": "ArrayList BitArray Hashtable SortedList",
  "System.Collections.Concurrent":
    "BlockingCollection ConcurrentBag ConcurrentDictionary ConcurrentQueue ConcurrentStack",
  "System.Collections.Generic":
    "LinkedList LinkedListNode PriorityQueue SortedDictionary SortedList SortedSet",
  "System.Collections.Immutable": "ImmutableArray ImmutableDictionary ImmutableHashSet ImmutableList",
  "System.Collections.ObjectModel": "Collection ObservableCollection ReadOnlyCollection ReadOnlyDictionary",
  "System.Collections.Specialized": "NameValueCollection StringCollection StringDictionary",
  "System.Diagnostics": "Debug Debugger Process StackTrace Stopwatch Trace",
  "System.IO":
    "BinaryReader BinaryWriter BufferedStream Directory DirectoryInfo DriveInfo File FileInfo FileStream MemoryStream Path Stream StreamReader StreamWriter",
  "System.IO.Compression": "BrotliStream DeflateStream GZipStream ZipArchive ZLibStream",
  "System.Linq": "IQueryable Queryable ParallelEnumerable",
  "System.Net": "Dns HttpWebRequest IPEndPoint IPNetwork NetworkCredential WebClient WebRequest",
  "System.Net.Http": "HttpClient HttpMethod HttpRequestMessage HttpResponseMessage StringContent",
  "System.Net.Http.Headers": "AuthenticationHeaderValue MediaTypeHeaderValue",
  "System.Numerics": "Complex Vector",
  "System.Reflection": "Assembly MethodInfo PropertyInfo",
  "System.Runtime.Caching": "MemoryCache",
  "System.Security.Claims": "Claim ClaimsIdentity ClaimsPrincipal",
  "System.Security.Cryptography":
    "AesGcm ChaCha20Poly1305 CryptoStream DES DSA ECDiffieHellman ECDsa Rfc2898DeriveBytes RC2 RSACng RSACryptoServiceProvider RSAParameters TripleDES",
  "System.Security.Cryptography.X509Certificates":
    "X509Chain X509Certificate2Collection X509Extension X509Store",
  "System.Text": "Decoder Encoder Rune",
  "System.Text.Json": "JsonDocument JsonElement JsonSerializer JsonSerializerOptions",
  "System.Text.Json.Nodes": "JsonArray JsonNode JsonObject JsonValue",
  "System.Threading":
    "CancellationToken Interlocked Monitor Mutex Semaphore SemaphoreSlim Thread ThreadPool Timer",
  "System.Threading.Tasks": "Parallel Task ValueTask",
  "System.Web": "HttpUtility",
  "System.Xml": "XmlAttribute XmlDocument XmlElement XmlNode XmlReader XmlTextReader XmlWriter XmlConvert",
  "System.Xml.Linq": "XStreamingElement",
  "System.Xml.Serialization": "XmlSerializer",
  "System.Xml.XPath": "XPathDocument XPathNavigator",
  "System.Xml.Xsl": "XslCompiledTransform",
  "Newtonsoft.Json": "JsonReader JsonSerializer JsonTextReader JsonTextWriter JsonWriter",
  "Newtonsoft.Json.Schema": "JSchema JsonSchema",
};

const fullNames = new Map<string, string>();
for (const [namespace, names] of Object.entries(byNamespace))
  for (const name of names.split(" ")) {
    const full = `${namespace}.${name}`;
    if (!fullNames.has(name)) fullNames.set(name, full);
    fullNames.set(full, full);
  }

/** The full name of a type that .NET has and policy expressions may not use; undefined for all others. */
export function unsupportedType(name: string): string | undefined {
  return fullNames.get(name);
}
