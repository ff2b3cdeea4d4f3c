using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Toolkit.StateDicts;
using static Toolkit.Onnx.OnnxModelMessage;

namespace Toolkit.Onnx;

/// <summary>
/// Folds batch normalisation of a graph whose weights lie in a safetensors file beside it, layer by layer into a second file, so that little memory is
/// needed. ONNX Runtime would do it itself, with the weights in memory twice.
/// </summary>
internal sealed class FoldedFile : IDisposable
{
    private readonly string name;
    private readonly IReadOnlyDictionary<string, (long Start, long Length)> places;
    private readonly SafeFileHandle weights;
    private readonly FileStream folded;
    private readonly Dictionary<string, (long Offset, long Length)> moved = [];

    private FoldedFile(string weightsPath, string name)
    {
        this.name = name;
        places = SafetensorsReader.Places(weightsPath);
        folded = new FileStream(Path.Combine(Path.GetDirectoryName(weightsPath)!, name), FileMode.CreateNew);
        weights = File.OpenHandle(weightsPath);
    }

    /// <summary>Writes the second file.</summary>
    /// <param name="model">An ONNX file that refers to the first.</param>
    /// <param name="weightsPath">The first.</param>
    /// <param name="name">Name of the second, in the folder of the first, where no file has it.</param>
    /// <returns>An ONNX file that refers to both.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="InvalidDataException">The model is malformed.</exception>
    public static byte[] Write(ReadOnlyMemory<byte> model, string weightsPath, string name)
    {
        using var file = new FoldedFile(weightsPath, name);
        var result = new ProtobufMessage();
        foreach (var field in Protobuf.Fields(model))
            if (field.Number == (int)ModelField.Graph) result.Message(field.Number, file.Fold(field.Bytes));
            else result.Copy(field);
        return result.ToArray();
    }

    public void Dispose()
    {
        weights.Dispose();
        folded.Dispose();
    }

    private ProtobufMessage Fold(ReadOnlyMemory<byte> graph)
    {
        var fields = Protobuf.Fields(graph).ToLookup(field => (GraphField)field.Number);
        var operators = fields[GraphField.Operator].Select(field => OnnxOperator.Read(field.Bytes)).ToList();
        var outside = fields[GraphField.Constant].Where(constant => OnnxTensor.IsSinglesElsewhere(constant.Bytes)).Select(constant => OnnxTensor.NameOf(constant.Bytes));
        var pairs = BatchNormFolding.PairsIn(operators).Where(pair => CanBeFolded(pair, operators, outside.ToHashSet())).ToList();
        operators = [.. BatchNormFolding.Replace(operators, pairs, Fold)];

        var result = new ProtobufMessage();
        foreach (var item in operators) result.Message((int)GraphField.Operator, item.ToMessage());
        var used = operators.SelectMany(item => item.Inputs).ToHashSet();
        foreach (var constant in fields[GraphField.Constant].Select(field => field.Bytes).Where(constant => used.Contains(OnnxTensor.NameOf(constant))))
            AddConstant(result, constant);
        foreach (var (convolution, _) in pairs) AddBias(result, BiasOf(convolution));
        foreach (var other in fields.Where(part => part.Key is not (GraphField.Operator or GraphField.Constant)).SelectMany(part => part)) result.Copy(other);
        return result;
    }

    /// <summary>Whether the tensors of a pair lie in the first file, are no other operator's, and fit each other, as they may not in a damaged one.</summary>
    private bool CanBeFolded((OnnxOperator Convolution, OnnxOperator Norm) pair, List<OnnxOperator> operators, HashSet<string> outside)
    {
        var (convolution, norm) = pair;
        if (norm.Inputs.Count != 5 || convolution.Inputs.Count is not (2 or 3) || BatchNormFolding.EpsilonOf(norm) is null) return false;
        if (!convolution.Inputs.Skip(1).Concat(norm.Inputs.Skip(1)).All(name => outside.Contains(name) && places.ContainsKey(name))) return false;
        var channels = places[norm.Inputs[1]].Length;
        return channels > 0 && places[convolution.Inputs[1]].Length % channels == 0
            && norm.Inputs.Skip(1).Concat(convolution.Inputs.Skip(2)).All(name => places[name].Length == channels)
            && operators.Count(item => item.Inputs.Contains(convolution.Inputs[1])) == 1;
    }

    private OnnxOperator Fold((OnnxOperator Convolution, OnnxOperator Norm) pair)
    {
        var (convolution, norm) = pair;
        var bias = convolution.Inputs.Count > 2 ? Read(convolution.Inputs[2]) : null;
        var (scales, biases) = BatchNormFolding.NumbersOf(norm, input => Read(norm.Inputs[input]), bias);
        WriteScaled(convolution.Inputs[1], scales);
        Append(BiasOf(convolution), biases);
        return convolution with { Output = norm.Output, Inputs = [.. convolution.Inputs.Take(2), BiasOf(convolution)] };
    }

    private static string BiasOf(OnnxOperator convolution) => $"{convolution.Output}/folded_bias";

    private float[] Read(string tensor)
    {
        var values = new float[places[tensor].Length / sizeof(float)];
        ReadInto(tensor, values);
        return values;
    }

    private void ReadInto(string tensor, Span<float> values)
    {
        var bytes = MemoryMarshal.AsBytes(values);
        var start = places[tensor].Start;
        for (var done = 0; done < bytes.Length;)
        {
            var read = RandomAccess.Read(weights, bytes[done..], start + done);
            if (read == 0) throw new InvalidDataException($"The tensor '{tensor}' is cut off.");
            done += read;
        }
    }

    private void WriteScaled(string tensor, double[] scales)
    {
        var length = (int)(places[tensor].Length / sizeof(float));
        var rented = ArrayPool<float>.Shared.Rent(length);
        var values = rented.AsSpan(0, length);
        ReadInto(tensor, values);
        BatchNormFolding.Scale(values, scales);
        Append(tensor, values);
        ArrayPool<float>.Shared.Return(rented);
    }

    private void Append(string tensor, ReadOnlySpan<float> values)
    {
        moved.Add(tensor, (folded.Position, values.Length * (long)sizeof(float)));
        folded.Write(MemoryMarshal.AsBytes(values));
    }

    private void AddConstant(ProtobufMessage graph, ReadOnlyMemory<byte> constant)
    {
        if (moved.TryGetValue(OnnxTensor.NameOf(constant), out var place))
            graph.Message((int)GraphField.Constant, OnnxTensor.Moved(constant, name, place.Offset, place.Length));
        else graph.Bytes((int)GraphField.Constant, constant);
    }

    private void AddBias(ProtobufMessage graph, string bias)
    {
        var (offset, length) = moved[bias];
        graph.Message((int)GraphField.Constant, OnnxTensor.ToReference(bias, ElementType.Float32, [length / sizeof(float)], name, offset, length));
    }
}
