namespace Microsoft.ML.Data;

/// <summary>Says which column type a member of a row class has, and registers that type.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property, AllowMultiple = false, Inherited = true)]
public abstract class DataViewTypeAttribute : Attribute, IEquatable<DataViewTypeAttribute>
{
    /// <summary>Creates the attribute.</summary>
    protected DataViewTypeAttribute()
    {
    }

    /// <summary>Whether both stand for the same column type.</summary>
    public abstract bool Equals(DataViewTypeAttribute? other);

    /// <summary>Registers the column type with <see cref="DataViewTypeManager"/>.</summary>
    public abstract void Register();
}
