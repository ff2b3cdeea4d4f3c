namespace Microsoft.ML.Data;

/// <summary>Says which fields of a text file's line a member is loaded from.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property, AllowMultiple = false, Inherited = true)]
public sealed class LoadColumnAttribute : Attribute
{
    /// <summary>From the field <paramref name="fieldIndex"/>, counted from 0.</summary>
    public LoadColumnAttribute(int fieldIndex)
    {
        Sources = [new TextLoader.Range(fieldIndex)];
    }

    /// <summary>From the fields <paramref name="start"/> to <paramref name="end"/>, both included: a vector.</summary>
    public LoadColumnAttribute(int start, int end)
    {
        Sources = [new TextLoader.Range(start, end)];
    }

    /// <summary>From the fields <paramref name="columnIndexes"/>: a vector if they are several.</summary>
    public LoadColumnAttribute(int[] columnIndexes)
    {
        Sources = Array.ConvertAll(columnIndexes, index => new TextLoader.Range(index));
    }

    internal TextLoader.Range[] Sources { get; }
}
