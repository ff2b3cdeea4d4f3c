namespace TorchSharp.Utils;

/// <summary>Gives a field another name in its module's tree of components.</summary>
[AttributeUsage(AttributeTargets.Field)]
public class ComponentNameAttribute : Attribute
{
    public string? Name { get; set; }
}
