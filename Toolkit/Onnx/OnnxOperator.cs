namespace Toolkit.Onnx;

/// <summary>One operator of a graph that is being built.</summary>
/// <param name="Kind">ONNX's name of it, as in <c>Conv</c>.</param>
/// <param name="Inputs">Names of its inputs.</param>
/// <param name="Output">Name of its output, which is the operator's own name too.</param>
/// <param name="Attributes">Its attributes.</param>
internal sealed record OnnxOperator(string Kind, IReadOnlyList<string> Inputs, string Output, IReadOnlyList<OnnxAttribute> Attributes)
{
    /// <summary>Numbers of NodeProto's fields.</summary>
    private const int InputField = 1, OutputField = 2, NameField = 3, KindField = 4, AttributeField = 5;

    public ProtobufMessage ToMessage()
    {
        var message = new ProtobufMessage();
        foreach (var input in Inputs) message.Text(InputField, input);
        message.Text(OutputField, Output).Text(NameField, Output).Text(KindField, Kind);
        foreach (var attribute in Attributes) message.Message(AttributeField, attribute.ToMessage());
        return message;
    }
}

/// <summary>An attribute of an operator.</summary>
internal sealed record OnnxAttribute
{
    /// <summary>Numbers of AttributeProto's fields, and of its types.</summary>
    private const int NameField = 1, NumberField = 2, IntegerField = 3, IntegersField = 8, TypeField = 20,
        NumberType = 1, IntegerType = 2, IntegersType = 7;

    private readonly object value;

    public OnnxAttribute(string name, long integer) => (Name, value) = (name, integer);

    public OnnxAttribute(string name, double number) => (Name, value) = (name, number);

    public OnnxAttribute(string name, long[] integers) => (Name, value) = (name, integers);

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
            _ => message.Integers(IntegersField, (long[])value).Integer(TypeField, IntegersType),
        };
    }
}
