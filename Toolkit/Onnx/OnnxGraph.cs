using Toolkit.Inspection;
using Toolkit.StateDicts;
using static TorchSharp.torch;

namespace Toolkit.Onnx;

/// <summary>
/// A graph that is being built: operators in the order in which they run, and constants. Values are named after the module that they
/// come from, weights as in the network's state dict.
/// </summary>
/// <param name="root">The network, whose modules' names are taken; null for what is around one.</param>
internal sealed class OnnxGraph(nn.Module? root)
{
    private readonly Dictionary<object, string> moduleNames =
        (root is null ? [] : ModuleTree.Of(root)).ToDictionary(entry => (object)entry.Module, entry => entry.Name, ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> taken = [];
    private string place = "";

    /// <summary>The operators, each behind those whose results it uses.</summary>
    public List<OnnxOperator> Operators { get; } = [];

    /// <summary>Weights and other constants.</summary>
    public StateDict Constants { get; } = new();

    /// <summary>The names that are taken.</summary>
    public IReadOnlyCollection<string> Names => taken;

    /// <summary>Keeps a name for a value that comes from outside.</summary>
    public void Reserve(string name) => taken.Add(name);

    /// <summary>
    /// Names what is added meanwhile after a module, or after its surroundings where the network does not know it by name.
    /// </summary>
    public T Within<T>(nn.Module module, Func<T> add)
    {
        var before = place;
        place = moduleNames.GetValueOrDefault(module, before);
        try
        {
            return add();
        }
        finally
        {
            place = before;
        }
    }

    /// <summary>Adds an operator.</summary>
    /// <returns>The name of the value it makes.</returns>
    public string Add(string kind, IReadOnlyList<string> inputs, params OnnxAttribute[] attributes)
    {
        var output = NewName(kind);
        Operators.Add(new OnnxOperator(kind, inputs, output, attributes));
        return output;
    }

    /// <summary>Adds a parameter or buffer of the module that <see cref="Within"/> names; once, however often it is used.</summary>
    public string Weight(string name, Tensor tensor)
    {
        var fullName = place == "" ? name : $"{place}.{name}";
        if (!Constants.ContainsKey(fullName)) Constants.Add(fullName, TensorBridge.ToData(tensor.to(ScalarType.Float32)));
        return fullName;
    }

    /// <summary>Adds a constant.</summary>
    public string Constant(TensorData data)
    {
        var name = NewName("constant");
        Constants.Add(name, data);
        return name;
    }

    /// <summary>Gives the value of the last operator a name of its own.</summary>
    public void NameLast(string name) => Operators[^1] = Operators[^1] with { Output = name };

    private string NewName(string kind)
    {
        var name = place == "" ? kind : $"{place}/{kind}";
        var free = name;
        for (var i = 2; !taken.Add(free); i++) free = $"{name}_{i}";
        return free;
    }
}
