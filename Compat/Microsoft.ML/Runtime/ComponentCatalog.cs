using System.Reflection;

namespace Microsoft.ML.Runtime;

/// <summary>The assemblies in which a loaded model may find the user's custom mappings.</summary>
public sealed class ComponentCatalog
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Type> _extensions = new(StringComparer.Ordinal);

    internal ComponentCatalog()
    {
    }

    /// <summary>Registers the classes of <paramref name="assembly"/> that carry a contract name, such as
    /// <see cref="Transforms.CustomMappingFactoryAttributeAttribute"/> gives them.</summary>
    /// <param name="assembly">The assembly with the factories.</param>
    /// <param name="throwOnError">Whether two classes with the same contract name are an error; otherwise the first one stays.</param>
    public void RegisterAssembly(Assembly assembly, bool throwOnError = true)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        lock (_lock)
        {
            foreach (var type in assembly.GetTypes())
                foreach (var extension in type.GetCustomAttributes<ExtensionBaseAttribute>(inherit: false))
                    RegisterExtension(extension.ContractName, type, throwOnError);
        }
    }

    /// <summary>The class registered under <paramref name="contractName"/>, or null.</summary>
    internal Type? FindExtension(string contractName)
    {
        lock (_lock)
            return _extensions.GetValueOrDefault(contractName);
    }

    private void RegisterExtension(string contractName, Type type, bool throwOnError)
    {
        if (_extensions.TryAdd(contractName, type) || _extensions[contractName] == type || !throwOnError)
            return;
        throw new InvalidOperationException(
            $"Contract name '{contractName}' is carried by {type.FullName} and by {_extensions[contractName].FullName}; it "
            + "must be unique.");
    }
}
