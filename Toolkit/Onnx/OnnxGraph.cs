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
    public StateDict Constants { get; private set; } = new();

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
    public string Constant(TensorData data) => Constant("constant", data);

    /// <summary>Adds a constant under a name of its own, or one like it where that is taken.</summary>
    public string Constant(string name, TensorData data)
    {
        var free = NewName(name);
        Constants.Add(free, data);
        return free;
    }

    /// <summary>The operators that take each value.</summary>
    public ILookup<string, OnnxOperator> Consumers() => OnnxOperator.ConsumersOf(Operators);

    /// <summary>Puts other operators in the place of all, and drops the constants that none of them takes.</summary>
    public void Replace(IReadOnlyList<OnnxOperator> operators)
    {
        Operators.Clear();
        Operators.AddRange(operators);
        Constants = ConstantsOf(Operators);
    }

    /// <summary>The constants that some operators take.</summary>
    public StateDict ConstantsOf(IEnumerable<OnnxOperator> operators)
    {
        var (used, constants) = (operators.SelectMany(item => item.Inputs).ToHashSet(), new StateDict());
        foreach (var (name, constant) in Constants)
            if (used.Contains(name)) constants.Add(name, constant);
        return constants;
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
