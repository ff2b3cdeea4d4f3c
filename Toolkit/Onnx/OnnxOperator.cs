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

    /// <summary>Names of the values that an operator in a file makes.</summary>
    public static IEnumerable<string> OutputsOf(ReadOnlyMemory<byte> message) =>
        Protobuf.Fields(message).Where(field => field.Number == OutputField).Select(field => field.Text);

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

    /// <summary>The value of an attribute that is a number.</summary>
    public double Number => (double)value;

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
