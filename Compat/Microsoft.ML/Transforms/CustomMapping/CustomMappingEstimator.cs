using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Utilities;
using VectorKind = Microsoft.ML.SchemaShape.Column.VectorKind;

namespace Microsoft.ML.Transforms;

/// <summary>Makes columns by a function of the user's.</summary>
public sealed class CustomMappingEstimator<TSrc, TDst> : TrivialEstimator<CustomMappingTransformer<TSrc, TDst>>
    where TSrc : class, new()
    where TDst : class, new()
{
    internal CustomMappingEstimator(IHostEnvironment environment, CustomMappingTransformer<TSrc, TDst> transformer)
        : base(environment.Register("CustomMappingEstimator"), transformer)
    {
    }

    /// <summary>The shape with the columns made.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or has another type than its member.</exception>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        foreach (var needed in Transformer.Needed)
            CheckInput(needed, inputSchema.FindColumn(needed.Name));
        return inputSchema.With(SchemaShape.Create(Transformer.Added.Schema));
    }

    // A member for vectors of any size takes vectors of known size too.
    private static void CheckInput(TypedColumn needed, SchemaShape.Column actual)
    {
        var wanted = SchemaShape.Column.Create(needed.Name, needed.Type);
        bool kindFits = wanted.Kind == actual.Kind || (wanted.Kind == VectorKind.VariableVector && actual.Kind == VectorKind.Vector);
        if (!kindFits || wanted.IsKey != actual.IsKey || !wanted.ItemType.Equals(actual.ItemType))
            throw Errors.SchemaMismatch("input", needed.Name, needed.Type.ToString()!, actual.TypeString);
    }
}
