namespace Microsoft.ML;

/// <summary>Marks a class that a saved model names by a contract.</summary>
public abstract class ExtensionBaseAttribute : Attribute
{
    private protected ExtensionBaseAttribute(string contractName)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(contractName);
        ContractName = contractName;
    }

    /// <summary>The name under which saved models refer to the class.</summary>
    public string ContractName { get; }
}
