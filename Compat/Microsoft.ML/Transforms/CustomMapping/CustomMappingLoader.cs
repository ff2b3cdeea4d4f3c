using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Custom mappings in saved models: the contract's name, and nothing that could be run.</summary>
internal static class CustomMappingLoader
{
    public static readonly ModelVersion Version = new("CUSTOMXF", 0x00010002, "CustomTransformer", ModelVersion.Transforms);

    public static void Save(ModelSaveContext context, string? contractName, Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (contractName is null)
            throw new InvalidOperationException("Empty contract name for a transform: the transform cannot be saved. "
                + "Give CustomMapping a contractName, and a CustomMappingFactory with that name.");
        context.Begin(Version);
        context.WriteString(contractName);
        context.WriteString(assembly.FullName); // ML.NET looks for the factory there; here the user registers it
    }

    /// <summary>The mapping, from the factory that the user registered.</summary>
    public static ITransformer Load(IHostEnvironment environment, ModelLoadContext context)
    {
        var contractName = context.ReadString();
        context.ReadString();
        var type = environment.ComponentCatalog.FindExtension(contractName) ?? throw new InvalidOperationException(
            $"The model needs the custom mapping '{contractName}'. Call MLContext.ComponentCatalog.RegisterAssembly with the assembly "
            + "of its CustomMappingFactory before the model is loaded.");
        if (Activator.CreateInstance(type) is not ICustomMappingFactory factory)
            throw new InvalidOperationException(
                $"The class with contract '{contractName}', {type.FullName}, must derive from "
                + $"'{typeof(CustomMappingFactory<,>).FullName}'.");
        return factory.CreateTransformer(contractName);
    }
}
