using System.Buffers.Binary;

namespace Toolkit.Onnx;

/// <summary>One operator of a graph that is being built.</summary>
/// <param name="Kind">ONNX's name of it, as in <c>Conv</c>.</param>
/// <param name="Inputs">Names of its inputs.</param>
/// <param name="Output">Name of its output.</param>
/// <param name="Attributes">Its attributes.</param>
internal sealed record OnnxOperator(string Kind, IReadOnlyList<string> Inputs, string Output, IReadOnlyList<OnnxAttribute> Attributes)
{
    /// <summary>Numbers of NodeProto's fields.</summary>
    private const int InputField = 1, OutputField = 2, NameField = 3, KindField = 4, AttributeField = 5, DomainField = 7;

    /// <summary>The set of operators that it is of. Default: ONNX's own.</summary>
    public string Domain { get; init; } = "";

    /// <summary>The operator's own name. Default: its output's.</summary>
    public string Name { get; init; } = Output;

    /// <summary>The operators that take each value.</summary>
    public static ILookup<string, OnnxOperator> ConsumersOf(IEnumerable<OnnxOperator> operators) =>
        operators.SelectMany(item => item.Inputs.Distinct(), (item, input) => (item, input)).ToLookup(use => use.input, use => use.item);

    /// <summary>Names of the values that an operator in a file makes.</summary>
    public static IEnumerable<string> OutputsOf(ReadOnlyMemory<byte> message) =>
        Protobuf.Fields(message).Where(field => field.Number == OutputField).Select(field => field.Text);

    /// <summary>An operator of a file.</summary>
    /// <exception cref="InvalidDataException">It is malformed, or has an attribute of a kind that those written here do not have.</exception>
    public static OnnxOperator Read(ReadOnlyMemory<byte> message)
    {
        var fields = Protobuf.Fields(message).ToLookup(field => field.Number);
        string Text(int field) => fields[field].Select(item => item.Text).LastOrDefault("");
        return new(Text(KindField), [.. fields[InputField].Select(input => input.Text)], OutputsOf(message).FirstOrDefault(""),
            [.. fields[AttributeField].Select(attribute => OnnxAttribute.Read(attribute.Bytes))])
        {
            Name = Text(NameField),
            Domain = Text(DomainField),
        };
    }

    public ProtobufMessage ToMessage()
    {
        var message = new ProtobufMessage();
        foreach (var input in Inputs) message.Text(InputField, input);
        message.Text(OutputField, Output).Text(NameField, Name).Text(KindField, Kind);
        if (Domain != "") message.Text(DomainField, Domain);
        foreach (var attribute in Attributes) message.Message(AttributeField, attribute.ToMessage());
        return message;
    }
}

/// <summary>An attribute of an operator.</summary>
internal sealed record OnnxAttribute
{
    /// <summary>Numbers of AttributeProto's fields, and of its types.</summary>
    private const int NameField = 1, NumberField = 2, IntegerField = 3, IntegersField = 8, TextsField = 9, TypeField = 20,
        NumberType = 1, IntegerType = 2, IntegersType = 7, TextsType = 8;

    private readonly object value;

    public OnnxAttribute(string name, long integer) => (Name, value) = (name, integer);

    public OnnxAttribute(string name, double number) => (Name, value) = (name, number);

    public OnnxAttribute(string name, long[] integers) => (Name, value) = (name, integers);

    public OnnxAttribute(string name, IReadOnlyList<string> texts) => (Name, value) = (name, texts);

    public string Name { get; }

    /// <summary>The value of an attribute that is a number; null for another.</summary>
    public double? Number => value as double?;

    /// <summary>An attribute of an operator in a file.</summary>
    /// <exception cref="InvalidDataException">It is malformed, or neither a number nor integers nor texts.</exception>
    public static OnnxAttribute Read(ReadOnlyMemory<byte> message)
    {
        var fields = Protobuf.Fields(message).ToLookup(field => field.Number);
        var name = fields[NameField].Select(field => field.Text).LastOrDefault("");
        return fields[TypeField].Select(field => field.Integer).LastOrDefault() switch
        {
            NumberType when fields[NumberField].LastOrDefault() is { } field =>
                new(name, (double)BinaryPrimitives.ReadSingleLittleEndian(field.Numbers(sizeof(float)).Span)),
            IntegerType => new(name, fields[IntegerField].Select(field => field.Integer).LastOrDefault()),
            IntegersType => new(name, fields[IntegersField].SelectMany(field => field.Integers()).ToArray()),
            TextsType => new(name, fields[TextsField].Select(field => field.Text).ToList()),
            var other => throw new InvalidDataException($"The attribute '{name}' is of kind {other}."),
        };
    }

    public ProtobufMessage ToMessage()
    {
        var message = new ProtobufMessage().Text(NameField, Name);
        return value switch
        {
            long integer => message.Integer(IntegerField, integer).Integer(TypeField, IntegerType),
            double number => message.Number(NumberField, (float)number).Integer(TypeField, NumberType),
            IReadOnlyList<string> texts => texts.Aggregate(message, (all, text) => all.Text(TextsField, text)).Integer(TypeField, TextsType),
            _ => message.Integers(IntegersField, (long[])value).Integer(TypeField, IntegersType),
        };
    }
}
