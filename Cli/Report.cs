using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace Toolkit.Cli;

/// <summary>
/// What a command tells: to people on the output stream, or, with <c>--json</c>, to machines there, one object at the end, and to people on the error stream.
/// </summary>
/// <param name="json">Whether to machines.</param>
/// <param name="isSilent">Whether to nobody: another process tells the same.</param>
internal sealed class Report(bool json, bool isSilent = false)
{
    /// <summary>The option of all commands.</summary>
    public static readonly Option<bool> JsonOption = new("--json") { Description = "Print one JSON object with the results; all else goes to the error stream" };

    private const int WidthOfFiles = 240;

    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new FiniteNumbers() },
    };

    private readonly Dictionary<string, object?> values = [];
    private readonly TextWriter people = isSilent ? TextWriter.Null : json ? System.Console.Error : System.Console.Out;
    private readonly TextWriter errors = isSilent ? TextWriter.Null : System.Console.Error;

    /// <summary>Where progress is shown.</summary>
    public IAnsiConsole Console { get; } = isSilent ? ConsoleOn(TextWriter.Null) : ConsoleOf(json);

    /// <summary>Tells people something.</summary>
    public void Say(string text) => people.WriteLine(text);

    /// <summary>Shows people a table.</summary>
    public void Show(Table table) => Console.Write(table);

    /// <summary>Tells people what they should look at, on the error stream.</summary>
    public void Warn(string text) => errors.WriteLine($"warning: {text.ReplaceLineEndings(" ")}");

    /// <summary>A result for machines.</summary>
    public void Value(string name, object? value) => values[name] = value;

    /// <summary>Prints the results for machines.</summary>
    public void End()
    {
        if (json && !isSilent) System.Console.Out.WriteLine(JsonSerializer.Serialize(values, Options));
    }

    private static IAnsiConsole ConsoleOn(TextWriter writer) => AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });

    private static IAnsiConsole ConsoleOf(bool json)
    {
        var console = ConsoleOn(json ? System.Console.Error : System.Console.Out);
        if (json ? System.Console.IsErrorRedirected : System.Console.IsOutputRedirected) console.Profile.Width = WidthOfFiles;
        return console;
    }

    /// <summary>JSON knows neither infinity nor what is no number: null stands for them.</summary>
    private sealed class FiniteNumbers : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value)) writer.WriteNumberValue(value);
            else writer.WriteNullValue();
        }
    }
}
