using System.Buffers.Binary;
using Toolkit.Onnx;

namespace Toolkit.Pretrained.Onnx;

/// <summary>One operator of an ONNX graph (ONNX's NodeProto).</summary>
/// <param name="Operator">Kind of the operator, as in <c>Conv</c>.</param>
/// <param name="Inputs">Names of its inputs.</param>
/// <param name="Outputs">Names of its outputs.</param>
/// <param name="Message">The whole node, for its attributes.</param>
internal sealed record OnnxNode(string Operator, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, ReadOnlyMemory<byte> Message)
{
    /// <summary>Numbers of NodeProto's fields.</summary>
    private const int Input = 1, Output = 2, OperatorType = 4, Attribute = 5;

    /// <summary>Numbers of AttributeProto's fields.</summary>
    private const int AttributeName = 1, AttributeNumber = 2, AttributeText = 4, AttributeTensor = 5, AttributeIntegers = 8;

    /// <summary>Reads a node.</summary>
    /// <exception cref="InvalidDataException">It is malformed.</exception>
    public static OnnxNode Read(ReadOnlyMemory<byte> message)
    {
        var (kind, inputs, outputs) = ("", new List<string>(), new List<string>());
        foreach (var field in Protobuf.Fields(message))
        {
            switch (field.Number)
            {
                case Input: inputs.Add(field.Text); break;
                case Output: outputs.Add(field.Text); break;
                case OperatorType: kind = field.Text; break;
            }
        }
        return new OnnxNode(kind, inputs, outputs, message);
    }

    /// <summary>The integers of an attribute, as in <c>pads</c>; none where the node lacks it.</summary>
    /// <exception cref="InvalidDataException">The attribute is malformed.</exception>
    public IEnumerable<long> Integers(string attribute) =>
        FieldsOf(attribute).Where(field => field.Number == AttributeIntegers).SelectMany(field => field.Integers());

    /// <summary>The text of an attribute, as in <c>auto_pad</c>; null where the node lacks it.</summary>
    /// <exception cref="InvalidDataException">The attribute is malformed.</exception>
    public string? Text(string attribute) =>
        FieldsOf(attribute).Where(field => field.Number == AttributeText).Select(field => field.Text).FirstOrDefault();

    /// <summary>The tensor of an attribute, as in <c>value</c>, as a message; null where the node lacks it.</summary>
    /// <exception cref="InvalidDataException">The attribute is malformed.</exception>
    public ReadOnlyMemory<byte>? Tensor(string attribute) => FieldsOf(attribute)
        .Where(field => field.Number == AttributeTensor)
        .Select(field => (ReadOnlyMemory<byte>?)field.Bytes)
        .FirstOrDefault();

    /// <summary>The number of an attribute, as in <c>epsilon</c>; null where the node lacks it.</summary>
    /// <exception cref="InvalidDataException">The attribute is malformed.</exception>
    public float? Number(string attribute) => FieldsOf(attribute)
        .Where(field => field.Number == AttributeNumber)
        .Select(field => (float?)BinaryPrimitives.ReadSingleLittleEndian(field.Numbers(sizeof(float)).Span))
        .FirstOrDefault();

    private IEnumerable<ProtobufField> FieldsOf(string attribute) => Protobuf.Fields(Message)
        .Where(field => field.Number == Attribute)
        .Select(field => Protobuf.Fields(field.Bytes))
        .FirstOrDefault(fields => fields.Any(field => field.Number == AttributeName && field.Text == attribute)) ?? [];
}
