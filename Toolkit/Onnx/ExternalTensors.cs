using System.Globalization;
using Toolkit.StateDicts;

namespace Toolkit.Onnx;

/// <summary>The references of an ONNX file to bytes outside it. A runtime follows them wherever they lead, so they are checked first.</summary>
internal static class ExternalTensors
{
    private enum Field
    {
        Graph = 7, Operator = 1, Initializer = 5, ExternalData = 13, AttributesOfOperator = 5,
    }

    /// <summary>
    /// What could refer to bytes besides the graph's initializers: training graphs and functions of a model, sparse initializers of a graph, and
    /// attributes that are tensors or graphs, one or many. Nothing that is written here has them.
    /// </summary>
    private static readonly int[] OthersOfModel = [20, 25], OthersOfGraph = [15], OthersOfAttribute = [5, 6, 10, 11, 22, 23];

    /// <summary>Does nothing for a model that refers to nothing but the tensors of a file, each by its name.</summary>
    /// <param name="model">An ONNX file.</param>
    /// <param name="file">The file that all references must name.</param>
    /// <param name="places">Where in that file the tensors lie.</param>
    /// <exception cref="InvalidDataException">It is malformed, or refers to something else.</exception>
    public static void Check(ReadOnlyMemory<byte> model, string file, IReadOnlyDictionary<string, (long Start, long Length)> places)
    {
        var references = ReferencesOf(model);
        var missing = references.Select(reference => reference.Name).Where(name => !places.ContainsKey(name)).ToList();
        if (missing.Count > 0) throw new InvalidDataException($"'{file}' lacks {string.Join(", ", missing)}.");
        var foreign = references.FirstOrDefault(reference => reference.File != file || reference.Place != places[reference.Name]);
        if (foreign.Name is not null)
            throw new InvalidDataException($"Its tensor '{foreign.Name}' is not the one in '{file}': graph and weights are of two models.");
    }

    /// <summary>Whether a model refers to tensors outside it.</summary>
    public static bool AreIn(ReadOnlyMemory<byte> model) => ReferencesOf(model).Count > 0;

    /// <summary>Does nothing for a model that has all its tensors in it.</summary>
    /// <exception cref="InvalidDataException">It is malformed, or refers to something else.</exception>
    public static void CheckNone(ReadOnlyMemory<byte> model)
    {
        if (ReferencesOf(model) is [var first, ..]) throw new InvalidDataException($"Its tensor '{first.Name}' is not in it.");
    }

    private static List<(string Name, string File, (long Start, long Length) Place)> ReferencesOf(ReadOnlyMemory<byte> model)
    {
        var graphs = Parts(model, Field.Graph).ToList();
        var attributes = graphs.SelectMany(graph => Parts(graph, Field.Operator)).SelectMany(item => Parts(item, Field.AttributesOfOperator));
        if (Has(model, OthersOfModel) || graphs.Any(graph => Has(graph, OthersOfGraph)) || attributes.Any(attribute => Has(attribute, OthersOfAttribute)))
            throw new InvalidDataException("It has tensors or graphs where a network of the toolkit has none.");
        return [.. graphs.SelectMany(graph => Parts(graph, Field.Initializer)).Where(tensor => Parts(tensor, Field.ExternalData).Any()).Select(ReferenceOf)];
    }

    /// <summary>The same model with the tensors in it that it refers to.</summary>
    /// <param name="model">An ONNX file.</param>
    /// <param name="weights">The tensors by their names.</param>
    /// <exception cref="InvalidDataException">It is malformed, or a tensor is missing.</exception>
    public static ProtobufMessage Inline(ReadOnlyMemory<byte> model, StateDict weights) => Change(model, Field.Graph, graph =>
        Change(graph, Field.Initializer, tensor =>
        {
            if (!Parts(tensor, Field.ExternalData).Any()) return Copy(tensor);
            var name = OnnxTensor.NameOf(tensor);
            return weights.TryGetValue(name, out var data) ? OnnxTensor.ToMessage(name, data) : throw new InvalidDataException($"The weights lack {name}.");
        }));

    private static ProtobufMessage Copy(ReadOnlyMemory<byte> message) =>
        Protobuf.Fields(message).Aggregate(new ProtobufMessage(), (copy, field) => copy.Copy(field));

    private static ProtobufMessage Change(ReadOnlyMemory<byte> message, Field number, Func<ReadOnlyMemory<byte>, ProtobufMessage> change)
    {
        var changed = new ProtobufMessage();
        foreach (var field in Protobuf.Fields(message))
            if (field.Number == (int)number) changed.Message(field.Number, change(field.Bytes));
            else changed.Copy(field);
        return changed;
    }

    private static (string Name, string File, (long Start, long Length) Place) ReferenceOf(ReadOnlyMemory<byte> tensor)
    {
        var entries = Parts(tensor, Field.ExternalData).Select(EntryOf).ToLookup(entry => entry.Key, entry => entry.Value);
        return (OnnxTensor.NameOf(tensor), Only(entries, "location"), (Number(entries, "offset"), Number(entries, "length")));
    }

    private static bool Has(ReadOnlyMemory<byte> message, int[] numbers) => Protobuf.Fields(message).Any(field => numbers.Contains(field.Number));

    private static IEnumerable<ReadOnlyMemory<byte>> Parts(ReadOnlyMemory<byte> message, Field number) =>
        Protobuf.Fields(message).Where(field => field.Number == (int)number).Select(field => field.Bytes);

    private static (string Key, string Value) EntryOf(ReadOnlyMemory<byte> entry) => (Text(Protobuf.Fields(entry), 1), Text(Protobuf.Fields(entry), 2));

    private static string Text(IEnumerable<ProtobufField> fields, int number) =>
        fields.Where(field => field.Number == number).Select(field => field.Text).LastOrDefault("");

    private static string Only(ILookup<string, string> entries, string key) => entries[key].Count() == 1 ? entries[key].Single() : "";

    private static long Number(ILookup<string, string> entries, string key) =>
        long.TryParse(Only(entries, key), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
}
