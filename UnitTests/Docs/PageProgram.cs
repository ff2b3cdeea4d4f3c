using System.Reflection;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace Toolkit.UnitTests.Docs;

/// <summary>
/// The program that a page shows: all its C# snippets, one after the other, as a reader would put them into one Program.cs of a console
/// program that references the packages. A variable of an earlier snippet is there in the later ones; usings and types may stand anywhere.
/// Code that the page needs and does not show stands in a comment, <c>&lt;!-- context: … --&gt;</c>.
/// </summary>
internal sealed class PageProgram
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private const int StatementOrder = 1;

    private static readonly CSharpParseOptions Language = new(LanguageVersion.CSharp14);

    private static readonly Lazy<IReadOnlyList<MetadataReference>> References = new(FindReferences);

    private readonly MemoryStream assembly = new();

    /// <summary>Compiles the page's program.</summary>
    public PageProgram(Page page)
    {
        var code = CodeOf(page);
        var options = new CSharpCompilationOptions(
                code.HasStatements ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
                nullableContextOptions: NullableContextOptions.Enable)
            .WithSpecificDiagnosticOptions([new("CS1701", ReportDiagnostic.Suppress)]); // newer assemblies than a package was built with
        var compilation = CSharpCompilation.Create(
            System.IO.Path.GetFileNameWithoutExtension(page.Path),
            [Parse(ImplicitUsings), Parse(code.Text)], References.Value, options);
        var result = compilation.Emit(assembly, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.Embedded));
        Problems = [.. result.Diagnostics.Where(item => item.Severity >= DiagnosticSeverity.Warning).Select(item => item.ToString())];
    }

    /// <summary>Errors and warnings with the page's name and line.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>Runs the program in the working directory.</summary>
    public void Run() =>
        Assembly.Load(assembly.ToArray()).EntryPoint!.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [Array.Empty<string>()], null);

    private static SyntaxTree Parse(string code) => CSharpSyntaxTree.ParseText(SourceText.From(code, Encoding.UTF8), Language);

    /// <summary>
    /// Usings, statements and types, in the order that the compiler asks for, each under the line of the page where it stands.
    /// </summary>
    private static (string Text, bool HasStatements) CodeOf(Page page)
    {
        var parts = page.Snippets.Where(snippet => snippet.Language == Page.CSharp).SelectMany(Parts).OrderBy(part => part.Order).ToList();
        var text = parts.Select(part => $"#line {part.Line} \"{page.Path}\"\n{part.Code}");
        return (string.Join('\n', text), parts.Any(part => part.Order == StatementOrder));
    }

    private static IEnumerable<(int Order, int Line, string Code)> Parts(Snippet snippet)
    {
        var tree = Parse(snippet.Code);
        var root = tree.GetCompilationUnitRoot();
        foreach (var node in root.Usings.Concat<SyntaxNode>(root.Members))
        {
            var order = node switch { UsingDirectiveSyntax => 0, GlobalStatementSyntax => StatementOrder, _ => 2 };
            yield return (order, snippet.Line + tree.GetLineSpan(node.FullSpan).StartLinePosition.Line, node.ToFullString());
        }
    }

    /// <summary>What the tests were built with, the toolkit included, and ASP.NET's part of the SDK; not the tests themselves.</summary>
    private static IReadOnlyList<MetadataReference> FindReferences()
    {
        var trusted = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(System.IO.Path.PathSeparator);
        var framework = System.IO.Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var web = new DirectoryInfo(framework.Replace("Microsoft.NETCore.App", "Microsoft.AspNetCore.App"));
        var all = trusted.Concat(web.Exists ? web.EnumerateFiles("Microsoft.*.dll").Select(file => file.FullName) : []);
        return
        [
            .. all.DistinctBy(System.IO.Path.GetFileName)
                .Where(file => file != typeof(PageProgram).Assembly.Location)
                .Select(file => MetadataReference.CreateFromFile(file)),
        ];
    }
}
