namespace Toolkit.Networks;

/// <summary>
/// A module with matrix products of its own, outside its submodules, such as attention.
/// <see cref="Inspection.NetworkSummary"/> asks it how many there are.
/// </summary>
public interface ICountsMultiplyAdds
{
    /// <summary>Multiplications, each with its addition, that the module does itself; its submodules' are counted with them.</summary>
    /// <param name="inputShape">Shape of the input, with the batch.</param>
    long MultiplyAdds(IReadOnlyList<long> inputShape);
}
