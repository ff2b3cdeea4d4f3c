using Toolkit.Text;
using static TorchSharp.torch;

namespace Toolkit.Inspection;

/// <summary>A module and everything in it, with dotted names as in a state dict.</summary>
internal static class ModuleTree
{
    /// <summary>Parents before their children; the root's name is empty; a module that occurs twice has its first name.</summary>
    public static IReadOnlyList<(string Name, nn.Module Module)> Of(nn.Module root)
    {
        List<(string, nn.Module)> tree = [];
        Add("", root, tree, new HashSet<nn.Module>(ReferenceEqualityComparer.Instance));
        return tree;
    }

    /// <summary>The module of a dotted name.</summary>
    /// <exception cref="ArgumentException">There is none, or it is not one with one tensor in and one out.</exception>
    public static nn.Module<Tensor, Tensor> Find(nn.Module root, string name)
    {
        var tree = Of(root);
        var module = tree.FirstOrDefault(entry => entry.Name == name).Module;
        if (module is nn.Module<Tensor, Tensor> layer) return layer;
        var names = tree.Where(entry => entry is { Name: not "", Module: nn.Module<Tensor, Tensor> }).Select(entry => entry.Name).ToArray();
        var problem = module is null ? "There is no layer" : "Only a layer with one tensor in and one out can be watched, unlike the one";
        throw new ArgumentException(
            $"{problem} named \"{name}\".{NearNames.Hint(name, names)} Layers: {string.Join(", ", names)}.");
    }

    private static void Add(string name, nn.Module module, List<(string, nn.Module)> tree, HashSet<nn.Module> seen)
    {
        if (!seen.Add(module)) return;
        tree.Add((name, module));
        foreach (var (childName, child) in module.named_children()) Add(name == "" ? childName : $"{name}.{childName}", child, tree, seen);
    }
}
